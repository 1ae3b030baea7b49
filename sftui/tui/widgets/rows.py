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
        """The cursor moved: bring its row into the window. Called while repainting."""
        raise NotImplementedError

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
