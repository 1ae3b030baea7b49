"""JWT bearer flow: an assertion signed with the key of an uploaded certificate (salesforce-oauth.md §7)."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from sftui.demo.apps import App
from sftui.demo.clients import Call, carries_refresh, check_org, find_app
from sftui.demo.der import certificate_key
from sftui.demo.hosts import Host
from sftui.demo.people import Person
from sftui.demo.refusals import (
    OAuthRefusal,
    app_elsewhere,
    ip_restricted,
    not_admin_approved,
    user_inactive,
    wrong_client,
)
from sftui.demo.rs256 import verify
from sftui.demo.sessions import live_approvals, open_session
from sftui.demo.token_replies import token_fields
from sftui.demo.world import World

SUBTYPE = "OAuth JWT Bearer"
PRODUCTION_AUDIENCE = "https://login.salesforce.com"
SANDBOX_AUDIENCE = "https://test.salesforce.com"


@dataclass(frozen=True)
class Assertion:
    """A JWT taken apart: what was signed, the signature, and the claims."""

    signed: bytes
    signature: bytes
    algorithm: object
    claims: dict[str, object]


def jwt_bearer_grant(call: Call) -> dict[str, object]:
    """A session of the user in ``sub``; never a refresh token."""
    world, host = call.world, call.host
    assertion = read_assertion(call.form.get("assertion", ""))
    app = find_app(world, host, str(assertion.claims.get("iss", "")), elsewhere="app_not_found")
    if app.external and host.org is None:
        raise app_elsewhere("app_not_found")
    if not app.certificate or "jwt" not in app.flows:
        raise wrong_client(world.switches(host).invalid_client_status)
    if assertion.algorithm != "RS256" or not verify(
        certificate_key(app.certificate), assertion.signed, assertion.signature
    ):
        raise _invalid()
    _check_audience(world, host, assertion.claims.get("aud"))
    _check_times(world.time_at(host), assertion.claims)
    _check_first_use(world, app, assertion.claims.get("jti"))
    person = world.person_at(host, str(assertion.claims.get("sub", "")))
    if person is None:
        raise OAuthRefusal("invalid_grant", "user not found")
    _check_person(world, host, app, person)
    world.note_login(person, host, app.name, SUBTYPE, "Success")
    scope = tuple(one for one in app.scopes if not carries_refresh((one,)))
    return token_fields(world, host, open_session(world, person, app, scope))


def read_assertion(text: str) -> Assertion:
    """Raises OAuthRefusal ``invalid assertion`` for what is not a JWT."""
    parts = text.split(".")
    try:
        header, claims = (json.loads(_base64url(part)) for part in parts[:2])
        signature = _base64url(parts[2])
    except (ValueError, IndexError):
        raise _invalid() from None
    if len(parts) != 3 or not isinstance(header, dict) or not isinstance(claims, dict):
        raise _invalid()
    return Assertion(f"{parts[0]}.{parts[1]}".encode(), signature, header.get("alg"), claims)


def _base64url(text: str) -> bytes:
    padded = text + "=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def _invalid() -> OAuthRefusal:
    return OAuthRefusal("invalid_grant", "invalid assertion")


def _check_audience(world: World, host: Host, audience: object) -> None:
    """The login host of the environment, under its real name or the demo's, or the org's My Domain."""
    sandbox = world.first_org(host).is_sandbox
    right = {SANDBOX_AUDIENCE, world.test_url} if sandbox else {PRODUCTION_AUDIENCE, world.login_url}
    if host.org is not None and host.org.switches.my_domain_audience:
        right.add(host.org.url)
    if not isinstance(audience, str) or audience not in right:
        raise OAuthRefusal("invalid_grant", "audience is invalid")


def _check_times(now: float, claims: dict[str, object]) -> None:
    """Only the past fails: text and milliseconds are accepted, as the server is known to do."""
    expiry = claims.get("exp")
    try:
        ends = float(expiry) if isinstance(expiry, (int, float, str)) else 0.0
    except (ValueError, OverflowError):
        raise _invalid() from None
    if not ends > now:
        raise OAuthRefusal("invalid_grant", "expired authorization code")


def _check_first_use(world: World, app: App, assertion_id: object) -> None:
    if assertion_id is None:
        return
    use = (app.client_id, str(assertion_id))
    if use in world.assertion_ids:
        raise _invalid()
    world.assertion_ids.add(use)


def _check_person(world: World, host: Host, app: App, person: Person) -> None:
    check_org(person.org)
    refusal: OAuthRefusal | None = None
    status = "Failed: User not approved"
    if not app.installed_in_org(person.org.my_domain):
        refusal = OAuthRefusal("invalid_grant", "user hasn't approved this consumer")
        status = "Package for this consumer is not installed in org"
    elif not person.active or person.frozen:
        refusal = user_inactive()
        status = "User is Frozen" if person.frozen else "User is Inactive"
    elif app.admin_approved and person.username not in app.approved:
        refusal = not_admin_approved()
    elif not app.admin_approved and not _approved_before(world, app, person):
        refusal = OAuthRefusal("invalid_grant", "user hasn't approved this consumer")
    elif app.ip_restricted:
        refusal, status = ip_restricted(), "Failed: IP Address Not Allowed"
    if refusal is not None:
        world.note_login(person, host, app.name, SUBTYPE, status)
        raise refusal


def _approved_before(world: World, app: App, person: Person) -> bool:
    """An earlier yes counts only if it included a refresh token."""
    return any(carries_refresh(approval.scope) for approval in live_approvals(world, person, app))
