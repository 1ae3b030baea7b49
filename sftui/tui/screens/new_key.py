"""Small questions about what shall open the account file: a new passphrase, the place of a key file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from sftui.account import Secret
from sftui.foreign import clean
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.choice_field import ChoiceField
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.new_passphrase import NewPassphrase
from sftui.vault.slots import SlotInfo


@dataclass(frozen=True, slots=True)
class ChosenPassphrase:
    """The new passphrase, and which slot it is for; "" when the file has none yet."""

    passphrase: Secret
    slot_id: str = ""


class NewPassphraseDialog(BaseDialog[ChosenPassphrase | None]):
    """A passphrase, typed twice; where there are several, it is asked which one is changed."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "form.next", "choice.next", "choice.done", "file.suggest", "cancel", "form.reveal",
    )  # fmt: skip
    AUTO_FOCUS = "ChoiceField, #field-passphrase Input"

    def __init__(self, passphrases: Sequence[SlotInfo] = ()) -> None:
        super().__init__("The new passphrase")
        self._slots = tuple(passphrases)

    def body(self) -> ComposeResult:
        if len(self._slots) > 1:
            used = next((slot for slot in self._slots if slot.opened_this), self._slots[0])
            yield ChoiceField("Instead of", _names(self._slots), chosen=used.id)
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
            self.dismiss(ChosenPassphrase(passphrase.secret, self._slot_id))

    @on(ChoiceField.Entered)
    def _slot_chosen(self) -> None:
        self.focus_next()

    @property
    def _slot_id(self) -> str:
        if len(self._slots) > 1:
            return self.query_one(ChoiceField).chosen
        return self._slots[0].id if self._slots else ""


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


def _names(slots: Sequence[SlotInfo]) -> tuple[tuple[str, str], ...]:
    """Ids and labels; where two have one label, the ids tell them apart."""
    labels = [clean(slot.label, 18) for slot in slots]
    return tuple(
        (slot.id, label if label and labels.count(label) == 1 else f"{label} ({slot.id})".strip())
        for slot, label in zip(slots, labels, strict=True)
    )
