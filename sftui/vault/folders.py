"""Folders that belong to this user alone, whatever the umask says."""

from __future__ import annotations

import os
from pathlib import Path


def make_private(folder: Path) -> None:
    """Create ``folder`` and what is missing above it, each 0700; one that exists stays as it is.

    The new names are made durable, as the file in them will be. Raises ``OSError``.
    """
    if folder.is_dir():
        return
    make_private(folder.parent)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    folder.chmod(0o700)
    descriptor = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError:
        return  # a file system without folder sync: the save itself warns about real failures
    finally:
        os.close(descriptor)
