"""Username-password flow (salesforce-oauth.md §5)."""

from __future__ import annotations

from sftui.demo.clients import Call, carries_refresh, check_access, check_org, check_secret, find_app
from sftui.demo.refusals import OAuthRefusal, authentication_failure, user_inactive
from sftui.demo.sessions import open_session
from sftui.demo.signing_in import SUCCESS, UNKNOWN_USER, note_attempt, verdict
from sftui.demo.token_replies import token_fields

SUBTYPE = "OAuth Username-Password"
_FLOW_OFF = "Username-Password Flow Disabled"
_RATE = "Login rate exceeded"
_APP_IP = "Failed: IP Address Not Allowed"


def password_grant(call: Call) -> dict[str, object]:
    """A session without refresh token, or ``authentication failure`` whatever the cause."""
    world, host = call.world, call.host
    username, sent = call.form.get("username", ""), call.form.get("password", "")
    app = find_app(world, host, call.client_id)
    check_secret(call, app, needed=True)
    person = world.person_at(host, username)
    if person is None:
        note_attempt(world, host, username, sent, "password", UNKNOWN_USER)
        raise authentication_failure()
    check_org(person.org)
    switches = person.org.switches
    if switches.login_rate_exceeded:
        status = _RATE
    elif app.external or "password" not in app.flows or not switches.username_password_flow:
        status = _FLOW_OFF
    elif not app.installed_in_org(person.org.my_domain):
        status = "Package for this consumer is not installed in org"
    else:
        status = verdict(world, host, person, sent, token_needed=True)
        if status == SUCCESS and app.ip_restricted:
            status = _APP_IP
    note_attempt(world, host, username, sent, "password", status)
    world.note_login(person, host, app.name, SUBTYPE, status)
    if status == _RATE:
        raise OAuthRefusal("rate_limit_exceeded", "login rate exceeded")
    if status in {"User is Inactive", "User is Frozen"}:
        raise user_inactive()
    if status not in {SUCCESS, _APP_IP}:
        raise authentication_failure(f" - {status}" if switches.older_wording else "")
    check_access(app, person)
    scope = tuple(one for one in app.scopes if not carries_refresh((one,)))
    return token_fields(world, host, open_session(world, person, app, scope))
