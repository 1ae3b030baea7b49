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
OF_WHAT_WAS_TYPED = (
    "What you typed, passwords and secrets included, would be sent there. Say yes only if you know who runs "
    "it."
)
OF_ITS_ANSWER = (
    "What you typed went to the login host and was taken there; nothing of it goes to this one. The access token "
    "would, and with it all that you may do in Salesforce. Say yes only if you know who runs it: then you connect "
    "once more."
)


class HostQuestion(BaseDialog[bool | None]):
    """No is marked first: a yes is remembered for this account and this host only."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "cancel")

    def __init__(self, error: UntrustedHost, *, named_by_reply: bool) -> None:
        """``named_by_reply``: the login host was asked already, and its answer names this one."""
        super().__init__("Is this host yours?")
        self._named_by_reply = named_by_reply
        self._host = clean(error.host)
        self._message = error.message

    def body(self) -> ComposeResult:
        yield Static(Content.styled(self._host, "bold $warning"), id="asked-host", markup=False)
        yield Static(Content(self._message), classes="para", markup=False)
        yield Static(
            OF_ITS_ANSWER if self._named_by_reply else OF_WHAT_WAS_TYPED,
            classes="para",
            markup=False,
        )
        what = "the token" if self._named_by_reply else "it"
        yield Menu(
            Option("No, go back", id=NO),
            Option(Content(f"Yes, send {what} to {self._host}"), id=YES),
            id="answers",
        )

    def on_mount(self) -> None:
        self.query_one("#answers", Menu).begin()

    @on(OptionList.OptionSelected)
    def _answered(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id == YES)
