"""RS256 with plain arithmetic: enough for a demo, where no secret is worth timing."""

from __future__ import annotations

import hashlib

from sftui.demo.der import PrivateKey, PublicKey

_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")


def _padded(message: bytes, size: int) -> bytes:
    info = _SHA256_PREFIX + hashlib.sha256(message).digest()
    return b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info


def verify(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether the PKCS#1 v1.5 signature with SHA-256 fits (RFC 8017 §8.2.2)."""
    size = (key.n.bit_length() + 7) // 8
    number = int.from_bytes(signature, "big")
    if len(signature) != size or number >= key.n:
        return False
    return pow(number, key.e, key.n).to_bytes(size, "big") == _padded(message, size)


def sign(key: PrivateKey, message: bytes) -> bytes:
    size = (key.n.bit_length() + 7) // 8
    number = int.from_bytes(_padded(message, size), "big")
    return pow(number, key.d, key.n).to_bytes(size, "big")
