"""Device flow in Salesforce's own spelling (salesforce-oauth.md §9)."""

from __future__ import annotations

import base64

from sftui.demo.apps import App
from sftui.demo.clients import (
    Call,
    allowed_scope,
    check_access,
    check_person,
    check_secret,
    find_app,
    is_installed,
)
from sftui.demo.ids import USER_CODE_ALPHABET
from sftui.demo.refusals import OAuthRefusal, app_blocked
from sftui.demo.sessions import approve, open_session
from sftui.demo.token_replies import token_fields
from sftui.demo.tokens import DeviceLogin

SUBTYPE = "OAuth Device"
_EARLY_BY = 0.5  # a poll may travel faster than the one before it


def _device_app(call: Call) -> App:
    app = find_app(call.world, call.host, call.client_id)
    if "device" not in app.flows:
        raise OAuthRefusal("unsupported_grant_type", "grant type not supported")
    if not is_installed(call.world, call.host, app):
        raise app_blocked()
    return app


def start_device(call: Call) -> dict[str, object]:
    """Device code, user code and the page to enter it."""
    world, host = call.world, call.host
    app = _device_app(call)
    check_secret(call, app, needed=False)
    switches = world.switches(host)
    login = DeviceLogin(
        device_code=base64.b64encode(world.fountain.take(64)).decode(),
        user_code=world.fountain.text(8, USER_CODE_ALPHABET),
        app=app,
        scope=allowed_scope(app, call.form.get("scope")),
        host_url=host.url,
        created=world.now(),
    )
    world.devices[login.device_code] = login
    fields: dict[str, object] = {
        "device_code": login.device_code,
        "user_code": login.user_code,
        "verification_uri": f"{host.url}/setup/connect",
        "interval": switches.device_interval,
    }
    if switches.device_says_expires_in:
        fields["expires_in"] = int(switches.device_lifetime)
    return fields


def device_grant(call: Call) -> dict[str, object]:
    """Tokens once the person has said yes; until then ``authorization_pending`` or ``slow_down``."""
    world, host = call.world, call.host
    app = _device_app(call)
    check_secret(call, app, needed=app.secret_for_web and app.secret_for_refresh)
    login = world.devices.get(call.form.get("code", ""))
    if login is None or login.app is not app or login.host_url != host.url:
        raise OAuthRefusal("invalid_request", "device code is invalid")
    now, switches = world.now(), world.switches(host)
    if login.state == "used" or now > login.created + switches.device_lifetime:
        raise OAuthRefusal("invalid_grant", "expired device code")
    previous, login.last_poll = login.last_poll, now
    if previous is not None and now - previous < switches.device_interval - _EARLY_BY:
        raise OAuthRefusal("slow_down", "polling too fast")
    if login.state == "denied":
        login.state = "used"
        raise OAuthRefusal("access_denied", "end-user denied authorization")
    if login.person is None:
        raise OAuthRefusal("authorization_pending", "user has not approved this code yet")
    login.state = "used"
    check_person(login.person)
    check_access(app, login.person)
    approval = approve(world, login.person, app, login.scope)
    session = open_session(world, login.person, app, login.scope, approval)
    world.note_login(login.person, host, app.name, SUBTYPE, "Success")
    return token_fields(world, host, session, refresh_token=approval.refresh_token, nonce="")
