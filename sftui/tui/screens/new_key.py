"""Small questions about what shall open the account file: a new passphrase, the place of a key file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from sftui.account import Secret
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.new_passphrase import NewPassphrase


class NewPassphraseDialog(BaseDialog[Secret | None]):
    """A passphrase, typed twice."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("form.next", "file.suggest", "cancel", "form.reveal")
    AUTO_FOCUS = "#field-passphrase Input"

    def __init__(self) -> None:
        super().__init__("The new passphrase")

    def body(self) -> ComposeResult:
        yield NewPassphrase()
        yield Static("Backups made before still open with the old one.", classes="para muted", markup=False)

    @on(FormField.Entered, "#field-passphrase")
    def _next(self) -> None:
        self.focus_next()

    @on(FormField.Entered, "#field-again")
    def _entered(self) -> None:
        passphrase = self.query_one(NewPassphrase)
        wrong = passphrase.look()
        if wrong is not None:
            wrong.focus()
        else:
            self.dismiss(passphrase.secret)


class KeyFilePlaceDialog(BaseDialog[str | None]):
    """Where the new key file shall be made."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("form.next", "cancel")

    def __init__(self, typed: str, problem: str = "") -> None:
        super().__init__("A key file")
        self._typed = typed
        self._problem = problem

    def body(self) -> ComposeResult:
        yield Static(
            "A new file with a random key, readable only by you. Keep it apart from the account file: who has "
            "both can open it.",
            classes="para",
            markup=False,
        )
        yield FormField("key_file", "New key file", value=self._typed, required=True)

    def on_mount(self) -> None:
        field = self.query_one(FormField)
        field.focus()
        field.problem = self._problem

    @on(FormField.Entered)
    def _entered(self) -> None:
        field = self.query_one(FormField)
        if not field.look():
            self.dismiss(field.value.strip())

    def key_labels(self) -> Mapping[str, str]:
        return {"form.next": "Make it"}
