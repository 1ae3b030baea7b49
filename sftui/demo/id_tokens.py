"""OpenID Connect: id tokens and the key that checks them."""

from __future__ import annotations

import base64
import json

from sftui.demo.demo_keys import demo_certificate, demo_private_key
from sftui.demo.der import certificate_key, private_key
from sftui.demo.hosts import Host
from sftui.demo.rs256 import sign
from sftui.demo.tokens import Session
from sftui.demo.world import World

_KEY_ID = "demo"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def id_token(world: World, host: Host, session: Session, nonce: str) -> str:
    """A signed statement of who signed in."""
    person = session.person
    now = int(world.time_at(host))
    claims: dict[str, object] = {
        "iss": host.url,
        "aud": session.app.client_id,
        "sub": f"{world.generic_url(person.org)}/id/{person.org.id}/{person.id}",
        "iat": now,
        "exp": now + 120,
    }
    if nonce:
        claims["nonce"] = nonce
    head = base64url(json.dumps({"alg": "RS256", "typ": "JWT", "kid": _KEY_ID}).encode())
    signed = f"{head}.{base64url(json.dumps(claims).encode())}"
    return f"{signed}.{base64url(sign(private_key(demo_private_key()), signed.encode()))}"


def key_set() -> dict[str, object]:
    """The JSON Web Key Set of ``/id/keys``."""
    key = certificate_key(demo_certificate())
    numbers = {"n": key.n, "e": key.e}
    encoded = {
        name: base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))
        for name, value in numbers.items()
    }
    return {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": _KEY_ID, **encoded}]}
