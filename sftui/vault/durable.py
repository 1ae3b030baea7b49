"""Replacing a file so that after any crash or power cut the old or the new one is there, whole.

The steps of account-file.md §5: a new file beside it, written and synced; the backup linked; the new file
renamed; the folder synced.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from sftui.errors import NotSaved
from sftui.foreign import clean
from sftui.vault.backups import keep_backup
from sftui.vault.complaints import not_saved
from sftui.vault.disk import Disk
from sftui.vault.writing import remove_quietly, temporary_beside, write_file

_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP}
"""Some file systems cannot sync a folder; they promise nothing then, and no call could change that."""


def replace_file(target: Path, octets: bytes, disk: Disk, *, backup: bool = True) -> tuple[str, ...]:
    """Put ``octets`` in place of ``target``, which must be resolved; returns warnings.

    Raises :class:`NotSaved` when anything fails before the rename; then no temporary file is left behind.
    """
    temporary = temporary_beside(target)
    try:
        write_file(temporary, octets, disk)
        if backup:
            keep_backup(target, disk)
        disk.rename(temporary, target)
    except OSError as error:
        remove_quietly(temporary, disk)
        raise failed(target, error) from None
    except BaseException:
        remove_quietly(temporary, disk)
        raise
    return sync_folder_of(target, disk)


def sync_folder_of(target: Path, disk: Disk, *, new: bool = False) -> tuple[str, ...]:
    """Make the name durable; a failure here is a warning, since the file is in its place.

    ``new`` when there was no file before, which could come back.
    """
    try:
        disk.sync_folder(target.parent)
    except OSError as error:
        if error.errno in _NO_FOLDER_SYNC:
            return ()
        loss = "take it away again" if new else "bring back the version before"
        warning = (
            f"Saved, but the disk did not confirm it ({reason_of(error)}): a power cut in the next moments"
            f" could {loss}."
        )
        return (warning,)
    return ()


def sweep(target: Path, disk: Disk) -> None:
    """Remove what a killed save or rotation left; only the holder of the lock may do so."""
    leftover = re.compile(rf"\.{re.escape(target.name)}(\.bak[0-9])?\.[0-9a-f]{{16}}\.tmp")
    try:
        with os.scandir(target.parent) as entries:
            found = [entry.name for entry in entries if leftover.fullmatch(entry.name)]
    except OSError:
        return
    for name in found:
        remove_quietly(target.with_name(name), disk)


def reason_of(error: OSError) -> str:
    """The system's own few words."""
    return os.strerror(error.errno) if error.errno else "unknown reason"


def failed(target: Path, error: OSError) -> NotSaved:
    """The sentence for a save that the system refused."""
    folder = clean(str(target.parent))
    reason = reason_of(error)
    new = not os.path.lexists(target)
    if error.errno in _FULL:
        return not_saved(
            f"{reason} ({folder})", "The disk or your quota is full.", "Make room, then save again.", new=new
        )
    if error.errno in _NOT_WRITABLE:
        return not_saved(
            f"{reason} ({folder})",
            "The folder or the disk cannot be written to.",
            "Make the folder yours (chmod u+w), mount the disk for writing, or choose another place (for the account "
            "file: sftui --accounts FILE, or the variable SFTUI_ACCOUNTS), then save again.",
            new=new,
        )
    return not_saved(
        f"the disk reported “{reason}” ({folder})",
        "The disk or the network drive has a problem.",
        "Check the disk (its messages are in the system log), then save again.",
        new=new,
    )
