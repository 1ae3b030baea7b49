"""Record ids and random text of the demo org."""

from __future__ import annotations

import hashlib
import secrets
import string

LETTERS_AND_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
TOKEN_ALPHABET = LETTERS_AND_DIGITS + "._"
HEX_ALPHABET = "0123456789ABCDEF"
USER_CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

_SUFFIX_ALPHABET = string.ascii_uppercase + "012345"


class Fountain:
    """Endless random text. The same seed gives the same text, which keeps screenshots alike."""

    def __init__(self, seed: str | None = None) -> None:
        self._key = secrets.token_bytes(32) if seed is None else hashlib.sha256(seed.encode()).digest()
        self._count = 0

    def take(self, length: int) -> bytes:
        blocks = bytearray()
        while len(blocks) < length:
            blocks += hashlib.sha256(self._key + self._count.to_bytes(8, "big")).digest()
            self._count += 1
        return bytes(blocks[:length])

    def text(self, length: int, alphabet: str = LETTERS_AND_DIGITS) -> str:
        return "".join(alphabet[byte % len(alphabet)] for byte in self.take(length))

    def number(self, below: int) -> int:
        return int.from_bytes(self.take(8), "big") % below


def long_id(short: str) -> str:
    """The 18-character form of a 15-character record id: three more characters tell the letter cases."""
    suffix = ""
    for start in (0, 5, 10):
        bits = sum(1 << place for place, sign in enumerate(short[start : start + 5]) if sign.isupper())
        suffix += _SUFFIX_ALPHABET[bits]
    return short + suffix


def record_id(fountain: Fountain, prefix: str, pod: str = "5g") -> str:
    """A fresh 18-character id such as ``0055g00000Kx9ZaQAB`` for the key prefix of an object."""
    return long_id(prefix + pod + "0000" + fountain.text(15 - len(prefix) - len(pod) - 4))


def same_record(one: str, other: str) -> bool:
    """Ids may be given in 15 or 18 characters; the first 15 decide."""
    return len(one) in {15, 18} and len(other) in {15, 18} and one[:15] == other[:15]
