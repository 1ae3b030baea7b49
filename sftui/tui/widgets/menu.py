"""A short menu: a few lines to choose from, with the arrows or ``j`` and ``k``."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.style import Style
from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.color import Color
from textual.style import Style as VisualStyle
from textual.widgets import OptionList

from sftui.tui.actions import bindings


class MarkedOptions(OptionList):
    """Shows the marked line in reverse where the theme says so: without colours nothing else tells it.

    Textual 8.2.8 drops that attribute of a component's style.
    """

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> VisualStyle:
        style = super().get_visual_style(*component_classes, partial=partial)
        if any(self.get_component_styles(name).text_style.reverse for name in component_classes):
            return style + VisualStyle(reverse=True)
        return style


class Menu(MarkedOptions):
    """An ``OptionList`` whose keys are those of the table. For long lists use the accounts list instead."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("menu.choose", "list.down", "list.up")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    def begin(self) -> None:
        """Mark the first line and take the keys."""
        self.highlighted = 0
        self.focus()

    def action_move(self, by: int) -> None:
        """Mark the next line, or the one before."""
        if by > 0:
            self.action_cursor_down()
        else:
            self.action_cursor_up()


def digit_of(event: events.Key) -> int:
    """The digit that was pressed, 0 for any other key: ``²`` is a digit to Python, but no number."""
    return int(event.key) if event.key.isdecimal() else 0


def colour(app: App[Any], name: str) -> Style:
    """A colour of the theme as Rich wants it, for options that are laid out in columns.

    The terminal's own text colour is left alone: on the marked line it is another one.
    """
    value, _, share = app.theme_variables[name].partition(" ")
    if value == "ansi_default":
        return Style(dim=bool(share))
    return Style(color=Color.parse(value).rich_color, dim=bool(share))
