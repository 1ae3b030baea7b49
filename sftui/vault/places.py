"""Where everything lies. Asking for a path creates nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ACCOUNTS_VARIABLE = "SFTUI_ACCOUNTS"
_NAME = "accounts.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The files of one person: the precious one, and those that go with it."""

    accounts: Path
    sessions: Path
    refresh_locks: Path
    """A folder with one lock for each account."""
    lock_epoch: Path
    """The counter by which ``sftui lock`` reaches running screens."""


def find_places(accounts: Path | None, environ: Mapping[str, str]) -> Places:
    """The file that was named with ``--accounts``, else by ``SFTUI_ACCOUNTS``, else the usual place.

    The sessions lie beside a file that was named, and in the state folder otherwise.
    """
    import platformdirs

    usual = Path(platformdirs.user_data_dir("sftui", appauthor=False)) / _NAME
    named = str(accounts) if accounts is not None else environ.get(ACCOUNTS_VARIABLE, "")
    chosen = Path.cwd() / Path(named).expanduser() if named else usual
    if chosen == usual:
        state = Path(platformdirs.user_state_dir("sftui", appauthor=False))
        prefix = ""
    else:
        state = chosen.parent
        prefix = "" if chosen.name == _NAME else f"{chosen.stem}."
    return Places(
        accounts=chosen,
        sessions=state / f"{prefix}sessions.toml",
        refresh_locks=state / f"{prefix}sessions.locks",
        lock_epoch=state / f"{prefix}sessions.epoch",
    )
