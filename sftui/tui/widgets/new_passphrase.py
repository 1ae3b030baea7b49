"""A new passphrase, typed twice, with an honest hint and a suggestion."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from sftui.account import NO_SECRET, Secret
from sftui.errors import InvalidFields
from sftui.tui.actions import bindings
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.secret_input import SecretInput
from sftui.vault.passphrases import strength, suggest_passphrase
from sftui.vault.typed_keys import new_passphrase

_TINTS = {"weak": "$error", "fair": "$warning", "good": "$success", "strong": "$success"}


class NewPassphrase(Vertical):
    """Two masked fields. A suggestion fills only the first: typing it again proves that it was noted."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("file.suggest",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    DEFAULT_CSS = """
    NewPassphrase { height: auto; }
    NewPassphrase > .new-passphrase--strength { height: auto; padding: 0 1 0 18; }
    """

    def __init__(self, value: Secret = NO_SECRET, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._value = value

    def compose(self) -> ComposeResult:
        yield FormField(
            "passphrase",
            "Passphrase",
            value=self._value,
            secret=True,
            required=True,
            hint="ctrl+g suggests one",
            check=_unusable,
        )
        yield FormField(
            "again", "Once more", value=self._value, secret=True, required=True, check=self._differs
        )
        yield Static(classes="new-passphrase--strength")

    def on_mount(self) -> None:
        self._show_strength()

    @property
    def secret(self) -> Secret:
        return self._first.secret

    def look(self) -> FormField | None:
        """The first field that is wrong, with its problem shown; None when all is well."""
        wrong = [field for field in self.query(FormField) if field.look()]
        return wrong[0] if wrong else None

    @property
    def _first(self) -> FormField:
        return self.query_one("#field-passphrase", FormField)

    def _differs(self, text: str) -> str:
        return "" if text == self._first.value else "This differs from the first one."

    @on(FormField.Typed, "#field-passphrase")
    def _show_strength(self) -> None:
        text = self._first.value
        words = Content("")
        if text:
            found = strength(text)
            tint = _TINTS.get(found.word, "")
            words = Content.assemble((found.word.capitalize(), tint), f". {found.sentence}")
        self.query_one(".new-passphrase--strength", Static).update(words)

    def action_suggest(self) -> None:
        """Put a suggestion into the first field, and show it for half a minute."""
        first = self._first
        first.value = suggest_passphrase().reveal()
        first.focus()
        if isinstance(first.input, SecretInput):
            first.input.action_end()
            if not first.input.is_shown:
                first.input.action_reveal()
        self.notify("Write it down or keep it in a password manager, then type it once more.", markup=False)


def _unusable(text: str) -> str:
    """Why no account file would ever open with this text, or ""."""
    try:
        new_passphrase(Secret(text))
    except InvalidFields as error:
        return " ".join(error.problems.values())
    return ""
