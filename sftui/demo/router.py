"""From the path of a request to the function that answers it."""

from __future__ import annotations

import re
from collections.abc import Callable

from sftui.demo.authorize import authorize, consent, error_page, login, success
from sftui.demo.device_page import device_page
from sftui.demo.faults import faulty_reply, maintenance
from sftui.demo.forms import form_of
from sftui.demo.housekeeping import introspect, revoke
from sftui.demo.identity import discovery, identity, keys, userinfo
from sftui.demo.messages import Reply, Request, html_reply, redirect
from sftui.demo.rest import rest, versions
from sftui.demo.switches import Fault
from sftui.demo.token_endpoint import token
from sftui.demo.world import Seen, World

Handler = Callable[[World, Request], Reply]

_ROUTES: tuple[tuple[str, re.Pattern[str], Handler], ...] = (
    ("GET POST", re.compile(r"/services/oauth2/token"), token),
    ("GET POST", re.compile(r"/services/oauth2/revoke"), revoke),
    ("GET POST", re.compile(r"/services/oauth2/introspect"), introspect),
    ("GET POST", re.compile(r"/services/oauth2/userinfo"), userinfo),
    ("GET POST", re.compile(r"/services/oauth2/authorize"), authorize),
    ("GET", re.compile(r"/services/oauth2/success"), success),
    ("GET POST", re.compile(r"/login"), login),
    ("GET POST", re.compile(r"/setup/secur/RemoteAccessAuthorizationPage\.apexp"), consent),
    ("GET", re.compile(r"/_ui/identity/oauth/ui/AuthorizationError"), error_page),
    ("GET POST", re.compile(r"/setup/connect"), device_page),
    ("GET", re.compile(r"/\.well-known/openid-configuration"), discovery),
    ("GET", re.compile(r"/id/keys"), keys),
    ("GET POST", re.compile(r"/id/\w+/\w+"), identity),
    ("GET", re.compile(r"/services/data/?"), versions),
    ("GET POST PATCH PUT DELETE", re.compile(r"/services/data/.+"), rest),
)


def answer(world: World, request: Request, fault: Fault = "") -> Reply:
    """The reply of this host to this request."""
    with world.lock:
        faulty = faulty_reply(world, request, fault)
        if faulty is not None:
            return faulty
        if world.switches(request.host).maintenance:
            return maintenance(request)
        elsewhere = _elsewhere(request)
        if elsewhere is not None:
            return elsewhere
        for methods, pattern, handler in _ROUTES:
            if pattern.fullmatch(request.path):
                if request.method.replace("HEAD", "GET") in methods.split():
                    return handler(world, request)
                return html_reply("Error 405", "<p>Method not allowed.</p>", status=405)
        return _no_such_page(request)


def note_request(world: World, request: Request) -> None:
    """Remember that a request came, by names only, whatever becomes of it."""
    form = form_of(request, multipart=True)
    seen = Seen(
        time=world.now(),
        host_url=request.host.url,
        method=request.method,
        path=request.path,
        grant=form.get("grant_type", form.get("response_type", "")),
        parameters=tuple(form),
        query_names=tuple(request.parameters),
        content_type=request.headers.get("content-type", ""),
        had_cookie="cookie" in request.headers,
    )
    with world.lock:
        world.seen.append(seen)


def _elsewhere(request: Request) -> Reply | None:
    """The setup host sends pages and data calls on to the My Domain host, Lightning Setup links aside."""
    org = request.host.org
    if request.host.kind != "setup" or org is None:
        return None
    if request.path.startswith("/services/oauth2/"):
        return None
    if request.path.startswith("/lightning/"):
        return html_reply("Setup", f"<h1>Setup</h1><p>{request.path.count('/')} levels deep.</p>")
    return redirect(org.url + request.path + (f"?{request.query}" if request.query else ""))


def _no_such_page(request: Request) -> Reply:
    if request.path in {"/", ""} and request.method in {"GET", "HEAD"}:
        kind = {"login": "Login", "test": "Sandbox login"}.get(request.host.kind, "Login")
        return html_reply(f"{kind} | Salesforce", f"<h1>{kind}</h1><p>Nothing to see without an app.</p>")
    return html_reply("URL No Longer Exists", "<h1>URL No Longer Exists</h1>", status=404)
