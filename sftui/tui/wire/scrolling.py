"""Rows that the terminal shows already, only higher or lower: it moves them itself.

One row further in a long list then costs that row, and not the whole list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sftui.tui.wire.picture import Picture

_FURTHEST = 3
"""Rows: what a turn of the wheel moves. Whoever jumps further sees little again."""
_FEWEST = 3
"""Rows that must only have moved, before moving them is looked into."""
_INDEX, _REVERSE_INDEX = "\x1bD", "\x1bM"
"""One row up at the lower margin, one row down at the upper one: what the oldest terminals take, too."""


@dataclass(frozen=True, slots=True)
class Scroll:
    """All rows from ``top`` to ``bottom`` move up by so many; down when it is negative."""

    top: int
    bottom: int
    by: int

    def sequence(self) -> str:
        """The margins, the moves from the edge that they begin at, and no margins any more."""
        edge, move = (self.bottom, _INDEX) if self.by > 0 else (self.top, _REVERSE_INDEX)
        return f"\x1b[{self.top + 1};{self.bottom + 1}r\x1b[{edge + 1}H{move * abs(self.by)}\x1b[r"

    def carry_out(self, shown: Picture) -> Picture:
        """What the terminal shows afterwards; of the rows that come in nothing is known."""
        after = Picture(shown.columns, shown.rows)
        for row in range(shown.rows):
            before = row + self.by if self.top <= row <= self.bottom else row
            if row == before or self.top <= before <= self.bottom:
                after.texts[row], after.pens[row] = shown.texts[before], shown.pens[before]
        return after


def find_scroll(shown: Picture, wanted: Picture, changed: Sequence[int]) -> Scroll | None:
    """The move after which most of the changed rows are right; None where there is none to speak of.

    ``changed`` are the rows that differ, in their order.
    """
    best: tuple[int, Scroll | None] = (_FEWEST - 1, None)
    for by in (each * sign for each in range(1, _FURTHEST + 1) for sign in (1, -1)):
        right = [row for row in changed if _was_at(shown, wanted, row, row + by)]
        if len(right) > best[0]:
            best = len(right), _whole(right, changed, by)
    scroll = best[1]
    if scroll is None or any(None in wanted.pens[row] for row in range(scroll.top, scroll.bottom + 1)):
        return None  # a cell that nobody drew stays as it is, and so where it is
    return scroll


def _was_at(shown: Picture, wanted: Picture, row: int, before: int) -> bool:
    return (
        0 <= before < shown.rows
        and wanted.texts[row] == shown.texts[before]
        and wanted.pens[row] == shown.pens[before]
    )


def _whole(right: Sequence[int], changed: Sequence[int], by: int) -> Scroll:
    """The rows that moved, where they came from, and their changed neighbours: a cursor moved along."""
    top, bottom = min(right[0], right[0] + by), max(right[-1], right[-1] + by)
    others = set(changed)
    while top - 1 in others:
        top -= 1
    while bottom + 1 in others:
        bottom += 1
    return Scroll(top, bottom, by)
