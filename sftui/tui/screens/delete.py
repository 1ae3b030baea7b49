"""Before an account goes: what shall end, here and at Salesforce."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.account import Environment
from sftui.foreign import clean
from sftui.keeper.events import Entry
from sftui.tui import words
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.menu import Menu


class Ending(Enum):
    """What the person wants to end."""

    BOTH = "both"
    """The access at Salesforce, and the account here."""
    ACCOUNT = "account"
    """The account here; its access goes on."""
    ACCESS = "access"
    """The access at Salesforce; the account stays."""


LEAVE = "Leave it as it is"
"""Marked first: ``d`` and Enter, hit by somebody who believes to be typing elsewhere, must not end anything."""
_CHOICES = (
    (Ending.BOTH, "Remove it, and end its access at Salesforce"),
    (Ending.ACCOUNT, "Remove it here only; its access at Salesforce goes on"),
    (Ending.ACCESS, "Keep it, and only end its access at Salesforce"),
)


class DeleteDialog(BaseDialog[Ending | None]):
    """None when nothing shall end."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "cancel")
    AUTO_FOCUS = "Menu"

    def __init__(self, entry: Entry, notice: str = "") -> None:
        """``notice`` says what else ends with the access, such as another account of the same user and app."""
        super().__init__(f"Delete “{clean(entry.account.name)}”?")
        self._notice = notice
        self._where = words.environment_of(entry.account)
        self._who = words.who(entry.account)
        self._is_production = entry.account.environment is Environment.PRODUCTION

    def body(self) -> ComposeResult:
        where = (self._where, "$production bold" if self._is_production else "")
        yield Static(
            Content.assemble(where, "  " if self._where else "", (self._who, "$muted")), classes="para"
        )
        if self._notice:
            yield Static(Content(f"▲ {self._notice}"), classes="para warn", markup=False)
        yield Menu(Option(LEAVE), *(Option(text, id=ending.value) for ending, text in _CHOICES))

    def forget(self) -> None:
        """The question names an account: it goes with the rest when the file is locked."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(Ending(event.option.id) if event.option.id else None)
