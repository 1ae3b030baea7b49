"""Username-password flow (salesforce-oauth.md §5)."""

from __future__ import annotations

from sftui.demo.apps import App
from sftui.demo.clients import Call, carries_refresh, check_access, check_org, check_secret, find_app
from sftui.demo.people import Person
from sftui.demo.refusals import OAuthRefusal, authentication_failure, unknown_client, user_inactive
from sftui.demo.sessions import open_session
from sftui.demo.signing_in import SUCCESS, UNKNOWN_USER, note_attempt, verdict
from sftui.demo.token_replies import token_fields

SUBTYPE = "OAuth Username-Password"
_FLOW_OFF = "Username-Password Flow Disabled"
_NOT_INSTALLED = "Package for this consumer is not installed in org"
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
    status = _status(call, app, person, sent)
    note_attempt(world, host, username, sent, "password", status)
    world.note_login(person, host, app.name, SUBTYPE, status)
    if status not in {SUCCESS, _APP_IP}:
        raise _refusal(status, person)
    check_access(app, person)
    scope = tuple(one for one in app.scopes if not carries_refresh((one,)))
    return token_fields(world, host, open_session(world, person, app, scope))


def _status(call: Call, app: App, person: Person, sent: str) -> str:
    """What LoginHistory will say. Where the flow itself is barred, the password is not looked at."""
    switches = person.org.switches
    if switches.login_rate_exceeded:
        return _RATE
    if app.external or "password" not in app.flows or not switches.username_password_flow:
        return _FLOW_OFF
    if not app.installed_in_org(person.org.my_domain):
        return _NOT_INSTALLED
    status = verdict(call.world, call.host, person, sent, token_needed=True)
    return _APP_IP if status == SUCCESS and app.ip_restricted else status


def _refusal(status: str, person: Person) -> OAuthRefusal:
    """What the caller is told: for most causes the same."""
    if status == _RATE:
        return OAuthRefusal("rate_limit_exceeded", "login rate exceeded")
    if status == _NOT_INSTALLED:
        return unknown_client()
    if status in {"User is Inactive", "User is Frozen"}:
        return user_inactive()
    return authentication_failure(f" - {status}" if person.org.switches.older_wording else "")
