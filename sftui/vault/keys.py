"""What opens a slot: a passphrase that a person knows, or a key of 32 random bytes."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass

from sftui.account import Masked, Secret
from sftui.errors import InvalidFields

KEY_BYTES = 32


class HiddenBytes(Masked):
    """Bytes that nobody sees by accident; the sibling of :class:`sftui.account.Secret`."""

    __slots__ = ("_octets",)

    def __init__(self, octets: bytes = b"") -> None:
        self._octets = bytes(octets)

    def reveal(self) -> bytes:
        """The bytes themselves. Call it at the edge that needs them, and nowhere else."""
        return self._octets

    def __bool__(self) -> bool:
        return bool(self._octets)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, HiddenBytes):
            return NotImplemented
        return hmac.compare_digest(self._octets, other._octets)

    def __hash__(self) -> int:
        return hash(self._octets)

    def __reduce__(self) -> tuple[type[HiddenBytes], tuple[bytes]]:
        return HiddenBytes, (b"",)


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase as it was typed. Empty ones are refused with :class:`InvalidFields`."""

    text: Secret

    def __post_init__(self) -> None:
        if not self.text:
            raise InvalidFields({"passphrase": "The passphrase is empty."})
        try:
            self.text.reveal().encode("utf-8")
        except UnicodeEncodeError:
            raise InvalidFields(
                {"passphrase": "The passphrase holds half a character (a lone surrogate)."}
            ) from None

    def octets(self) -> bytes:
        """UTF-8 of the composed form: the same letters open however a keyboard composed them."""
        return unicodedata.normalize("NFC", self.text.reveal()).encode("utf-8")


@dataclass(frozen=True, slots=True)
class RawKey:
    """Exactly 32 random bytes, from a key file, the OS keyring or a recovery code."""

    key: HiddenBytes

    def __post_init__(self) -> None:
        if len(self.key.reveal()) != KEY_BYTES:
            raise InvalidFields({"key": f"A key has {KEY_BYTES} bytes."})


Key = Passphrase | RawKey
