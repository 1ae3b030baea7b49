"""Revoking and introspecting tokens (salesforce-oauth.md §10)."""

from __future__ import annotations

from urllib.parse import quote_plus

from sftui.demo.apps import App
from sftui.demo.clients import check_secret, find_app, read_call
from sftui.demo.forms import form_of
from sftui.demo.messages import FORM, Reply, Request
from sftui.demo.refusals import OAuthRefusal
from sftui.demo.sessions import approval_of, end_approval, is_alive
from sftui.demo.token_replies import identity_url, oauth_headers, reply_or_refusal
from sftui.demo.world import World


def revoke(world: World, request: Request) -> Reply:
    """200 and nothing else. A refresh token takes its access tokens with it, not the other way round."""
    token = form_of(request).get("token", "")
    if request.method == "GET":
        token = request.parameters.get("token", "")
    session = world.sessions.get(token)
    if session is not None and request.host.serves(session.person.org) and is_alive(world, session):
        session.ended = True
        return Reply(200, b"", None, oauth_headers(world))
    approval = approval_of(world, token)
    if approval is not None and request.host.serves(approval.person.org) and not approval.ended:
        end_approval(world, approval, "revoked")
        return Reply(200, b"", None, oauth_headers(world))
    error = "invalid_token" if token else "unsupported_token_type"
    words = "token is invalid" if token else "this token type is not supported"
    body = f"error={error}&error_description={quote_plus(words)}"
    return Reply(400, body.encode(), FORM, oauth_headers(world))


def introspect(world: World, request: Request) -> Reply:
    """The only place that tells how long a token will live."""
    return reply_or_refusal(world, request, _introspected)


def _introspected(world: World, request: Request) -> dict[str, object]:
    if request.method != "POST":
        raise OAuthRefusal("invalid_request", "must use HTTP POST")
    form = form_of(request)
    call = read_call(world, request, form)
    app = find_app(world, request.host, call.client_id)
    check_secret(call, app, needed=True)
    token = form.get("token", "")
    if not token:
        raise OAuthRefusal("invalid_request", "token is missing")
    return _access_fields(world, app, token) or _refresh_fields(world, app, token) or {"active": False}


def _access_fields(world: World, app: App, token: str) -> dict[str, object] | None:
    session = world.sessions.get(token)
    if session is None or not is_alive(world, session):
        return None
    if session.app is not app and not app.introspect_all:
        return None
    return {
        "active": True,
        "scope": " ".join(session.scope),
        "client_id": session.app.client_id,
        "username": session.person.username,
        "sub": identity_url(world, session),
        "token_type": "access_token",
        "exp": int(session.renewed + session.timeout),
        "iat": int(session.created),
        "nbf": int(session.created),
    }


def _refresh_fields(world: World, app: App, token: str) -> dict[str, object] | None:
    approval = approval_of(world, token)
    if approval is None or approval.ended or token != approval.refresh_token:
        return None
    if approval.app is not app and not app.introspect_all:
        return None
    return {
        "active": True,
        "scope": " ".join(approval.scope),
        "client_id": approval.app.client_id,
        "username": approval.person.username,
        "token_type": "refresh_token",
        "iat": int(approval.created),
        "nbf": int(approval.created),
    }
