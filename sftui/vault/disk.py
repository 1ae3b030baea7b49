"""The few system calls of a save, in one place, so that tests can make each of them fail or cut the power."""

from __future__ import annotations

import os
from pathlib import Path


class Disk:
    """The real disk. A save makes no other call that changes anything."""

    def create(self, path: Path) -> int:
        """A new file for this user alone; never follows a link, never reuses a file."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(path, flags, 0o600)

    def set_mode(self, descriptor: int, mode: int) -> None:
        """The mode whatever the umask says."""
        os.fchmod(descriptor, mode)

    def write(self, descriptor: int, octets: memoryview) -> int:
        return os.write(descriptor, octets)

    def sync(self, descriptor: int) -> None:
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        os.close(descriptor)

    def link(self, old: Path, new: Path) -> None:
        os.link(old, new, follow_symlinks=False)

    def rename(self, old: Path, new: Path) -> None:
        old.replace(new)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def sync_folder(self, path: Path) -> None:
        """Makes the names in a folder durable."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


DISK = Disk()
