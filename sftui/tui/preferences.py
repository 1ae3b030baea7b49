"""What a person prefers: theme, auto-lock, order of the list. A small plain TOML file without secrets.

A damaged or odd file costs nothing: what cannot be read has its default, and the next change writes a whole file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sftui.errors import Cause, SftuiError
from sftui.foreign import clean
from sftui.tui.themes import DEFAULT_THEME, THEMES, usual_theme
from sftui.vault.disk import DISK
from sftui.vault.durable import reason_of
from sftui.vault.folders import make_private
from sftui.vault.places import Places, config_folder, is_usual
from sftui.vault.reading import read_regular
from sftui.vault.writing import put_in_place

ORDERS = {"name": "by name", "state": "by state", "used": "by last use"}
"""How the list of accounts can be sorted: id -> words."""
LONGEST_WAIT = 24 * 60
"""Minutes."""
_LARGEST = 64 * 1024
"""Bytes that are read of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """All of them, with what holds when nothing was chosen."""

    theme: str = DEFAULT_THEME
    lock_after_minutes: int = 15
    """Minutes without a key until the file is locked; 0 is never."""
    order: str = "name"
    """One of :data:`ORDERS`."""


def settings_path(places: Places) -> Path:
    """In the config folder; beside the account file when another one than the usual was named."""
    folder = config_folder() if is_usual(places.accounts) else None
    if folder is not None:
        return folder / "settings.toml"
    stem = places.accounts.stem
    return places.accounts.with_name("settings.toml" if stem == "accounts" else f"{stem}.settings.toml")


def read_preferences(path: Path | None, environ: Mapping[str, str] = os.environ) -> Preferences:
    """Never fails: whatever is missing, damaged or odd has its default. Without a path everything has."""
    usual = Preferences(theme=usual_theme(environ))
    if path is None:
        return usual
    try:
        octets, _ = read_regular(path, _LARGEST)
        found = tomllib.loads(octets.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        found = {}
    theme, minutes, order = found.get("theme"), found.get("lock_after_minutes"), found.get("order")
    return Preferences(
        theme=theme if isinstance(theme, str) and theme in THEMES else usual.theme,
        lock_after_minutes=minutes
        if isinstance(minutes, int) and fits(minutes)
        else usual.lock_after_minutes,
        order=order if isinstance(order, str) and order in ORDERS else usual.order,
    )


def fits(minutes: object) -> bool:
    """Whether this is a number of minutes that can be kept."""
    return type(minutes) is int and 0 <= minutes <= LONGEST_WAIT


def write_preferences(path: Path, preferences: Preferences) -> None:
    """Replace the file in one step. Raises SftuiError with the reason; then the old one stays."""
    text = (
        "# sftui settings. Plain text; safe to edit or delete.\n"
        f'theme = "{preferences.theme}"\n'
        f"lock_after_minutes = {preferences.lock_after_minutes}  # 0 is never\n"
        f'order = "{preferences.order}"\n'
    )
    try:
        make_private(path.parent)
        put_in_place(path, text.encode(), DISK)
    except OSError as error:
        raise SftuiError(
            "The setting holds until you leave, but it could not be kept.",
            Cause(
                f"{clean(str(path))} cannot be written: {reason_of(error)}.",
                "Make its folder writable, or go on without.",
            ),
        ) from None
