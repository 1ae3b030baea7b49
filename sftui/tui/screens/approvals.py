"""Before a sign-in that would be one approval too many: which one dies, and making room by ending one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.foreign import clean
from sftui.keeper.approvals import Stake
from sftui.tui import intents
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.menu import Menu

GO_ON = ""
"""In the place of an account's id: sign in all the same."""


class ApprovalsDialog(BaseDialog[str | None]):
    """Gives the id of the account whose access is to end first, :data:`GO_ON`, or None to leave it."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel", "guide")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "cancel", "guide")
    AUTO_FOCUS = "Menu"

    def __init__(self, stake: Stake, account_id: str) -> None:
        """``account_id`` is the account that signs in; "" for a new one."""
        super().__init__("This sign-in ends an older one")
        own = [each for each in stake.ours if each.account.id == account_id]
        others = [each for each in stake.ours if each.account.id != account_id]
        self._stake = stake
        self._ours = [*own, *others]
        self._own_id = account_id

    def body(self) -> ComposeResult:
        yield Static(self._stake.warning, classes="para", markup=False)
        options = [
            Option(self._words(each.account.id, each.account.name), id=each.account.id) for each in self._ours
        ]
        yield Menu(*options, Option("Sign in all the same; Salesforce ends the oldest", id="go-on"))

    def on_mount(self) -> None:
        self.query_one(Menu).highlighted = 0

    def forget(self) -> None:
        """The question names accounts: it goes with the rest when the file is locked."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = event.option.id or ""
        self.dismiss(GO_ON if chosen == "go-on" else chosen)

    def key_labels(self) -> Mapping[str, str]:
        return {"menu.choose": "Do it", "cancel": "Don't sign in"}

    def action_open_guide(self) -> None:
        self.post_message(intents.GuideWanted("five-approvals"))

    def _words(self, account_id: str, name: str) -> str:
        if account_id == self._own_id:
            return f"End the old access of “{clean(name, 36)}” first"
        return f"End “{clean(name, 28)}” first; it needs a reconnect then"
