"""``/setup/connect``: the page where a person enters the code of a device (salesforce-oauth.md §9)."""

from __future__ import annotations

from sftui.demo.forms import form_of
from sftui.demo.messages import Reply, Request, redirect
from sftui.demo.pages import connect_page
from sftui.demo.tokens import DeviceLogin, Errand
from sftui.demo.world import World


def waiting_device(world: World, user_code: str) -> DeviceLogin | None:
    """The device login that waits for this user code, unless its time is over."""
    wanted = user_code.replace("-", "").strip().upper()
    for login in world.devices.values():
        host = world.hosts[login.host_url]
        lifetime = world.switches(host).device_lifetime
        if login.user_code == wanted and login.state == "pending" and world.now() <= login.created + lifetime:
            return login
    return None


def device_page(world: World, request: Request) -> Reply:
    """Asks for the code, then goes the way of every sign-in: log in, allow or deny."""
    if request.method != "POST":
        return connect_page(request.parameters.get("user_code", ""))
    user_code = form_of(request).get("user_code", "")
    login = waiting_device(world, user_code)
    if login is None or login.host_url != request.host.url:
        return connect_page(user_code, message="This code is not valid. Check it or get a new one.")
    errand = Errand(
        id=world.fountain.text(32),
        host_url=request.host.url,
        app=login.app,
        scope=login.scope,
        device=login,
    )
    world.errands[errand.id] = errand
    return redirect(f"/login?flow={errand.id}")
