"""The palette of actions: Textual's, in our words, and still; and what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult, SystemCommand
from textual.command import CommandInput, CommandList, CommandPalette, SearchIcon
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import LoadingIndicator

from sftui.tui.offered import offers
from sftui.tui.themes import THEMES
from sftui.tui.widgets.menu import MarkedOptions

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the palette that the caller brings along."""

    title: str
    tooltip: str
    do: Callable[[], str]
    """Does it, quickly, and returns a sentence that is shown; "" shows nothing."""


def entries(app: SftuiApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Every action that works on this screen, the themes, and what the caller brought along."""
    for offer in offers(screen):
        row = offer.action
        if row.in_palette:
            do = partial(app.run_action, row.run, offer.node)
            yield SystemCommand(row.palette or row.label, row.tooltip, do)
    for name, theme_words in THEMES.items():
        if name != app.theme:
            choose = partial(app.choose_theme, name)
            yield SystemCommand(f"Theme: {theme_words.lower()}", "Change the colours", choose)
    for command in app.extra_commands:
        yield SystemCommand(command.title, command.tooltip, partial(_do_extra, app, command))


def _do_extra(app: SftuiApp, command: Command) -> None:
    if said := command.do():
        app.notify(said, markup=False)


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
