"""A reader of its own, written from the docstring of ``sftui.vault.envelope``; shares no code with the product."""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
import unicodedata
from contextlib import suppress
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt


def hkdf(material: bytes, salt: bytes | None, info: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info.encode()).derive(material)


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def slot_key(kdf: dict[str, Any], secret: str | bytes) -> bytes:
    salt = base64.b64decode(kdf["salt"])
    if isinstance(secret, bytes):
        return hkdf(secret, salt, "sftui/v1/slot/key")
    words = unicodedata.normalize("NFC", secret).encode()
    if kdf["name"] == "scrypt":
        stretched = Scrypt(salt=salt, length=32, n=kdf["n"], r=kdf["r"], p=kdf["p"]).derive(words)
    else:
        cost = {"iterations": kdf["iterations"], "lanes": kdf["lanes"], "memory_cost": kdf["memory_kib"]}
        stretched = Argon2id(salt=salt, length=32, **cost).derive(words)
    return hkdf(stretched, salt, "sftui/v1/slot/passphrase")


def data_key_of(head: dict[str, Any], secret: str | bytes) -> bytes:
    """From the first slot that the secret opens."""
    for slot in head["slot"]:
        if (slot["type"] == "key") == isinstance(secret, bytes):
            bare = {key: slot[key] for key in slot if key != "wrapped"} | {"file_id": head["file_id"]}
            opener = ChaCha20Poly1305(slot_key(slot["kdf"], secret))
            with suppress(InvalidTag):
                return opener.decrypt(bytes(12), base64.b64decode(slot["wrapped"]), canonical(bare))
    raise ValueError("no slot opens")


def read(raw: bytes, secret: str | bytes) -> dict[str, Any]:
    """The inner document. ``secret`` is a passphrase, or the 32 bytes of a key."""
    outer = tomllib.loads(raw.decode("utf-8-sig"))
    head = outer["sftui"]
    assert (head["format"], head["version"], head["cipher"]) == ("sftui-accounts", 1, "chacha20-poly1305")
    sealed = base64.b64decode(outer["payload"]["data"])
    assert hashlib.sha256(canonical(head) + b"\n" + sealed).hexdigest() == outer["payload"]["sha256"]
    data_key = data_key_of(head, secret)
    check = hkdf(data_key, None, "sftui/v1/key-check:" + head["file_id"])
    assert check == base64.b64decode(head["key_check"])
    key = hkdf(data_key, base64.b64decode(head["payload_salt"]), "sftui/v1/payload:" + head["file_id"])
    padded = ChaCha20Poly1305(key).decrypt(bytes(12), sealed, canonical(head))
    assert len(padded) % 4096 == 0
    return tomllib.loads(padded.rstrip(b"\0")[:-1].decode())
