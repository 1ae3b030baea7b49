"""Key files: ``sftui-key-v1:`` and the base64 of 32 random bytes, readable by their owner alone."""

from __future__ import annotations

import base64
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sftui.account import Secret
from sftui.errors import Cause, FileError, KeySourceFailed, LockedError, UsageError
from sftui.foreign import clean
from sftui.vault.disk import DISK, Disk
from sftui.vault.durable import failed, reason_of, sync_folder_of
from sftui.vault.home import expanded
from sftui.vault.keys import KEY_BYTES, HiddenBytes, RawKey
from sftui.vault.new_key_place import taken
from sftui.vault.reading import read_regular
from sftui.vault.strict import Malformed, octets
from sftui.vault.writing import remove_quietly, write_file

PREFIX = "sftui-key-v1:"
_LONGEST = 4096
"""Bytes; a key file has 58."""


def new_key() -> RawKey:
    return RawKey(HiddenBytes(secrets.token_bytes(KEY_BYTES)))


def key_text(key: RawKey) -> Secret:
    """The one line of a key file; the OS keyring keeps the same."""
    return Secret(PREFIX + base64.b64encode(key.key.reveal()).decode("ascii"))


def key_from_text(text: str) -> RawKey:
    """The other way; :class:`Malformed` in words when it is no key."""
    line = text.removeprefix("\ufeff").strip()
    if not line:
        raise Malformed("the key file", "is empty")
    if not line.startswith(PREFIX):
        raise Malformed("the key file", f"does not begin with {PREFIX}")
    return RawKey(HiddenBytes(octets(line.removeprefix(PREFIX), "the key", KEY_BYTES)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKeyFile:
    """A key file that was made."""

    key: RawKey
    warnings: tuple[str, ...] = ()


def make_key_file(path: Path, disk: Disk = DISK) -> NewKeyFile:
    """A new key in a new file, 0600, on the disk before this returns. Never replaces a file."""
    path = expanded(path)
    key = new_key()
    try:
        write_file(path, f"{key_text(key).reveal()}\n".encode("ascii"), disk)
    except FileExistsError:
        raise taken(path) from None
    except OSError as error:
        raise failed(path, error) from None
    doubts = sync_folder_of(path, disk, new=True)
    return NewKeyFile(key=key, warnings=tuple(f"{clean(str(path))}: {doubt}" for doubt in doubts))


@contextmanager
def key_file_made(path: Path, disk: Disk = DISK) -> Iterator[NewKeyFile]:
    """:func:`make_key_file` for what the block does with the key: the file goes again when that fails.

    After an interruption it stays: nobody knows then whether the key is needed.
    """
    new = make_key_file(path, disk)
    try:
        yield new
    except (FileError, LockedError, UsageError):
        remove_quietly(expanded(path), disk)
        raise


def read_key_file(path: Path) -> RawKey:
    """Raises :class:`KeySourceFailed` with the reason; never waits, not even for a pipe."""
    path = expanded(path)
    try:
        return key_from_text(_text_of(path))
    except OSError as error:
        raise _refused(
            path,
            f"cannot be read: {reason_of(error)}",
            "The name is wrong, or the disk that it lies on is not there.",
            "Name the right file, or choose another way to unlock.",
        ) from None
    except Malformed as found:
        raise _refused(
            path,
            f"is no key file of sftui: {found.field} {found.why}",
            "It is another file, or it was cut or changed.",
            "Name the right file, or open with the passphrase and make a new key file.",
        ) from None


def _text_of(path: Path) -> str:
    try:
        found, status = read_regular(path, _LONGEST)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise _refused(
            path,
            "is not a regular file",
            "A folder, a pipe or a device stands there.",
            "Name the key file itself; for a pipe use --passphrase-fd.",
        ) from None
    _check_fit(path, status)
    if len(found) > _LONGEST:
        raise Malformed("the key file", f"is longer than {_LONGEST} bytes")
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("the key file", "is not text") from None


def _check_fit(path: Path, status: os.stat_result) -> None:
    mode = stat.S_IMODE(status.st_mode)
    if status.st_uid != os.geteuid():
        raise _refused(
            path,
            "belongs to another user",
            "Who owns it can read and replace it.",
            "Make a copy of your own: install -m 600 FILE COPY.",
        )
    if mode & 0o077:
        raise _refused(
            path,
            f"can be used by others (mode {mode:04o})",
            "Anybody on this computer could copy the key.",
            f"chmod 600 {clean(str(path))}, and make a new key if others may have read it.",
        )


def _refused(path: Path, what: str, cause: str, do: str) -> KeySourceFailed:
    return KeySourceFailed(f"The key file {clean(str(path))} {what}.", Cause(cause, do))
