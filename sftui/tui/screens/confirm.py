"""A question with a plain yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog


class ConfirmDialog(BaseDialog[bool | None]):
    """Enter is yes, in the words that the caller gives; Esc is no."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("dialog.yes", "cancel")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("dialog.yes", "cancel")

    def __init__(self, title: str, text: str, yes: str) -> None:
        super().__init__(title)
        self._text = text
        self._yes = yes

    def body(self) -> ComposeResult:
        yield Static(self._text, classes="para", markup=False)

    def action_say_yes(self) -> None:
        self.dismiss(result=True)

    def key_labels(self) -> Mapping[str, str]:
        return {"dialog.yes": self._yes}
