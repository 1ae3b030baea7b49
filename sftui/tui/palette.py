"""The palette of actions: Textual's, in our words, and still."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.command import CommandInput, CommandList, CommandPalette, SearchIcon
from textual.containers import Horizontal, Vertical
from textual.widgets import LoadingIndicator

from sftui.tui.widgets.menu import MarkedOptions


class _Commands(CommandList, MarkedOptions):
    """Its marked line is told without colours as well."""


class Palette(CommandPalette):
    """Its cursor does not blink: that costs bytes for nothing on a far line."""

    def __init__(self) -> None:
        super().__init__(placeholder="Find any action by its name")

    def compose(self) -> ComposeResult:
        """As Textual does it, with our list."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield SearchIcon()
                field = CommandInput(placeholder=self._placeholder, select_on_focus=False)
                field.cursor_blink = False
                yield field
            with Vertical(id="--results"):
                yield _Commands()
                yield LoadingIndicator()
