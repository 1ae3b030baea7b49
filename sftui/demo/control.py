"""The control surface for other processes: ``/demo/…`` on every host, a path that no Salesforce has.

Bodies and replies are JSON objects. The names of the calls stand in ``sftui.demo``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from sftui.demo.browser import BrowserStoppedError
from sftui.demo.credentials import describe
from sftui.demo.forms import json_object
from sftui.demo.messages import Reply, Request, json_reply
from sftui.demo.orgs import OrgKind

if TYPE_CHECKING:
    from sftui.demo.server import DemoSalesforce

Body = dict[str, object]

CONTROL_PREFIX = "/demo/"


def answer_control(sf: DemoSalesforce, request: Request) -> Reply:
    """400 with ``error`` for what cannot be done."""
    call = f"{request.method} {request.path.removeprefix(CONTROL_PREFIX)}"
    action = _CALLS.get(call)
    body = json_object(request)
    if action is None:
        return json_reply({"error": f"no control call {call}", "calls": sorted(_CALLS)}, status=404)
    if body is None:
        return json_reply({"error": "the body is not a JSON object"}, status=400)
    try:
        return json_reply(action(sf, body))
    except BrowserStoppedError as stopped:
        page = stopped.page
        found = {"address": page.address, "status": page.status, "title": page.title, "text": page.text}
        return json_reply({"error": "the browser stopped", "page": found}, status=400)
    except (KeyError, ValueError, TypeError, OSError) as error:
        return json_reply({"error": f"{type(error).__name__}: {error}"}, status=400)


def _text(body: Body, name: str) -> str:
    value = body[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not text")
    return value


def _optional_text(body: Body, name: str) -> str | None:
    return _text(body, name) if body.get(name) is not None else None


def _number(body: Body, name: str, default: float | None = None) -> float:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} is not a number")
    return float(value)


def _rest(body: Body, name: str) -> Body:
    return {key: value for key, value in body.items() if key != name}


def _state(sf: DemoSalesforce, _body: Body) -> Body:
    """Counts and mail; never a password or an access token."""
    attempts = sf.attempts()
    with sf.world.lock:
        approvals = Counter(
            f"{one.person.username} · {one.app.name}" for one in sf.world.approvals if not one.ended
        )
        waiting = [one.user_code for one in sf.world.devices.values() if one.state == "pending"]
    return {
        "attempts": Counter(one.username for one in attempts),
        "refused": Counter(one.username for one in attempts if one.refused),
        "causes": [{"username": one.username, "flow": one.flow, "cause": one.cause} for one in attempts],
        "refused_twice": sorted({one.username for one in attempts if sf.refused_twice(one.username)}),
        "mailbox": [vars(mail) for mail in sf.mailbox()],
        "requests": Counter(f"{one.method} {one.path} {one.grant}".strip() for one in sf.requests()),
        "approvals": approvals,
        "waiting_user_codes": waiting,
        "now": sf.world.now(),
    }


def _switch(sf: DemoSalesforce, body: Body) -> Body:
    sf.switch(org=_optional_text(body, "org"), **_rest(body, "org"))
    return {}


def _reset(sf: DemoSalesforce, _body: Body) -> Body:
    sf.reset_switches()
    return {}


def _held(sf: DemoSalesforce, body: Body) -> Body:
    sf.wait_until_held(int(_number(body, "count", 1)), _optional_text(body, "path") or "")
    return {}


def _let_go(sf: DemoSalesforce, _body: Body) -> Body:
    sf.let_go()
    return {}


def _app(sf: DemoSalesforce, body: Body) -> Body:
    sf.set_app(_text(body, "app"), **_rest(body, "app"))
    return {}


def _app_not_ready(sf: DemoSalesforce, body: Body) -> Body:
    sf.app_not_ready(_text(body, "app"), _number(body, "seconds"))
    return {}


def _callback(sf: DemoSalesforce, body: Body) -> Body:
    sf.add_callback(_text(body, "app"), _text(body, "url"))
    return {}


def _certificate(sf: DemoSalesforce, body: Body) -> Body:
    sf.upload_certificate(_text(body, "app"), _text(body, "pem"))
    return {}


def _person(sf: DemoSalesforce, body: Body) -> Body:
    sf.set_person(_text(body, "username"), **_rest(body, "username"))
    return {}


def _change_password(sf: DemoSalesforce, body: Body) -> Body:
    username = _text(body, "username")
    token = sf.change_password(username, _optional_text(body, "password"))
    return {"password": sf.person(username).password, "security_token": token}


def _reset_security_token(sf: DemoSalesforce, body: Body) -> Body:
    return {"security_token": sf.reset_security_token(_text(body, "username"))}


def _lock(sf: DemoSalesforce, body: Body) -> Body:
    sf.lock(_text(body, "username"), _number(body, "seconds", 900.0))
    return {}


def _unlock(sf: DemoSalesforce, body: Body) -> Body:
    sf.unlock(_text(body, "username"))
    return {}


def _end_sessions(sf: DemoSalesforce, body: Body) -> Body:
    if "access_token" in body:
        sf.end_access_token(_text(body, "access_token"))
        return {"ended": 1}
    return {"ended": sf.end_sessions(_text(body, "username"))}


def _revoke_approvals(sf: DemoSalesforce, body: Body) -> Body:
    return {"revoked": sf.revoke_approvals(_text(body, "username"), _optional_text(body, "app"))}


def _contain(sf: DemoSalesforce, body: Body) -> Body:
    sf.contain(_text(body, "username"))
    return {}


def _refresh_sandbox(sf: DemoSalesforce, body: Body) -> Body:
    return {"org_id": sf.refresh_sandbox(_text(body, "org"))}


def _advance(sf: DemoSalesforce, body: Body) -> Body:
    sf.advance(_number(body, "seconds"))
    return {"now": sf.world.now()}


def _approve(sf: DemoSalesforce, body: Body) -> Body:
    """Plays the person, with their present password unless another is given."""
    username = _text(body, "username")
    yes = body.get("approve", True) is True
    if "user_code" in body:
        sf.approve_device(_text(body, "user_code"), username, approve=yes)
        return {}
    password = _optional_text(body, "password") or sf.person(username).password
    deliver = body.get("deliver", False) is True
    return {
        "location": sf.browser.sign_in(_text(body, "url"), username, password, approve=yes, deliver=deliver)
    }


def _org(sf: DemoSalesforce, body: Body) -> Body:
    kind = _optional_text(body, "kind") or "production"
    if kind not in {"production", "sandbox", "scratch", "developer"}:
        raise ValueError(f"no kind of org {kind!r}")
    org = sf.add_org(
        _text(body, "my_domain"),
        name=_optional_text(body, "name"),
        kind=cast("OrgKind", kind),
        people=int(_number(body, "people", 1)),
        dead=body.get("dead", False) is True,
    )
    return {"url": org.url, "org_id": org.id}


def _hang_up(sf: DemoSalesforce, body: Body) -> Body:
    sf.hang_up(_text(body, "url"))
    return {}


def _pick_up(sf: DemoSalesforce, body: Body) -> Body:
    sf.pick_up(_text(body, "url"))
    return {}


def _credentials(sf: DemoSalesforce, _body: Body) -> Body:
    return describe(sf)


_CALLS: dict[str, Callable[[DemoSalesforce, Body], Body]] = {
    "GET state": _state,
    "GET credentials": _credentials,
    "POST switch": _switch,
    "POST reset": _reset,
    "POST held": _held,
    "POST let-go": _let_go,
    "POST app": _app,
    "POST app-not-ready": _app_not_ready,
    "POST callback": _callback,
    "POST certificate": _certificate,
    "POST person": _person,
    "POST change-password": _change_password,
    "POST reset-security-token": _reset_security_token,
    "POST lock": _lock,
    "POST unlock": _unlock,
    "POST end-sessions": _end_sessions,
    "POST revoke-approvals": _revoke_approvals,
    "POST contain": _contain,
    "POST refresh-sandbox": _refresh_sandbox,
    "POST advance": _advance,
    "POST approve": _approve,
    "POST org": _org,
    "POST hang-up": _hang_up,
    "POST pick-up": _pick_up,
}
