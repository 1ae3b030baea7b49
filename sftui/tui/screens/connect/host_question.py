"""The plain question before a password or a token goes to a host that is not known to be Salesforce's."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.errors import UntrustedHost
from sftui.foreign import clean
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.menu import Menu

NO, YES = "no", "yes"


class HostQuestion(BaseDialog[bool | None]):
    """No is marked first: a yes is remembered for this account and this host only."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "cancel")

    def __init__(self, error: UntrustedHost) -> None:
        super().__init__("Is this host yours?")
        self._host = clean(error.host)
        self._message = error.message

    def body(self) -> ComposeResult:
        yield Static(Content.styled(self._host, "bold $warning"), id="asked-host", markup=False)
        yield Static(Content(self._message), classes="para", markup=False)
        yield Static(
            "What you typed, passwords and secrets included, would be sent there. Say yes only if you know who runs "
            "it.",
            classes="para",
            markup=False,
        )
        yield Menu(
            Option("No, go back", id=NO),
            Option(Content(f"Yes, send it to {self._host}"), id=YES),
            id="answers",
        )

    def on_mount(self) -> None:
        self.query_one("#answers", Menu).begin()

    @on(OptionList.OptionSelected)
    def _answered(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id == YES)
