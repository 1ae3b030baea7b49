"""How wide the columns of the accounts list are, and how a text fits into one. Shared by list and titles."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

_MARGINS = 2
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


def columns_for(width: int) -> Columns:
    """The widths for a list of this many cells."""
    environment = _ENVIRONMENT if width >= _ENVIRONMENT_FROM else _NARROW_ENVIRONMENT
    rest = width - _MARGINS - _SIGN - _STATE - _GAP - environment - _GAP
    if width < _USER_FROM:
        return Columns(name=max(rest, 8), environment=environment, user=0, state=_STATE)
    name = max(16, min(40, (rest - _GAP) * 21 // 40))
    return Columns(name=name, environment=environment, user=rest - _GAP - name, state=_STATE)


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
