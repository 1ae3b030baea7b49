"""The account file, format version 1: from bytes to the document and back.

This docstring is enough to write a second reader.

**The text** is UTF-8 TOML (a byte order mark and CRLF line ends do no harm), at most 32 MiB. Comments and base64
aside, no line has more than 1,024 bytes, and all lines together no more than 64 KiB. There are exactly two tables::

    [sftui]
    format = "sftui-accounts"
    version = 1
    file_id = "32 hex digits"        random, constant for the life of the file
    generation = 42                  a whole number from 1 on, one more at each save
    cipher = "chacha20-poly1305"
    key_check = "base64 of 32 bytes"
    payload_salt = "base64 of 32 bytes"   fresh at each save

    [[sftui.slot]]                   one to eight; ids differ
    id = "8 hex digits"
    type = "passphrase"              or "key"
    label = "main"                   at most 64 printable characters
    wrapped = "base64 of 48 bytes"
    [sftui.slot.kdf]                 passphrase: argon2id or scrypt; key: hkdf-sha256
    name = "argon2id"
    salt = "base64 of 16 bytes"
    memory_kib = 65536               7,168 to 1,048,576
    iterations = 3                   1 to 64
    lanes = 4                        1 to 16

    [payload]
    sha256 = "64 hex digits"
    data = '''base64 of the ciphertext, in lines of 76'''

``scrypt`` has ``name, salt, n, r, p`` (n a power of two, 128 * n * r bytes between 7 MiB and 1 GiB);
``hkdf-sha256`` has ``name, salt``. No other key may stand anywhere. Base64 is the canonical form of RFC 4648
with padding; hexadecimal digits are lower case; ``true`` and ``1.0`` are not whole numbers.

**Canonical JSON** below means: the values as they stand in the TOML (base64 stays text), keys sorted, no
blanks, ASCII with ``\\u`` escapes. Comments, line ends and the order of keys are therefore free; every
value, and the order of the slots, is not.

**Checksum.** ``sha256`` = SHA-256(canonical JSON of the table ``[sftui]`` with all its slots, then a line
feed, then the ciphertext). It needs no key, and tells damage from a wrong passphrase, nothing more.

**Keys.** HKDF is HKDF-SHA-256 (RFC 5869) with 32 bytes of output; ``HKDF(material, salt, info)``::

    stretched         Argon2id(UTF-8 of NFC(passphrase), salt), or scrypt, to 32 bytes
    passphrase slot   HKDF(stretched, salt, "sftui/v1/slot/passphrase")
    key slot          HKDF(the 32 bytes of the key, salt, "sftui/v1/slot/key")
    data key          ChaCha20-Poly1305 of ``wrapped`` under the slot's key
    key_check         HKDF(data key, no salt, "sftui/v1/key-check:" + file_id)
    payload           HKDF(data key, payload_salt, "sftui/v1/payload:" + file_id)

The nonce is always twelve zero bytes: each key encrypts once, as its salt is fresh. The associated data of
``wrapped`` is the canonical JSON of the slot's table without ``wrapped`` and with ``file_id`` added; that
of the payload is the canonical JSON of the whole table ``[sftui]``.

**The plaintext** is the inner TOML document (see ``document``), then 0x80, then zeros to a multiple of 4,096.

**The promise.** A file that opens is exactly what sftui sealed: nothing in it was changed, dropped, swapped
or taken from an older copy of the same file. A reader without a key learns the slots, the cost, the
generation and the padded size; no account, user or host. Readers check all of the above before any key is
derived. A file of a later version is refused and left as it is.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace

from sftui.errors import FileError
from sftui.vault import blocks, layout
from sftui.vault.complaints import (
    altered,
    blank,
    cut_off,
    damaged,
    reseal_refused,
    too_large,
    too_new,
    wrong_key,
)
from sftui.vault.derivations import key_check
from sftui.vault.header import FORMAT, HIGHEST_VERSION, VERSION, Header, Slot, header_from
from sftui.vault.keys import KEY_BYTES, HiddenBytes, Key, Passphrase
from sftui.vault.sealing import DoesNotOpen, open_payload, seal_payload, unwrap
from sftui.vault.strict import Malformed

_NOTHING = b"\0 \t\r\n"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A file that passed the strict reader and is whole, but was not opened yet."""

    header: Header
    checksum: str
    ciphertext: bytes


def read(raw: bytes) -> Envelope:
    """The strict reader; derives nothing.

    Raises :class:`FileDamaged` for lost bytes, :class:`FileAltered` when the checksum was made to fit a
    header that cannot be right, :class:`FileTooNew` for a later version; each names the field.
    """
    if not raw.strip(_NOTHING):
        raise blank(raw)
    try:
        found = blocks.parse(raw, "payload")
        _check_version(found.values.get("sftui"))
        parts = layout.split(found)
    except Malformed as wrong:
        complain = damaged if wrong.field.startswith("payload.") else cut_off
        raise complain(wrong.field, wrong.why) from None
    try:
        header = header_from(parts.values)
    except Malformed as wrong:
        raise _by_checksum(parts, wrong) from None
    if not hmac.compare_digest(layout.checksum_of(parts.values, parts.ciphertext), parts.checksum):
        raise damaged("payload.sha256", "does not fit what the file holds")
    return Envelope(header, parts.checksum, parts.ciphertext)


def unlock_data_key(header: Header, key: Key) -> tuple[HiddenBytes, Slot]:
    """The data key and the slot that gave it; tries every slot of the key's type in order.

    Raises :class:`WrongKey`, or :class:`FileAltered` when the data key is not the one that was committed to.
    """
    kind = "passphrase" if isinstance(key, Passphrase) else "key"
    for slot in header.slots:
        if slot.type != kind:
            continue
        try:
            data_key = unwrap(slot, key, header.file_id)
        except DoesNotOpen:
            continue
        if not fits(header, data_key):
            raise altered("sftui.key_check", "does not belong to the data key")
        return data_key, slot
    raise wrong_key(key, {slot.type for slot in header.slots})


def fits(header: Header, data_key: HiddenBytes) -> bool:
    """Whether this is the data key that the header commits to."""
    return hmac.compare_digest(key_check(data_key, header.file_id), header.key_check)


def open_document(envelope: Envelope, data_key: HiddenBytes) -> bytes:
    """The inner document; :class:`FileAltered` when header or payload are not what was sealed."""
    try:
        return open_payload(envelope.header, data_key, envelope.ciphertext)
    except DoesNotOpen:
        raise altered("the header or the payload", "is not what was sealed") from None


def seal(header: Header, data_key: HiddenBytes, plaintext: bytes) -> tuple[bytes, Envelope]:
    """The bytes of a new file, opened again with the strict reader before they are trusted.

    The caller has set ``generation`` and the slots; the payload salt is made here. Raises :class:`NotSaved`.
    """
    fresh = replace(header, payload_salt=secrets.token_bytes(KEY_BYTES))
    raw = layout.render(fresh, seal_payload(fresh, data_key, plaintext))
    if len(raw) > blocks.MAX_FILE:
        raise too_large(len(raw))
    try:
        envelope = read(raw)
        proven = envelope.header == fresh and open_document(envelope, data_key) == plaintext
    except FileError:
        proven = False
    if not proven or not fits(fresh, data_key):
        raise reseal_refused()
    return raw, envelope


def _check_version(values: object) -> None:
    """First of all: a later version may look different everywhere else."""
    if type(values) is not dict:
        raise Malformed("sftui", "is missing or not a table")
    if values.get("format") != FORMAT:
        raise Malformed("sftui.format", f"is not {FORMAT}")
    version = values.get("version")
    if type(version) is int and version > HIGHEST_VERSION:
        raise Malformed("sftui.version", "is no version that any sftui will have")
    if type(version) is int and version > VERSION:
        raise too_new("sftui.version", version, VERSION)


def _by_checksum(parts: layout.Layout, wrong: Malformed) -> FileError:
    """Lost bytes break the checksum; somebody who edits on purpose makes it fit."""
    try:
        whole = layout.checksum_of(parts.values, parts.ciphertext) == parts.checksum
    except (TypeError, ValueError, RecursionError):
        whole = False
    return altered(wrong.field, wrong.why) if whole else damaged(wrong.field, wrong.why)
