"""Facts in two columns: a muted label, and a value whose further lines stay in its column."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

NARROWEST = 10
"""Cells that a value has at least."""
GAP = 2
"""Cells between two columns of rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact; with an empty label and no indent a plain paragraph, with nothing at all a blank line."""

    value: Content
    label: str = ""
    indent: int = 0
    """Cells of the label's column."""
    tint: str = "$muted"
    """The style of the label."""
    most: int = 0
    """Lines that the value takes at most, with ``…`` where it is cut; 0 for as many as it needs."""


BLANK = Row(Content(""))


class Facts(Widget, can_focus=False):
    """As high as its rows need."""

    DEFAULT_CSS = """
    Facts { height: auto; }
    """

    rows: reactive[tuple[Row, ...]] = reactive((), layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual gives all three
        return len(lines_of(self.rows, width))

    def render(self) -> Content:
        return Content("\n").join(lines_of(self.rows, self.content_size.width))


def side_by_side(left: tuple[Row, ...], right: tuple[Row, ...], width: int) -> list[Content]:
    """Two columns in this many cells, line by line; rows of one line stay beside each other."""
    half = width // 2
    columns = [lines_of(rows, half - GAP) for rows in (left, right)]
    return [
        Content.assemble(one.truncate(half - GAP, ellipsis=True, pad=True), " " * GAP, other)
        for one, other in zip_longest(*columns, fillvalue=Content(""))
    ]


def lines_of(rows: tuple[Row, ...], width: int) -> list[Content]:
    """The rows, wrapped for this many cells."""
    lines: list[Content] = []
    for row in rows:
        room = max(width - row.indent, NARROWEST)
        wrapped = row.value.wrap(room) or [Content("")]
        if row.most and len(wrapped) > row.most:
            kept = row.most - 1
            wrapped[kept:] = [Content(" ").join(wrapped[kept:]).truncate(room, ellipsis=True)]
        first = Content.styled(f"{row.label:<{row.indent}}", row.tint) if row.indent else Content("")
        lines.append(Content.assemble(first, wrapped[0]))
        lines += [Content.assemble(" " * row.indent, line) for line in wrapped[1:]]
    return lines
