"""The app: theme, keeper, navigation. What screens ask for is done in ``errands``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from sftui.keeper.events import Snapshot
from sftui.tui.actions import bindings
from sftui.tui.glyphs import Looks, PlainText, looks_of
from sftui.tui.offered import offers
from sftui.tui.themes import DARK, DEFAULT_THEME, LIGHT, own_variables

if TYPE_CHECKING:
    from sftui.keeper.keeper import Keeper


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the palette that the caller brings along."""

    title: str
    tooltip: str
    do: Callable[[], str]
    """Does it, quickly, and returns a sentence that is shown; "" shows nothing."""


class SftuiApp(App[int]):
    """The screens of sftui over one keeper, which is started and closed by who made it."""

    TITLE = "sftui"
    CSS_PATH = "sftui.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it as an instance's
        (0, "-narrow"),
        (76, "-normal"),
        (110, "-wide"),
    ]
    """From 110 columns a list has its detail pane, and a form its guide beside it."""
    ACTIONS: ClassVar[tuple[str, ...]] = ("help", "palette", "lock", "quit")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    def __init__(
        self,
        keeper: Keeper,
        *,
        snapshot: Snapshot | None = None,
        extra_commands: Iterable[Command] = (),
        banner: str = "",
        looks: Looks | None = None,
    ) -> None:
        super().__init__()
        self.keeper = keeper
        self.snapshot = snapshot or Snapshot()
        self.extra_commands = tuple(extra_commands)
        self.banner = banner
        looks = looks or looks_of(os.environ, getattr(sys.__stdout__, "encoding", None))
        self._plain = [PlainText(letters=looks.letters)] if looks.plain else []
        self.animation_level = "none"
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DEFAULT_THEME

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return own_variables(dark=self.current_theme.dark)

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), *self._plain]

    def get_loading_widget(self) -> Widget:
        """Still, so that waiting sends nothing over the line."""
        return Static("Please wait …", classes="muted")

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every action that works on this screen, and what the caller brought along."""
        for offer in offers(screen):
            row, node = offer.action, offer.node
            if row.in_palette:
                yield SystemCommand(
                    row.palette or row.label, row.tooltip, partial(self._do_offer, row.run, node)
                )
        for command in self.extra_commands:
            yield SystemCommand(command.title, command.tooltip, partial(self._do_extra, command))

    async def _do_offer(self, run: str, node: DOMNode) -> None:
        await self.run_action(run, node)

    def _do_extra(self, command: Command) -> None:
        if said := command.do():
            self.notify(said, markup=False)

    def _fatal_error(self) -> None:
        """A crash shows where it happened, but no local variables: secrets may be among them."""
        from rich.traceback import Traceback

        self.bell()
        self.panic(Traceback(show_locals=False, width=None))
