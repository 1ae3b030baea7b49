"""The last five generations beside the file: ``.bak1`` is the newest."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from sftui.vault.disk import Disk
from sftui.vault.writing import remove_quietly, temporary_beside, write_file

BACKUPS = 5

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}


def backup_path(target: Path, number: int) -> Path:
    return target.with_name(f"{target.name}.bak{number}")


def existing_backups(target: Path) -> tuple[tuple[int, Path], ...]:
    """Number and path of those that are there, the newest first."""
    paths = ((number, backup_path(target, number)) for number in range(1, BACKUPS + 1))
    return tuple((number, path) for number, path in paths if os.path.lexists(path))


def keep_backup(target: Path, disk: Disk) -> None:
    """Shift the backups and link the current file to ``.bak1``; the main name never disappears.

    Shifts only up to the first gap, so that an interrupted shift costs no generation. A file that is
    ``.bak1`` already, because the save after that failed, is not kept twice.
    """
    newest = backup_path(target, 1)
    if not target.exists() or (newest.exists() and newest.samefile(target)):
        return
    kept = temporary_beside(target)
    try:
        link_or_copy(target, kept, disk)
        present = {number for number, _ in existing_backups(target)}
        gap = next((number for number in range(1, BACKUPS + 1) if number not in present), BACKUPS)
        for number in range(gap - 1, 0, -1):
            disk.rename(backup_path(target, number), backup_path(target, number + 1))
        disk.rename(kept, newest)
    except BaseException:
        remove_quietly(kept, disk)
        raise


def link_or_copy(target: Path, kept: Path, disk: Disk) -> None:
    """A hard link costs nothing; where the file system refuses links, a copy with the same time."""
    try:
        disk.link(target, kept)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        write_file(kept, target.read_bytes(), disk)
        status = target.stat()
        os.utime(kept, ns=(status.st_atime_ns, status.st_mtime_ns))
