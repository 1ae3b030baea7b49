"""Where the account file really is, and whether its place is fit for it: links, owners, modes."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from sftui.errors import Cause, FileError, FileMissing
from sftui.foreign import clean
from sftui.vault.blocks import MAX_FILE
from sftui.vault.complaints import RESTORE
from sftui.vault.reading import read_regular


@dataclass(frozen=True, slots=True)
class Stamp:
    """What ``stat`` says of one version of the file; every save makes a new file, hence a new stamp."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int


def resolve(path: Path) -> Path:
    """The file that ``path`` means: links are followed, so that they stay links when it is replaced.

    Raises :class:`FileMissing` for a link to nothing, :class:`FileError` for a circle of links and for a folder
    that is closed to this user.
    """
    try:
        return _resolved(path)
    except OSError as error:
        raise cannot_read(path, error) from None


def _resolved(path: Path) -> Path:
    try:
        target = path.resolve(strict=False)
    except (OSError, RuntimeError):
        target = path
    if target.is_symlink():
        raise FileError(
            f"{clean(str(path))} is a link that leads in a circle.",
            Cause("A link in its path points back to itself.", "Remove the link, or name another file."),
        )
    if path.is_symlink() and not os.path.lexists(target):
        raise FileMissing(
            f"{clean(str(path))} is a link to {clean(str(target))}, which does not exist.",
            Cause(
                "The file was moved, or the disk that it lies on is not mounted.",
                "Mount the disk or bring the file back, correct the link, or remove it to start anew.",
            ),
        )
    return target


def read_all(target: Path) -> tuple[bytes, os.stat_result]:
    """The bytes of one version of the file, and its ``stat``; ``OSError`` when it cannot be read."""
    return read_regular(target, MAX_FILE)


def stamp_of(status: os.stat_result) -> Stamp:
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def tighten(target: Path, status: os.stat_result) -> tuple[str, ...]:
    """Take away what others may do with the file; the warnings to show. A stricter mode stays."""
    warnings: list[str] = []
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077 and status.st_uid == os.geteuid():
        try:
            target.chmod(mode & 0o700)
            warnings.append(f"The account file was open to others (mode {mode:04o}); it is yours alone now.")
        except OSError:
            warnings.append(
                f"The account file is open to others (mode {mode:04o}), and that could not be changed."
            )
    elif mode & 0o077:
        warnings.append(f"The account file is open to others (mode {mode:04o}) and belongs to somebody else.")
    folder = target.parent.stat()
    if folder.st_mode & 0o022 and not folder.st_mode & stat.S_ISVTX:
        warnings.append(
            f"Others may write to the folder {clean(str(target.parent))} and could replace the account file."
        )
    return tuple(warnings)


def _is_own(target: Path) -> bool:
    try:
        return target.stat().st_uid == os.geteuid()
    except OSError:
        return False


def cannot_read(target: Path, error: OSError) -> FileError:
    """The sentence for a file that is there but cannot be read."""
    if error.errno == errno.EACCES and _is_own(target):
        return FileError(
            f"{clean(str(target))} cannot be read: permission denied.",
            Cause("Its mode forbids even its owner to read it.", f"chmod u+rw {clean(str(target))}"),
        )
    if error.errno == errno.EACCES:
        return FileError(
            f"{clean(str(target))} cannot be read: permission denied.",
            Cause("It belongs to another user, or its mode forbids it.", "Run sftui as its owner."),
        )
    if error.errno == errno.EINVAL:
        return FileError(
            f"{clean(str(target))} is not a regular file.",
            Cause("A folder, a pipe or a device stands there.", "Name the file itself with --accounts."),
        )
    reason = os.strerror(error.errno) if error.errno else "unknown reason"
    return FileError(
        f"{clean(str(target))} cannot be read: {reason}.",
        Cause("The disk or the network drive that it lies on has a problem.", f"Check the disk. {RESTORE}"),
    )
