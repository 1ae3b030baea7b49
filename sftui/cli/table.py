"""Aligned plain text. On a terminal the middle columns give way first; into a file or pipe everything goes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "
NARROWEST = 8
"""Columns that a shortened column keeps at least, where it had so many."""


def width_of(text: str) -> int:
    """Columns on a terminal: East Asian letters take two, combining marks none."""
    return sum(_columns(c) for c in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shorten(text: str, columns: int, ellipsis: str = "…") -> str:
    """The text in at most so many columns, its end cut when it does not fit."""
    if width_of(text) <= columns:
        return text
    kept, left = [], columns - width_of(ellipsis)
    for character in text:
        left -= _columns(character)
        if left < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + ellipsis[: max(columns, 0)]


def padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width_of(text))


def table(
    rows: Sequence[Sequence[str]], *, room: int | None, gives_way: Sequence[int], ellipsis: str = "…"
) -> list[str]:
    """The rows as lines of equal columns. ``room`` is the terminal's width, None for no limit.

    ``gives_way`` names the columns that are shortened when there is too little room, in that order.
    """
    if not rows:
        return []
    widths = [max(width_of(row[column]) for row in rows) for column in range(len(rows[0]))]
    if room is not None:
        _squeeze(widths, room - len(GAP) * (len(widths) - 1), gives_way)
    return [
        GAP.join(
            padded(shorten(cell, width, ellipsis), width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _squeeze(widths: list[int], room: int, gives_way: Sequence[int]) -> None:
    for column in gives_way:
        excess = sum(widths) - room
        if excess <= 0:
            return
        widths[column] = max(min(widths[column], NARROWEST), widths[column] - excess)


def labelled(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """``label  value`` lines, the values in one column; further lines of a value stand below its first."""
    width = max((width_of(label) for label, _ in pairs), default=0)
    lines = []
    for label, value in pairs:
        first, *rest = value.split("\n") or [""]
        lines.append((padded(label, width) + GAP + first).rstrip())
        lines += [" " * (width + len(GAP)) + line for line in rest]
    return lines
