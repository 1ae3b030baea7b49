"""How wide the columns of the accounts list are, and how a text fits into one. Shared by list and titles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from sftui.account import Account
from sftui.tui import words

_MARGINS = 2
_LEAST_NAME = 8
_SIGN = 2
_GAP = 2
_ENVIRONMENT, _ENVIRONMENT_FROM = 13, 80
_NARROW_ENVIRONMENT = 11
"""``Sandbox uat``, and the title of the column."""
_STATE = 22
"""``connected        2 min``, ``needs reconnect 26 min``."""
_USER_FROM = 74
"""Columns from which the user has a column of its own."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; 0 for a column that is left out."""

    name: int
    environment: int
    user: int
    state: int


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest texts, in cells, of the columns that share the width. Over all accounts, seen or not: so that
    neither scrolling nor filtering moves a column.
    """

    name: int = len("Account")
    user: int = len("User")


def longest_of(accounts: Iterable[Account]) -> Longest:
    """What the names and the users of these accounts need."""
    longest = Longest()
    name, user = longest.name, longest.user
    for account in accounts:
        name = max(name, _cells(account.name))
        user = max(user, _cells(account.username or words.who(account)))
    return Longest(name, user)


def _cells(text: str) -> int:
    """Ten thousand names are nearly all of them ASCII."""
    return len(text) if text.isascii() else cell_len(text)


def columns_for(width: int, longest: Longest) -> Columns:
    """The widths for a list of this many cells. What one of name and user can spare goes to the other."""
    environment = _ENVIRONMENT if width >= _ENVIRONMENT_FROM else _NARROW_ENVIRONMENT
    rest = width - _MARGINS - _SIGN - _STATE - _GAP - environment - _GAP
    if width < _USER_FROM:
        return Columns(name=max(rest, _LEAST_NAME), environment=environment, user=0, state=_STATE)
    room = rest - _GAP
    name = max(16, min(40, room * 21 // 40))
    if longest.name > name:
        name = max(name, min(longest.name, room - longest.user))
    elif longest.user > room - name:
        name = max(_LEAST_NAME, longest.name, room - longest.user)
    return Columns(name=name, environment=environment, user=room - name, state=_STATE)


def fit(text: str, width: int) -> str:
    """The text in exactly this many cells, with ``…`` where it was cut."""
    if width <= 0:
        return ""
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"


def titles(columns: Columns) -> str:
    """The line above the list, which begins where the names do."""
    parts = [fit("Account", columns.name), fit("Environment", columns.environment)]
    if columns.user:
        parts.append(fit("User", columns.user))
    return (" " * _GAP).join([*parts, fit("State", columns.state)])
