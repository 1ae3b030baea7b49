"""Whether a key file can be made at a place, asked before anybody relies on it."""

from __future__ import annotations

import os
from pathlib import Path

from sftui.errors import Cause, UsageError
from sftui.foreign import clean
from sftui.vault.disk import DISK, Disk
from sftui.vault.durable import failed
from sftui.vault.home import expanded
from sftui.vault.writing import remove_quietly, temporary_beside, write_file


def check_new_key_place(path: Path, disk: Disk = DISK) -> None:
    """Raise what making the key file would raise. Leaves nothing there.

    Only trying tells whether a folder takes a file: its mode knows nothing of read-only disks and access lists.
    """
    path = expanded(path)
    if os.path.lexists(path):
        raise taken(path)
    trial = temporary_beside(path)
    try:
        write_file(trial, b"", disk, durable=False)
    except OSError as error:
        raise failed(path, error) from None
    remove_quietly(trial, disk)


def taken(path: Path) -> UsageError:
    """The refusal of a name that is in use."""
    return UsageError(
        f"{clean(str(path))} exists already.",
        Cause("A key file is never replaced: something may need it.", "Choose another name."),
    )
