"""Rows with a cursor: what the list of accounts and the tables of records share of moving."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from sftui.tui.actions import bindings
from sftui.tui.widgets.line_widget import LineWidget


class Rows(LineWidget):
    """Arrows, ``j``/``k``, pages, Home and End. Subclasses hold the rows, and say what follows the cursor."""

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = (
        "list.down",
        "list.up",
        "list.page-down",
        "list.page-up",
        "list.first",
        "list.last",
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    _cursor = 0
    _top = 0
    """The first row that is seen."""

    @property
    def cursor(self) -> int:
        """The place of the row under the cursor."""
        return self._cursor

    @property
    def shown(self) -> int:
        """How many rows there are, seen or not."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """How many rows are seen at once."""
        raise NotImplementedError

    def follow_cursor(self) -> None:
        """The cursor moved. Called while repainting."""
        self.show_cursor()

    def show_cursor(self) -> None:
        """Bring the cursor's row into the window: by as few rows as it needs, from far away with some above it."""
        room = self.room
        if room:
            if not self._top - room <= self._cursor < self._top + 2 * room:
                self._top = self._cursor - room // 3
            self._top = min(max(self._top, self._cursor - room + 1), self._cursor)
        self.keep_within()

    def keep_within(self) -> None:
        """The window never shows more behind the last row than it has to."""
        self._top = max(0, min(self._top, self.shown - self.room))

    def tell(self) -> None:
        """Say which row has the cursor."""
        raise NotImplementedError

    def action_move(self, by: int) -> None:
        self.go(self._cursor + by)

    def action_move_page(self, by: int) -> None:
        self.go(self._cursor + by * max(self.room - 1, 1))

    def action_move_first(self) -> None:
        self.go(0)

    def action_move_last(self) -> None:
        self.go(self.shown - 1)

    def go(self, place: int) -> None:
        """Put the cursor on this row, or on the nearest there is."""
        place = max(0, min(place, self.shown - 1))
        if place == self._cursor or not self.shown:
            return
        with self.repainting():
            self._cursor = place
            self.follow_cursor()
        self.tell()
