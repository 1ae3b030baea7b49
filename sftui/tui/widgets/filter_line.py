"""The filter over the list, in place of the column titles: ``/ words``, and how many accounts contain them all."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from sftui.tui.actions import bindings
from sftui.tui.widgets.line_input import WordsInput


class _FilterInput(WordsInput):
    """Arrows move in the list while one types."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("filter.down", "filter.up")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    def action_move_row(self, by: int) -> None:
        self.post_message(FilterLine.Moved(by))


class FilterLine(Horizontal):
    """Not there until it is needed; stays while it filters."""

    DEFAULT_CSS = """
    FilterLine { height: 1; display: none; padding: 0 1; }
    FilterLine > .filter-line--sign { width: 2; color: $accent; text-style: bold; }
    FilterLine > Input { width: 1fr; }
    FilterLine > .filter-line--count { width: 20; padding: 0 0 0 2; color: $muted; text-align: right; }
    """

    class Moved(Message):
        """An arrow key was pressed in the filter."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def compose(self) -> ComposeResult:
        yield Static("/", classes="filter-line--sign")
        yield _FilterInput()
        yield Static(classes="filter-line--count")

    @property
    def is_typing(self) -> bool:
        return any(field.has_focus for field in self.query(_FilterInput))

    def start(self) -> None:
        """Show the field and type in it."""
        self.display = True
        self.query_one(_FilterInput).focus()

    def rest(self) -> None:
        """Typing is over; without words the line goes."""
        self.display = bool(self.query_one(_FilterInput).value)

    def clear(self) -> None:
        self.query_one(_FilterInput).value = ""
        self.display = False

    def show_count(self, found: int, all_of_them: int, typed: str) -> None:
        """``3 of 120``."""
        text = f"{found:,} of {all_of_them:,}" if typed.strip() else ""
        self.query_one(".filter-line--count", Static).update(text, layout=False)
