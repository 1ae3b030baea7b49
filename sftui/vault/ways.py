"""What opens an account file, as far as its header tells without a key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sftui.errors import FileError
from sftui.vault.cached import LABEL as KEYRING
from sftui.vault.resolving import resolve
from sftui.vault.saving import load

MAIN, KEY_FILE, RECOVERY_CODE = "main", "key file", "recovery code"
"""The labels of slots that sftui itself gives; they name no person and no host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What may open it. A slot whose label is a person's own may belong to a key file or to a recovery code."""

    passphrase: bool = True
    key_file: bool = True
    recovery_code: bool = True


def ways_into(path: Path) -> Ways:
    """Reads, derives nothing. Of a file that cannot be read, anything may be: unlocking says what is wrong."""
    try:
        slots = load(resolve(path)).envelope.header.slots
    except FileError:
        return Ways()
    keys = {slot.label for slot in slots if slot.type == "key"}
    return Ways(
        passphrase=any(slot.type == "passphrase" for slot in slots),
        key_file=bool(keys - {RECOVERY_CODE, KEYRING}),
        recovery_code=bool(keys - {KEY_FILE, KEYRING}),
    )
