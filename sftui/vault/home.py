"""The person's home folder, and paths that need it. A locked-down host may have none."""

from __future__ import annotations

import os
from pathlib import Path

from sftui.errors import InvalidFields

_NO_HOME = "There is no home folder here: give the whole path, from / on."


def home_folder() -> Path | None:
    """None where ``HOME`` is empty or not set, and the system knows no home of this user."""
    try:
        found = Path.home() if os.environ.get("HOME") != "" else _listed_home()
    except (RuntimeError, KeyError, ImportError):
        return None
    return found if found.is_absolute() else None


def _listed_home() -> Path:
    """What the system's list of users says; for an empty ``HOME`` Python would take the root folder."""
    import pwd

    return Path(pwd.getpwuid(os.getuid()).pw_dir)


def expanded(path: Path) -> Path:
    """``~`` made the home folder; left as it is without one, so that no such file is found."""
    if path.parts[:1] == ("~",):
        home = home_folder()
        return path if home is None else home.joinpath(*path.parts[1:])
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _can_be_named(path: Path) -> bool:
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def meant_path(typed: str) -> Path:
    """The path that a person means: ``~`` is the home folder, and so is where a bare name goes.

    Raises InvalidFields for ``path`` where that takes a home folder and there is none, and for a character that
    no file name has.
    """
    path = Path(typed.strip())
    if not _can_be_named(path):
        raise InvalidFields({"path": "One character in it can't stand in a file name; type it again."})
    if path.is_absolute():
        return path
    home = home_folder()
    if home is None:
        raise InvalidFields({"path": _NO_HOME})
    return home / expanded(path)
