"""A new file that is whole and on the disk before anybody relies on it."""

from __future__ import annotations

import errno
import secrets
from pathlib import Path

from sftui.vault.disk import Disk


def temporary_beside(target: Path) -> Path:
    """A name in the same folder, so that a rename can put it in place; ``durable.sweep`` knows the form."""
    return target.with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")


def write_file(path: Path, octets: bytes, disk: Disk, *, durable: bool = True) -> None:
    """Create ``path`` with mode 0600 and every byte; removed again when anything fails.

    A failed sync is never tried again: the system may have dropped what it could not write.
    """
    descriptor = disk.create(path)
    try:
        try:
            disk.set_mode(descriptor, 0o600)
            write_all(descriptor, octets, disk)
            if durable:
                disk.sync(descriptor)
        except BaseException:
            _close_quietly(descriptor, disk)
            raise
        disk.close(descriptor)
    except BaseException:
        remove_quietly(path, disk)
        raise


def put_in_place(path: Path, octets: bytes, disk: Disk, *, durable: bool = False) -> None:
    """A whole new file in the place of ``path``, in one step. Raises OSError; then the old one stays.

    For what is expendable: without ``durable`` an older or an empty file may be there after a power cut.
    """
    temporary = temporary_beside(path)
    write_file(temporary, octets, disk, durable=durable)
    try:
        disk.rename(temporary, path)
    except BaseException:
        remove_quietly(temporary, disk)
        raise


def write_all(descriptor: int, octets: bytes, disk: Disk) -> None:
    """Every byte, however few the system takes at a time."""
    left = memoryview(octets)
    while left:
        try:
            written = disk.write(descriptor, left)
        except InterruptedError:
            continue
        if written <= 0:
            raise OSError(errno.EIO, "nothing was written")
        left = left[written:]


def remove_quietly(path: Path, disk: Disk) -> None:
    """Remove a temporary file on the way out of an error, which matters more than this one."""
    try:
        disk.remove(path)
    except OSError:
        return


def _close_quietly(descriptor: int, disk: Disk) -> None:
    try:
        disk.close(descriptor)
    except OSError:
        return
