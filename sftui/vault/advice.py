"""Advice on an account file that is missing, damaged or altered: the newest backup, and how to bring it back."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sftui.errors import Cause, FileAltered, FileDamaged, FileError, FileMissing
from sftui.foreign import clean
from sftui.vault.places import is_usual
from sftui.vault.recovery import list_backups

_LONGEST_PATH = 4096


@contextmanager
def naming_a_backup(path: Path) -> Iterator[None]:
    """Name the newest usable backup in the advice of an error about the account file at ``path``, as it was named."""
    try:
        yield
    except (FileMissing, FileDamaged, FileAltered) as error:
        advice = _advice(path, error)
        if not advice:
            raise
        raise type(error)(error.message, Cause(error.cause, advice), *error.causes[1:]) from None


def _advice(path: Path, error: FileError) -> str:
    """ "" where the error itself says it better."""
    try:
        backups = list_backups(path)
    except FileError:
        return ""
    newest = next((backup for backup in backups if backup.whole), None)
    if newest is None and not backups and isinstance(error, FileMissing):
        return ""
    if newest is None:
        there_is_none = "No backup beside it can be used" if backups else "There is no backup beside it"
        return f"{there_is_none}: bring {clean(path.name)} back from a backup of this computer."
    command = f"sftui restore {newest.number}{_naming(path)}"
    advice = (
        f"Bring back the newest backup: {command} (generation {newest.generation}, saved {newest.saved_at})."
    )
    if isinstance(error, FileDamaged):
        return f"{advice} The damaged file is kept."
    if isinstance(error, FileAltered):
        return f"{advice} The changed file is kept. Then see who can write to its folder."
    return advice


def _naming(path: Path) -> str:
    """The option for a file that is not found without it."""
    if is_usual(path):
        return ""
    return f" --accounts {shlex.quote(clean(str(path), _LONGEST_PATH))}"
