"""Rows to read, with a cursor: draws only what is seen, and of that only the lines that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from sftui.tui.sheets import GAP, Column, widths
from sftui.tui.widgets.account_columns import fit
from sftui.tui.widgets.rows import Rows

_MARGIN = 2
"""Cells before the first column: the mark of the cursor and a blank."""


class RecordTable(Rows, can_focus=True):
    """Arrows, ``j``/``k``, pages, Home and End. The titles stand in the first line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-table--cursor",
        "record-table--titles",
        "record-table--marker",
    }
    DEFAULT_CSS = """
    RecordTable {
        height: 1fr;
        & > .record-table--cursor { background: $cursor-row; text-style: $cursor-row-text-style; }
        & > .record-table--titles { color: $muted; }
        & > .record-table--marker { color: $accent; }
    }
    """

    class Marked(Message):
        """Another row has the cursor."""

        def __init__(self, table: RecordTable, place: int) -> None:
            super().__init__()
            self.table = table
            self.place = place

        @property
        def control(self) -> RecordTable:
            return self.table

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._columns: tuple[Column, ...] = ()
        self._rows: Sequence[tuple[str, ...]] = ()

    @property
    def shown(self) -> int:
        return len(self._rows)

    @property
    def room(self) -> int:
        return max(self.size.height - 1, 0)

    def show_rows(
        self, columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]], cursor: int = 0
    ) -> None:
        """Show these; texts are plain and cleaned already."""
        with self.repainting():
            self._columns, self._rows = columns, rows
            self._cursor = max(0, min(cursor, len(rows) - 1))
            self.show_cursor()
        self.tell()

    def tell(self) -> None:
        self.post_message(self.Marked(self, self._cursor))

    def on_resize(self) -> None:
        self.show_cursor()
        self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def draw_line(self, y: int) -> Strip:
        base, room = self.rich_style, self.size.width - _MARGIN - 1
        if y == 0:
            style = base + self.get_component_rich_style("record-table--titles", partial=True)
            text = " " * _MARGIN + self._line(tuple(each.title for each in self._columns), room)
            return Strip([Segment(text, style)]).adjust_cell_length(self.size.width, base)
        place = self._top + y - 1
        if not 0 <= place < len(self._rows):
            return Strip.blank(self.size.width, base)
        at_cursor = place == self._cursor
        if at_cursor and self.has_focus:
            base += self.get_component_rich_style("record-table--cursor", partial=True)
        marker = base + self.get_component_rich_style("record-table--marker", partial=True)
        parts = [
            Segment("▎ " if at_cursor else "  ", marker),
            Segment(self._line(self._rows[place], room), base),
        ]
        return Strip(parts).adjust_cell_length(self.size.width, base)

    def _line(self, texts: tuple[str, ...], room: int) -> str:
        cells = []
        for width, column, text in zip(widths(self._columns, room), self._columns, texts, strict=False):
            fitted = fit(text, width)
            cells.append(fitted.rstrip().rjust(width) if column.right else fitted)
        return (" " * GAP).join(cells)
