"""The outer TOML text. Written by hand, since no TOML writer makes a ``'''`` block."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from sftui.vault.blocks import Blocked, decode, render_block
from sftui.vault.header import Header, Slot, header_values, kdf_values, slot_values
from sftui.vault.strict import canonical, hexadecimal, table
from sftui.vault.toml import render_value

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
    lines.append(f'\n[payload]\nsha256 = "{checksum_of(values, ciphertext)}"\n')
    return "".join(lines).encode("utf-8") + render_block(ciphertext)


def _slot_lines(slot: Slot) -> list[str]:
    own = slot_values(slot) | {"wrapped": base64.b64encode(slot.wrapped).decode("ascii")}
    lines = ["\n[[sftui.slot]]\n"]
    lines += [f"{key} = {render_value(value)}\n" for key, value in own.items() if key != "kdf"]
    lines.append("[sftui.slot.kdf]\n")
    return lines + [f"{key} = {render_value(value)}\n" for key, value in kdf_values(slot.kdf).items()]


def split(found: Blocked) -> Layout:
    """The two tables of the document; :class:`Malformed` when the payload is not what it must be."""
    both = table(found.values, "file", frozenset({"sftui", "payload"}))
    payload = table(both["payload"], "payload", frozenset({"sha256", "data"}))
    return Layout(
        values=both["sftui"],
        checksum=hexadecimal(payload["sha256"], "payload.sha256", 64),
        ciphertext=decode(found.block, "payload.data"),
    )


def checksum_of(values: object, ciphertext: bytes) -> str:
    """Keyless: tells damage from a wrong passphrase, nothing more. Covers header and ciphertext."""
    digest = hashlib.sha256(canonical(values))
    digest.update(b"\n")
    digest.update(ciphertext)
    return digest.hexdigest()
