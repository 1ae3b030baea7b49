"""Before the dialog closes over something typed: keep it or throw it away."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.menu import Menu

STAY, LEAVE = "stay", "leave"


class LeaveQuestion(BaseDialog[bool | None]):
    """True means leave."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "cancel")

    def __init__(self) -> None:
        super().__init__("Leave without connecting?")

    def body(self) -> ComposeResult:
        yield Static("What you typed here is thrown away.", classes="para", markup=False)
        yield Menu(Option("Stay here", id=STAY), Option("Leave and throw it away", id=LEAVE), id="answers")

    def on_mount(self) -> None:
        self.query_one("#answers", Menu).begin()

    @on(OptionList.OptionSelected)
    def _answered(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id == LEAVE)
