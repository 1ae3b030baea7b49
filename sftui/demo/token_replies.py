"""The reply of the token endpoint (salesforce-oauth.md §2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable

from sftui.demo.hosts import Host
from sftui.demo.id_tokens import id_token
from sftui.demo.messages import Reply, Request, json_reply
from sftui.demo.orgs import FOREIGN_TEXT
from sftui.demo.refusals import OAuthRefusal
from sftui.demo.tokens import Session
from sftui.demo.world import World

_MAY_BE_ABSENT = ("id", "issued_at", "signature", "token_type", "scope")
_MAY_BE_ADDED: dict[str, object] = {
    "token_format": "opaque",
    "api_instance_url": "https://api.salesforce.com",
    "sfdc_site_id": None,
    "audit": {"trace": ["a", 1, None, True]},
    "expires_hint": 7199.5,
}


def oauth_headers(world: World) -> tuple[tuple[str, str], ...]:
    """What a real reply carries beside its body; clients are to ignore the cookie."""
    browser_id = world.fountain.text(22)
    return (
        ("Cache-Control", "no-cache,must-revalidate,max-age=0,no-store,private"),
        ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("Set-Cookie", f"BrowserId={browser_id}; path=/; Max-Age=31536000"),
        ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
        ("X-Content-Type-Options", "nosniff"),
    )


def identity_url(world: World, session: Session) -> str:
    person = session.person
    return f"{world.generic_url(person.org)}/id/{person.org.id}/{person.id}"


def token_fields(
    world: World, host: Host, session: Session, *, refresh_token: str = "", nonce: str | None = None
) -> dict[str, object]:
    """The fields of a successful reply. ``issued_at`` is text and in milliseconds.

    A nonce, also an empty one, says that a person signed in just now: only then comes an id token.
    """
    org = session.person.org
    identity = identity_url(world, session)
    issued_at = str(int(world.time_at(host) * 1000))
    signed = hmac.new(session.app.client_secret.encode(), (identity + issued_at).encode(), hashlib.sha256)
    fields: dict[str, object] = {"access_token": session.access_token}
    if refresh_token:
        fields["refresh_token"] = refresh_token
    fields |= {
        "signature": base64.b64encode(signed.digest()).decode(),
        "scope": " ".join(session.scope),
        "instance_url": org.switches.foreign_instance_url or org.url,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
    }
    if nonce is not None and "openid" in session.scope:
        fields["id_token"] = id_token(world, host, session, nonce)
    if session.access_token.startswith("eyJ"):
        fields["token_format"] = "jwt"
    if org.switches.vary is not None:
        _vary(fields, f"{org.switches.vary}:{len(world.sessions)}")
    return fields


def _vary(fields: dict[str, object], key: str) -> None:
    """Drop some optional fields and add unknown ones, decided by the key alone."""
    coins = hashlib.sha256(key.encode()).digest()
    for coin, name in zip(coins, _MAY_BE_ABSENT, strict=False):
        if coin % 2:
            fields.pop(name, None)
    for coin, name in zip(coins[16:], _MAY_BE_ADDED, strict=False):
        if coin % 2:
            fields.setdefault(name, _MAY_BE_ADDED[name])


def token_reply(world: World, fields: dict[str, object], *, pretty: bool = False) -> Reply:
    return json_reply(fields, headers=oauth_headers(world), pretty=pretty)


def refusal_reply(world: World, host: Host, refusal: OAuthRefusal, *, pretty: bool = False) -> Reply:
    """The error object; an org switched to foreign text says it with more than words."""
    fields = {"error": refusal.error}
    if refusal.description:
        odd = FOREIGN_TEXT if world.switches(host).foreign_text else ""
        fields["error_description"] = refusal.description + odd
    return json_reply(fields, status=refusal.status, headers=oauth_headers(world), pretty=pretty)


def reply_or_refusal(
    world: World, request: Request, fields: Callable[[World, Request], dict[str, object]]
) -> Reply:
    """What ``fields`` gives as a reply, or the refusal that it raises."""
    try:
        found = fields(world, request)
    except OAuthRefusal as refusal:
        return refusal_reply(world, request.host, refusal, pretty=request.pretty)
    return token_reply(world, found, pretty=request.pretty)
