"""The recovery code: shown once, then tested by typing it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from sftui.errors import InvalidFields
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.form_field import FormField
from sftui.vault.keys import RawKey
from sftui.vault.recovery_code import read_recovery_code, show_recovery_code

WHILE_SHOWN = (
    "Write this code down or print it, and keep it away from this computer. It opens the account file when the "
    "passphrase is forgotten or the key file is lost. It is shown this once."
)
WHILE_TESTED = (
    "Now type the code from your paper. Capitals, blanks and hyphens don't matter. This shows that the code can "
    "be read; sftui does not keep it."
)


class _Code(Static):
    ALLOW_SELECT = False


class RecoveryCodeScreen(BaseScreen[bool]):
    """True when the code was typed in rightly; False to go on without it."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("file.next", "back", "file.without")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "form.next", "file.next", "back", "file.without", "form.reveal", "help",
    )  # fmt: skip

    AUTO_FOCUS = ""

    def __init__(self, key: RawKey) -> None:
        super().__init__()
        self._key = key
        self._testing = False

    def body(self) -> ComposeResult:
        with VerticalScroll(id="recovery-code", can_focus=False):
            yield Static(WHILE_SHOWN, id="recovery-words", classes="para", markup=False)
            yield _Code(id="recovery-shown", markup=False)
            yield FormField("recovery_code", "Recovery code", secret=True, required=True, check=self._check)

    def on_mount(self) -> None:
        self.where = "sftui · recovery code"
        self._show()

    def _show(self) -> None:
        self.query_one("#recovery-words", Static).update(WHILE_TESTED if self._testing else WHILE_SHOWN)
        shown = self.query_one("#recovery-shown", Static)
        shown.display = not self._testing
        field = self.query_one(FormField)
        field.display = self._testing
        if self._testing:
            field.focus()
        else:
            shown.update(show_recovery_code(self._key).reveal())
            self.set_focus(None)
        self.keys_changed()

    def _check(self, text: str) -> str:
        try:
            typed = read_recovery_code(text)
        except InvalidFields as error:
            return error.problems["recovery_code"]
        return "" if typed == self._key else "This is another recovery code than the one that was shown."

    @on(FormField.Entered)
    def _entered(self) -> None:
        if not self.query_one(FormField).look():
            self.dismiss(result=True)

    def action_go_on(self) -> None:
        self._testing = True
        self._show()

    def action_back(self) -> None:
        """Look at the code again; the paper may have a mistake."""
        self._testing = False
        self._show()

    def action_go_without(self) -> None:
        self.dismiss(result=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "go_on":
            return not self._testing
        if action == "back":
            return self._testing
        return super().check_action(action, parameters)

    def key_labels(self) -> Mapping[str, str]:
        return {"file.next": "I wrote it down", "form.next": "Check it", "back": "See it again"}

    def hide_secrets(self) -> None:
        super().hide_secrets()
        self.query_one("#recovery-shown", Static).update("•••• (not in pictures) ••••")
