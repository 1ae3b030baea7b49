"""Passwords that Salesforce refused, remembered for every later run and every other sftui, without the passwords.

One small file for each user, beside the lock by which they take turns; it is read and written by who has the turn,
so it needs no lock of its own. A mark is an HMAC under a key that comes from the account file's data key: whoever
finds it learns nothing. What is missing or damaged reads as empty.
"""

from __future__ import annotations

import hmac
import re

from sftui.vault.derivations import hkdf
from sftui.vault.disk import DISK
from sftui.vault.durable import sweep
from sftui.vault.folders import make_private
from sftui.vault.places import Places
from sftui.vault.reading import read_regular
from sftui.vault.saving import Vault
from sftui.vault.writing import put_in_place, remove_quietly

MOST = 100
"""Marks of one user; the oldest go first."""
_LABEL = b"sftui/v1/refused:"
_MARK = re.compile(r"[0-9a-f]{64}")


def mark_of(vault: Vault, text: bytes) -> str:
    """What stands for ``text``: the same in every run with this account file, and meaningless without it."""
    key = hkdf(vault.data_key.reveal(), b"", _LABEL + vault.file_id.encode("ascii"))
    return hmac.digest(key, text, "sha256").hex()


def read(places: Places, name: str) -> tuple[str, ...]:
    """The marks of the user whose turn is called ``name``, oldest first."""
    try:
        found, _ = read_regular(places.refresh_locks / f"{name}.refused", MOST * 65)
        lines = found.decode("ascii").split("\n")
    except (OSError, ValueError):
        return ()
    return tuple(line for line in lines if _MARK.fullmatch(line))


def write(places: Places, name: str, marks: tuple[str, ...]) -> None:
    """Put these in the place of what was remembered, while the turn is held. Raises OSError."""
    path = places.refresh_locks / f"{name}.refused"
    if not marks:
        remove_quietly(path, DISK)
        return
    make_private(path.parent)
    sweep(path, DISK)
    put_in_place(path, "".join(f"{mark}\n" for mark in marks[-MOST:]).encode("ascii"), DISK, durable=True)
