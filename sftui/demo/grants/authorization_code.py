"""Web server flow, second half: a code becomes tokens (salesforce-oauth.md §4.3)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from sftui.demo.clients import Call, check_access, check_person, check_secret, find_app
from sftui.demo.refusals import OAuthRefusal
from sftui.demo.sessions import approve, open_session
from sftui.demo.token_replies import token_fields
from sftui.demo.tokens import Code

SUBTYPE = "OAuth Web Server"
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,171}")  # jsforce sends 171 characters and is accepted


def authorization_code_grant(call: Call) -> dict[str, object]:
    """Session and, where the scope allows, refresh token. The code works once."""
    world, host = call.world, call.host
    app = find_app(world, host, call.client_id)
    check_secret(call, app, needed=app.secret_for_web)
    code = world.codes.get(call.form.get("code", ""))
    if code is None or code.app is not app or not host.serves(code.person.org):
        raise _expired()
    switches = code.person.org.switches
    if code.used or world.now() > code.created + switches.code_lifetime:
        raise _expired()
    if switches.code_bound_to_host and code.host_url != host.url:
        raise _expired()
    if call.form.get("redirect_uri", "") != code.redirect_uri:
        raise OAuthRefusal("redirect_uri_mismatch", "redirect_uri must match configuration")
    code.used = True
    _check_verifier(call, code)
    check_person(code.person)
    check_access(app, code.person)
    approval = approve(world, code.person, app, code.scope)
    session = open_session(world, code.person, app, code.scope, approval)
    world.note_login(code.person, host, app.name, SUBTYPE, "Success")
    refresh_token = approval.refresh_token if "refresh" in app.flows else ""
    return token_fields(world, host, session, refresh_token=refresh_token, nonce=code.nonce)


def _expired() -> OAuthRefusal:
    return OAuthRefusal("invalid_grant", "expired authorization code")


def _check_verifier(call: Call, code: Code) -> None:
    """A challenge without its verifier, and a verifier that does not fit, end in ``invalid_grant``."""
    verifier = call.form.get("code_verifier", "")
    if not code.challenge:
        return
    hashed = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    expected = base64.urlsafe_b64encode(hashed).rstrip(b"=")
    if _VERIFIER.fullmatch(verifier) and hmac.compare_digest(expected, code.challenge.encode()):
        return
    call.world.note_login(code.person, call.host, code.app.name, SUBTYPE, "Failed: Invalid Code Verifier")
    raise OAuthRefusal("invalid_grant", "invalid code verifier")
