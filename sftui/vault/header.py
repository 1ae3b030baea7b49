"""The ``[sftui]`` table as frozen data, and its strict reader (account-file.md §2)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sftui.vault.keys import KEY_BYTES
from sftui.vault.strict import Malformed, hexadecimal, integer, octets, table, text

FORMAT = "sftui-accounts"
VERSION = 1
HIGHEST_VERSION = 2**31
"""A higher one was never written: the number itself is damaged."""
CIPHER = "chacha20-poly1305"

SALT_BYTES = 16
TAG_BYTES = 16
MAX_SLOTS = 8
MAX_GENERATION = 2**63 - 1
MAX_LABEL = 64
MAX_MEMORY_KIB = 1024 * 1024
MIN_MEMORY_KIB = 7 * 1024

SlotType = Literal["passphrase", "key"]

_HEADER_KEYS = frozenset(
    {"format", "version", "file_id", "generation", "cipher", "key_check", "payload_salt", "slot"}
)
_SLOT_KEYS = frozenset({"id", "type", "label", "wrapped", "kdf"})


@dataclass(frozen=True, slots=True)
class Argon2id:
    """Stretches a passphrase. The limits keep a hostile file from asking for all memory or none."""

    salt: bytes
    memory_kib: int
    iterations: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Scrypt:
    """Stretches a passphrase where ``cryptography`` lacks Argon2id; needs 128 * n * r bytes."""

    salt: bytes
    n: int
    r: int
    p: int


@dataclass(frozen=True, slots=True)
class Hkdf:
    """Enough for a key that is random already."""

    salt: bytes


Kdf = Argon2id | Scrypt | Hkdf


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the data key: ``wrapped`` is the data key, encrypted, and its tag."""

    id: str
    type: SlotType
    label: str
    kdf: Kdf
    wrapped: bytes = b""


@dataclass(frozen=True, slots=True)
class Header:
    """All that a reader sees without a key. Every value of it is authenticated with the payload."""

    file_id: str
    generation: int
    key_check: bytes
    payload_salt: bytes
    slots: tuple[Slot, ...]


def header_values(header: Header) -> dict[str, object]:
    """The header as it stands in the file: what is written, and what is authenticated."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "file_id": header.file_id,
        "generation": header.generation,
        "cipher": CIPHER,
        "key_check": _base64(header.key_check),
        "payload_salt": _base64(header.payload_salt),
        "slot": [slot_values(slot) | {"wrapped": _base64(slot.wrapped)} for slot in header.slots],
    }


def slot_values(slot: Slot) -> dict[str, object]:
    """A slot's own table without ``wrapped``, which these values authenticate."""
    return {"id": slot.id, "type": slot.type, "label": slot.label, "kdf": kdf_values(slot.kdf)}


def kdf_values(kdf: Kdf) -> dict[str, object]:
    if isinstance(kdf, Argon2id):
        return {
            "name": "argon2id",
            "salt": _base64(kdf.salt),
            "memory_kib": kdf.memory_kib,
            "iterations": kdf.iterations,
            "lanes": kdf.lanes,
        }
    if isinstance(kdf, Scrypt):
        return {"name": "scrypt", "salt": _base64(kdf.salt), "n": kdf.n, "r": kdf.r, "p": kdf.p}
    return {"name": "hkdf-sha256", "salt": _base64(kdf.salt)}


def header_from(values: object) -> Header:
    """The strict reader; raises :class:`Malformed` with the name of the field."""
    found = table(values, "sftui", _HEADER_KEYS)
    if text(found["format"], "sftui.format") != FORMAT:
        raise Malformed("sftui.format", f"is not {FORMAT}")
    integer(found["version"], "sftui.version", VERSION, VERSION)
    if text(found["cipher"], "sftui.cipher") != CIPHER:
        raise Malformed("sftui.cipher", "names a cipher that this version does not know")
    slots = found["slot"]
    if type(slots) is not list or not 1 <= len(slots) <= MAX_SLOTS:
        raise Malformed("sftui.slot", f"is not a list of 1 to {MAX_SLOTS} slots")
    header = Header(
        file_id=hexadecimal(found["file_id"], "sftui.file_id", 32),
        generation=integer(found["generation"], "sftui.generation", 1, MAX_GENERATION),
        key_check=octets(found["key_check"], "sftui.key_check", KEY_BYTES),
        payload_salt=octets(found["payload_salt"], "sftui.payload_salt", KEY_BYTES),
        slots=tuple(_slot_from(slot, f"sftui.slot[{place}]") for place, slot in enumerate(slots, 1)),
    )
    if len({slot.id for slot in header.slots}) < len(header.slots):
        raise Malformed("sftui.slot", "holds two slots with one id")
    return header


def _slot_from(values: object, field: str) -> Slot:
    found = table(values, field, _SLOT_KEYS)
    kind = text(found["type"], f"{field}.type")
    if kind not in {"passphrase", "key"}:
        raise Malformed(f"{field}.type", "is neither passphrase nor key")
    return Slot(
        id=hexadecimal(found["id"], f"{field}.id", 8),
        type="passphrase" if kind == "passphrase" else "key",
        label=label_from(found["label"], f"{field}.label"),
        kdf=kdf_from(found["kdf"], f"{field}.kdf", kind),
        wrapped=octets(found["wrapped"], f"{field}.wrapped", KEY_BYTES + TAG_BYTES),
    )


def label_from(value: object, field: str) -> str:
    """A label is short and printable, since it is shown before anything is authenticated."""
    label = text(value, field)
    if len(label) > MAX_LABEL or not label.isprintable():
        raise Malformed(field, f"is longer than {MAX_LABEL} characters or cannot be printed")
    return label


def kdf_from(values: object, field: str, kind: str) -> Kdf:
    """The derivation with its ceilings; only those that belong to the type of the slot."""
    if type(values) is not dict:
        raise Malformed(field, "is missing or not a table")
    name = text(values.get("name"), f"{field}.name")
    if kind == "passphrase" and name == "argon2id":
        return _argon2id_from(values, field)
    if kind == "passphrase" and name == "scrypt":
        return _scrypt_from(values, field)
    if kind == "key" and name == "hkdf-sha256":
        found = table(values, field, frozenset({"name", "salt"}))
        return Hkdf(octets(found["salt"], f"{field}.salt", SALT_BYTES))
    raise Malformed(f"{field}.name", f"is not a derivation for a {kind}")


def _argon2id_from(values: Mapping[str, object], field: str) -> Argon2id:
    found = table(values, field, frozenset({"name", "salt", "memory_kib", "iterations", "lanes"}))
    return Argon2id(
        salt=octets(found["salt"], f"{field}.salt", SALT_BYTES),
        memory_kib=integer(found["memory_kib"], f"{field}.memory_kib", MIN_MEMORY_KIB, MAX_MEMORY_KIB),
        iterations=integer(found["iterations"], f"{field}.iterations", 1, 64),
        lanes=integer(found["lanes"], f"{field}.lanes", 1, 16),
    )


def _scrypt_from(values: Mapping[str, object], field: str) -> Scrypt:
    found = table(values, field, frozenset({"name", "salt", "n", "r", "p"}))
    scrypt = Scrypt(
        salt=octets(found["salt"], f"{field}.salt", SALT_BYTES),
        n=integer(found["n"], f"{field}.n", 2**10, 2**20),
        r=integer(found["r"], f"{field}.r", 1, 64),
        p=integer(found["p"], f"{field}.p", 1, 16),
    )
    if scrypt.n & (scrypt.n - 1):
        raise Malformed(f"{field}.n", "is not a power of two")
    if not MIN_MEMORY_KIB <= scrypt.n * scrypt.r // 8 <= MAX_MEMORY_KIB:
        raise Malformed(f"{field}.n", "asks together with r for too little or too much memory")
    return scrypt


def _base64(octets_: bytes) -> str:
    return base64.b64encode(octets_).decode("ascii")
