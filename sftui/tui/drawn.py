"""How the app is drawn: themes and letters that the terminal has, and as few bytes as a far line allows."""

from __future__ import annotations

import os
import sys

from rich.color import ColorSystem
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter
from textual.widget import Widget
from textual.widgets import Static

from sftui.tui.glyphs import Looks, PlainText, looks_of
from sftui.tui.themes import DARK, LIGHT, PLAIN, own_variables, shown_theme
from sftui.tui.wire.terminals import abilities_of


class DrawnApp(App[str]):
    """An app in our looks; it knows no accounts. Without ``looks`` those that suit the terminal."""

    def __init__(self, looks: Looks | None) -> None:
        super().__init__()
        self.looks = looks or looks_of(os.environ, getattr(sys.__stdout__, "encoding", None))
        self._plain: list[LineFilter] = [PlainText(letters=self.looks.letters)] if self.looks.plain else []
        self.animation_level = "none"
        self.colours = abilities_of(os.environ).colours
        # the driver reduces colours itself, and better
        self.console._color_system = ColorSystem.TRUECOLOR  # noqa: SLF001 - Textual reads it there
        for theme in (DARK, LIGHT, PLAIN):
            self.register_theme(theme)

    def wear(self, name: str) -> None:
        """Show this theme, or what stands for it where the terminal lacks its colours."""
        if self.theme != (theme := shown_theme(name, self.colours)):
            self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return own_variables(dark=self.current_theme.dark)

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), *self._plain]

    def get_loading_widget(self) -> Widget:
        """Still, so that waiting sends nothing over the line."""
        return Static("Please wait …", classes="muted")

    def get_driver_class(self) -> type[Driver]:
        """Our own where there is a terminal of POSIX: it sends differences only, and never waits for the line."""
        if sys.platform == "win32":
            return super().get_driver_class()
        from sftui.tui.wire.driver import LineDriver

        return LineDriver

    def window_changed(self) -> None:
        """What the terminal shows now is unknown; our own driver draws everything anew."""
        if changed := getattr(self._driver, "window_changed", None):
            changed()

    def action_redraw(self) -> None:
        self.window_changed()
