"""Small files for the person: readable by nobody else from their first byte, and never over something else."""

from __future__ import annotations

import errno
from pathlib import Path

from sftui.vault.disk import DISK
from sftui.vault.home import home_folder
from sftui.vault.writing import write_file

_TRIES = 50


def write_for_person(name: str, text: str, accounts: Path) -> Path:
    """A new file in the home folder, or beside the account file where home takes none. Like :func:`write_private`."""
    folders = [folder for folder in (home_folder(), accounts.parent) if folder is not None]
    for folder in folders[:-1]:
        try:
            return write_private(folder / name, text)
        except OSError:
            continue
    return write_private(folders[-1] / name, text)


def write_private(path: Path, text: str) -> Path:
    """Write a new file with mode 0600 and return its path: ``name.txt``, or ``name-2.txt`` when it is taken.

    Raises OSError. Blocks on the disk.
    """
    for number in range(1, _TRIES + 1):
        candidate = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            write_file(candidate, text.encode("utf-8"), DISK)
        except FileExistsError:
            continue
        return candidate
    raise FileExistsError(errno.EEXIST, "too many files of that name", str(path))
