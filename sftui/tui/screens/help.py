"""All keys, with what they do: first those that work right now, then the rest of the table."""

from __future__ import annotations

from itertools import groupby
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from sftui.tui.actions import TABLE, Place, UserAction, bindings, shown_key
from sftui.tui.offered import offers
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.facts import Facts, Row
from sftui.tui.widgets.page import ReadingPage

_KEYS = 18
_PLACES = tuple(Place)
INTRODUCTION = (
    "ctrl+p finds any action by its name. While you type into a field, letters are text: then F2 opens this "
    "help and F1 the guide of the field."
)


class HelpScreen(BaseScreen[None]):
    """Made for the screen from which it was called."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("back",)
    HAS_HELP: ClassVar[bool] = False
    AUTO_FOCUS = "#help"

    def __init__(self, caller: Screen[Any]) -> None:
        super().__init__()
        self._now = tuple(offer.action for offer in offers(caller))

    def body(self) -> ComposeResult:
        with ReadingPage(id="help"):
            yield Static(INTRODUCTION, classes="para muted", markup=False)
            yield Static("Here and now", classes="heading")
            yield _keys(self._now)
            others = (row for row in TABLE if row not in self._now)
            for place, rows in groupby(
                sorted(others, key=lambda row: _PLACES.index(row.place)), lambda row: row.place
            ):
                yield Static(place.value, classes="heading")
                yield _keys(tuple(rows))

    def on_mount(self) -> None:
        self.where = "sftui · keys"


def _keys(rows: tuple[UserAction, ...]) -> Facts:
    """The keys in a column of their own; a long sentence stays in its column."""
    facts = Facts()
    facts.rows = tuple(
        Row(Content(row.tooltip), " ".join(map(shown_key, row.keys.split(","))), _KEYS, "$accent bold")
        for row in rows
    )
    return facts
