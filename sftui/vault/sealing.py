"""The encryption itself: wrapping the data key, sealing the payload, padding. ChaCha20-Poly1305 throughout.

Every key here encrypts exactly once, because its salt is fresh; so the nonce is twelve zero bytes.
"""

from __future__ import annotations

from sftui.vault.derivations import payload_key, slot_key
from sftui.vault.header import Header, Slot, header_values, slot_values
from sftui.vault.keys import HiddenBytes, Key
from sftui.vault.strict import canonical

NONCE = bytes(12)
PAGE = 4096


class DoesNotOpen(Exception):
    """The tag does not fit: another key, or other bytes. Never leaves the vault."""


def wrap(data_key: HiddenBytes, key: Key, slot: Slot, file_id: str) -> bytes:
    """The 48 bytes of ``wrapped``: data key and tag."""
    return encrypt(slot_key(key, slot.kdf), data_key.reveal(), _slot_data(slot, file_id))


def unwrap(slot: Slot, key: Key, file_id: str) -> HiddenBytes:
    """The data key, or :class:`DoesNotOpen`."""
    return HiddenBytes(decrypt(slot_key(key, slot.kdf), slot.wrapped, _slot_data(slot, file_id)))


def seal_payload(header: Header, data_key: HiddenBytes, plaintext: bytes) -> bytes:
    key = payload_key(data_key, header.payload_salt, header.file_id)
    return encrypt(key, pad(plaintext), canonical(header_values(header)))


def open_payload(header: Header, data_key: HiddenBytes, ciphertext: bytes) -> bytes:
    """The plaintext, or :class:`DoesNotOpen`."""
    key = payload_key(data_key, header.payload_salt, header.file_id)
    return unpad(decrypt(key, ciphertext, canonical(header_values(header))))


def encrypt(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(key).encrypt(NONCE, plaintext, associated)


def decrypt(key: bytes, ciphertext: bytes, associated: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(key).decrypt(NONCE, ciphertext, associated)
    except InvalidTag:
        raise DoesNotOpen from None


def pad(plaintext: bytes) -> bytes:
    """0x80 and zeros to a multiple of 4,096 bytes: hides the exact number of accounts."""
    marked = len(plaintext) + 1
    return b"".join((plaintext, b"\x80", bytes(-marked % PAGE)))


def unpad(padded: bytes) -> bytes:
    """What was padded; the end lies in the last page, so that the rest need not be copied twice."""
    last = padded[-PAGE:].rstrip(b"\0")
    if len(padded) % PAGE or not last.endswith(b"\x80"):
        raise DoesNotOpen
    return padded[: len(padded) - PAGE + len(last) - 1]


def _slot_data(slot: Slot, file_id: str) -> bytes:
    return canonical(slot_values(slot) | {"file_id": file_id})
