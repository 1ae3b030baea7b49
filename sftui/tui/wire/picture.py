"""The cells of a window: what a terminal shows, or what it shall show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sftui.tui.wire.pens import Pen, Pens

_TOKEN = re.compile(
    r"\x1b\[(?P<sgr>[0-9;]*)m"
    r"|\x1b\[(?P<row>\d*)(?:;(?P<column>\d*))?H"
    r"|\x1b\]8;(?P<link>[^\x1b\x07]*)(?:\x1b\\|\x07)"
    r"|(?P<line>\r?\n)"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)
UNKNOWN = "\x00"
"""The text of a cell of which nothing is known."""


class Picture:
    """A text and a pen for each cell. The second cell of a wide character has the text ``""``."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self.texts: list[list[str]] = [[UNKNOWN] * columns for _ in range(rows)]
        self.pens: list[list[Pen | None]] = [[None] * columns for _ in range(rows)]

    def write(self, column: int, row: int, text: str, pen: Pen) -> int:
        """Put a text from this cell on and return the column behind it. What lies outside is dropped."""
        if text.isascii():
            end = column + len(text)
            if 0 <= row < self.rows and column < self.columns:
                self._put(column, row, list(text[: self.columns - column]), pen)
            return end
        cells = list(_cells(text))
        if 0 <= row < self.rows and column < self.columns:
            kept = cells[: self.columns - column]
            if len(cells) > len(kept) and cells[len(kept)] == "":
                kept[-1] = " "  # half of a wide character would hang over the edge
            self._put(column, row, kept, pen)
        return column + len(cells)

    def _put(self, column: int, row: int, cells: list[str], pen: Pen) -> None:
        if not cells:
            return  # a mark alone takes no cell, and changes none
        texts, end = self.texts[row], column + len(cells)
        if texts[column] == "" and column:
            texts[column - 1] = " "  # its other half is overwritten
        if end < self.columns and texts[end] == "":
            texts[end] = " "
        texts[column:end] = cells
        pens = self.pens[row]
        pens[column:end] = [pen] * len(cells)
        if not pen.on_blanks or " " not in cells:
            return
        for at, cell in enumerate(cells, column):
            if cell == " ":
                pens[at] = pen.blank

    def take_row(self, other: Picture, row: int) -> None:
        """Make this row the same as the other picture's."""
        self.texts[row] = other.texts[row].copy()
        self.pens[row] = other.pens[row].copy()

    def differing(self, other: Picture) -> list[int]:
        """The rows that are not the same as the other picture's."""
        return [
            row
            for row in range(self.rows)
            if self.texts[row] != other.texts[row] or self.pens[row] != other.pens[row]
        ]


class Drawer:
    """Draws what Textual writes: cursor addresses, SGR, links and text, and nothing else."""

    def __init__(self, pens: Pens) -> None:
        self._pens = pens
        self.cursor = (0, 0)
        """Column and row where Textual left the cursor, for input methods."""

    def draw(self, picture: Picture, data: str) -> str:
        """Draw it, and give back what was not understood, from there on."""
        column, row = self.cursor
        sgr = link = ""
        at = 0
        while at < len(data):
            token = _TOKEN.match(data, at)
            if token is None:
                break
            at = token.end()
            kind = token.lastgroup
            if kind == "text":
                column = picture.write(column, row, token["text"], self._pens.pen(sgr, link))
            elif kind == "sgr":
                sgr = "" if token["sgr"] in {"", "0"} else token["sgr"]
            elif kind == "link":
                link = "" if token["link"] == ";" else token["link"]
            elif kind == "line":
                column, row = 0, row + 1
            else:
                column, row = int(token["column"] or 1) - 1, int(token["row"] or 1) - 1
        self.cursor = (column, row)
        return data[at:]


def _cells(text: str) -> Iterator[str]:
    """Character by character, with what is drawn over it; ``""`` for the second cell of a wide one."""
    from rich.cells import split_graphemes

    for start, end, width in split_graphemes(text)[0]:
        if width:
            yield text[start:end]
            yield from [""] * (width - 1)
