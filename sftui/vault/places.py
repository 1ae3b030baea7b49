"""Where everything lies. Asking for a path creates nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sftui.errors import Cause, FileError
from sftui.foreign import clean
from sftui.vault.home import expanded

ACCOUNTS_VARIABLE = "SFTUI_ACCOUNTS"
_NAME = "accounts.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The files of one person: the precious one, and those that go with it."""

    accounts: Path
    """As it was named; the others lie where it really is, so that every spelling of its path means the same ones."""
    sessions: Path
    refresh_locks: Path
    """A folder with one lock for each account."""
    lock_epoch: Path
    """The counter by which ``sftui lock`` reaches running screens."""


class NoPlace(FileError):
    """There is no usual place for the account file and no other was named, or a relative one from nowhere."""

    code = "no-place"


def find_places(accounts: Path | None, environ: Mapping[str, str]) -> Places:
    """The file that was named with ``--accounts``, else by ``SFTUI_ACCOUNTS``, else the usual place.

    The sessions lie beside a file that was named, and in the state folder otherwise. Raises :class:`NoPlace`.
    """
    usual = usual_accounts()
    named = str(accounts) if accounts is not None else environ.get(ACCOUNTS_VARIABLE, "")
    wanted = expanded(Path(named)) if named else usual
    if wanted is None or wanted.parts[:1] == ("~",):
        raise NoPlace(
            "There is no place for the account file: this user has no home folder.",
            Cause(
                "HOME is not set, and the system knows no home of this user.",
                f"Set HOME, or name the file: sftui --accounts FILE, or the variable {ACCOUNTS_VARIABLE}.",
            ),
        )
    chosen = _from_here(wanted)
    real = _without_links(chosen)
    if is_usual(real):
        state = _state_folder() or real.parent
        prefix = ""
    else:
        state = real.parent
        prefix = "" if real.name == _NAME else f"{real.stem}."
    return Places(
        accounts=chosen,
        sessions=state / f"{prefix}sessions.toml",
        refresh_locks=state / f"{prefix}sessions.locks",
        lock_epoch=state / f"{prefix}sessions.epoch",
    )


def usual_accounts() -> Path | None:
    """The account file that nobody named; None without a home folder and without ``XDG_DATA_HOME``."""
    import platformdirs

    folder = _folder(platformdirs.user_data_dir)
    return None if folder is None else folder / _NAME


def is_usual(accounts: Path) -> bool:
    """Whether this is the account file that is found without naming it, however it is spelt."""
    usual = usual_accounts()
    return usual is not None and _without_links(accounts) == _without_links(usual)


def config_folder() -> Path | None:
    """Where settings lie; None as for :func:`usual_accounts`."""
    import platformdirs

    return _folder(platformdirs.user_config_dir)


def _state_folder() -> Path | None:
    import platformdirs

    return _folder(platformdirs.user_state_dir)


def _folder(find: Callable[..., str]) -> Path | None:
    try:
        found = Path(find("sftui", appauthor=False))
    except RuntimeError:
        return None
    return found if found.is_absolute() else None


def _without_links(path: Path) -> Path:
    """Where the path leads; as it is when that is nowhere: whoever reads the file says what is wrong."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _from_here(path: Path) -> Path:
    """Relative to where the program was started. Raises :class:`NoPlace` when that folder is gone."""
    try:
        return path if path.is_absolute() else Path.cwd() / path
    except OSError:
        raise NoPlace(
            f"{clean(str(path))} can't be found: the folder that this was started in is gone.",
            Cause(
                "It was removed or renamed, or its disk was taken out.",
                "Go to a folder that is there, or give the whole path, from / on.",
            ),
        ) from None
