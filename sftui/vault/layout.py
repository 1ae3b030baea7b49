"""The outer TOML text: written by hand, read by ``tomllib``.

By hand, because ``tomllib`` reads a large ``'''`` block ten times faster than any other string, and no
TOML writer makes one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from sftui.vault.header import Header, Slot, header_values, kdf_values, slot_values
from sftui.vault.strict import Malformed, canonical, hexadecimal, table, text
from sftui.vault.toml import render_value

MAX_FILE = 32 * 1024 * 1024
"""Bytes. A larger file is refused before it is read, and never written."""

_COLUMNS = 76
_COMMENT = "# sftui account file, encrypted. Do not edit by hand: `sftui` opens it.\n"


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of the text, not yet trusted: ``values`` is the ``[sftui]`` table as it was read."""

    values: object
    checksum: str
    ciphertext: bytes


def render(header: Header, ciphertext: bytes) -> bytes:
    """The whole file."""
    values = header_values(header)
    lines = [_COMMENT, "[sftui]\n"]
    lines += [f"{key} = {render_value(value)}\n" for key, value in values.items() if key != "slot"]
    for slot in header.slots:
        lines += _slot_lines(slot)
    encoded = base64.b64encode(ciphertext).decode("ascii")
    lines.append(f"\n[payload]\nsha256 = \"{checksum_of(values, ciphertext)}\"\ndata = '''\n")
    lines += [f"{encoded[at : at + _COLUMNS]}\n" for at in range(0, len(encoded), _COLUMNS)]
    lines.append("'''\n")
    return "".join(lines).encode("utf-8")


def _slot_lines(slot: Slot) -> list[str]:
    own = slot_values(slot) | {"wrapped": base64.b64encode(slot.wrapped).decode("ascii")}
    lines = ["\n[[sftui.slot]]\n"]
    lines += [f"{key} = {render_value(value)}\n" for key, value in own.items() if key != "kdf"]
    lines.append("[sftui.slot.kdf]\n")
    return lines + [f"{key} = {render_value(value)}\n" for key, value in kdf_values(slot.kdf).items()]


def parse(raw: bytes) -> Mapping[str, object]:
    """The TOML of an outer file, whatever it holds; :class:`Malformed` for everything that is not TOML.

    ``tomllib`` raises more than its own error on hostile input (account-file.md §2).
    """
    if len(raw) > MAX_FILE:
        raise Malformed("file", f"is larger than {MAX_FILE // 1024 // 1024} MiB")
    if not raw.strip(b"\0"):
        raise Malformed("file", "holds nothing but zero bytes" if raw else "is empty")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Malformed("file", "is not UTF-8 text") from None
    except (ValueError, RecursionError, OverflowError):
        raise Malformed("file", "is not TOML") from None


def split(document: Mapping[str, object]) -> Layout:
    """The two tables of the document; :class:`Malformed` when the payload is not what it must be."""
    found = table(document, "file", frozenset({"sftui", "payload"}))
    payload = table(found["payload"], "payload", frozenset({"sha256", "data"}))
    return Layout(
        values=found["sftui"],
        checksum=hexadecimal(payload["sha256"], "payload.sha256", 64),
        ciphertext=_block(payload["data"], "payload.data"),
    )


def checksum_of(values: object, ciphertext: bytes) -> str:
    """Keyless: tells damage from a wrong passphrase, nothing more. Covers header and ciphertext."""
    digest = hashlib.sha256(canonical(values))
    digest.update(b"\n")
    digest.update(ciphertext)
    return digest.hexdigest()


def _block(value: object, field: str) -> bytes:
    """Canonical base64 in lines."""
    joined = text(value, field).replace("\n", "")
    try:
        decoded = base64.b64decode(joined, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(field, "is not base64") from None
    if binascii.b2a_base64(decoded, newline=False) != joined.encode("ascii"):
        raise Malformed(field, "is not canonical base64")
    return decoded
