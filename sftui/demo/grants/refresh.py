"""Refresh token flow, with rotation and expiry policies (salesforce-oauth.md §6)."""

from __future__ import annotations

from sftui.demo.apps import App
from sftui.demo.clients import Call, check_access, check_org, check_person, check_secret, find_app
from sftui.demo.ids import TOKEN_ALPHABET
from sftui.demo.refusals import OAuthRefusal, authentication_failure
from sftui.demo.sessions import approval_of, end_approval, open_session
from sftui.demo.token_replies import token_fields
from sftui.demo.tokens import Approval

SUBTYPE = "OAuth Refresh Token"


def refresh_grant(call: Call) -> dict[str, object]:
    """A new access token; a new refresh token only where the app rotates them."""
    world, host = call.world, call.host
    app = find_app(world, host, call.client_id)
    check_secret(call, app, needed=app.secret_for_refresh)
    sent = call.form.get("refresh_token", "")
    approval = approval_of(world, sent)
    if approval is None or approval.app is not app or not host.serves(approval.person.org):
        raise _expired()
    check_org(approval.person.org)
    if approval.ended == "password":
        raise authentication_failure()
    if approval.ended or "refresh" not in app.flows:
        raise _expired()
    if sent != approval.refresh_token:
        if app.rotated_token_ends_family:
            end_approval(world, approval, "rotated token presented")
        raise _expired()
    if _too_old(app, approval, world.now()):
        end_approval(world, approval, "policy")
        raise _expired()
    check_person(approval.person)
    check_access(app, approval.person)
    approval.used = world.now()
    approval.uses += 1
    replacement = ""
    if app.rotation:
        replacement = f"5Aep861{world.fountain.text(80, TOKEN_ALPHABET)}"
        approval.rotated_away.append(approval.refresh_token)
        approval.refresh_token = replacement
    world.note_login(approval.person, host, app.name, SUBTYPE, "Success")
    session = open_session(world, approval.person, app, approval.scope, approval)
    return token_fields(world, host, session, refresh_token=replacement)


def _expired() -> OAuthRefusal:
    return OAuthRefusal("invalid_grant", "expired access/refresh token")


def _too_old(app: App, approval: Approval, now: float) -> bool:
    match app.refresh_policy:
        case "immediately":
            return True
        case "idle":
            return now > approval.used + app.refresh_seconds
        case "hard":
            return now > approval.created + app.refresh_seconds
        case _:
            return False
