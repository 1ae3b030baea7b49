"""Client credentials flow: My Domain only, the app signs in as its run-as user (salesforce-oauth.md §8)."""

from __future__ import annotations

from sftui.demo.clients import Call, check_person, check_secret, find_app, is_installed
from sftui.demo.refusals import OAuthRefusal, ip_restricted, not_admin_approved, unknown_client
from sftui.demo.sessions import open_session
from sftui.demo.token_replies import token_fields

SUBTYPE = "OAuth Client Credentials"
_NOT_ENOUGH = {"full", "refresh_token", "offline_access"}


def client_credentials_grant(call: Call) -> dict[str, object]:
    """A session of the run-as user; never a refresh token."""
    world, host = call.world, call.host
    if host.kind != "my-domain":
        raise OAuthRefusal("invalid_grant", "request not supported on this domain")
    app = find_app(world, host, call.client_id)
    if not is_installed(world, host, app):
        raise unknown_client()
    check_secret(call, app, needed=True)
    if "scope" in call.form:
        raise OAuthRefusal("invalid_request", "scope parameter not supported")
    if "client-credentials" not in app.flows:
        raise OAuthRefusal("invalid_grant", "client credentials flow not enabled")
    runners = (world.person_at(host, username) for username in sorted(app.run_as))
    person = next((runner for runner in runners if runner is not None), None)
    if person is None:
        raise OAuthRefusal("invalid_grant", "no client credentials user enabled")
    scope = tuple(one for one in app.scopes if one not in {"refresh_token", "offline_access"})
    if set(scope) <= _NOT_ENOUGH:
        raise OAuthRefusal("invalid_grant", "no valid scopes defined")
    check_person(person)
    if app.run_as_must_be_approved and person.username not in app.approved:
        raise not_admin_approved()
    if app.ip_restricted:
        raise ip_restricted()
    world.note_login(person, host, app.name, SUBTYPE, "Success")
    return token_fields(world, host, open_session(world, person, app, scope))
