"""A new data key: every slot that shall stay must be proven with its passphrase or key."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from sftui.errors import InvalidFields, SftuiError
from sftui.foreign import clean
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.form_field import FormField
from sftui.vault.key_files import read_key_file
from sftui.vault.keys import Key
from sftui.vault.slots import SlotInfo
from sftui.vault.unlock import key_of

WHY = (
    "For when somebody may have had the old key: the file and its backups are encrypted anew, and all sessions "
    "are dropped. Give the passphrase, recovery code or key file of everything that shall go on opening the file. "
    "What is left empty will not open it any more."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """The keys by the ids of their slots, and the slots that are given up."""

    keys: Mapping[str, Key]
    drop: tuple[str, ...]


class RotateScreen(BaseScreen[Rotation | None]):
    """None when the file keeps its key."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("form.next", "back", "form.reveal", "help")

    def __init__(self, slots: tuple[SlotInfo, ...]) -> None:
        super().__init__()
        self._slots = slots

    def body(self) -> ComposeResult:
        with VerticalScroll(id="rotate", can_focus=False):
            yield Static(WHY, classes="para", markup=False)
            for slot in self._slots:
                is_passphrase = slot.type == "passphrase"
                yield FormField(
                    slot.id,
                    clean(slot.label, 15) or slot.type,
                    secret=True,
                    hint="its passphrase" if is_passphrase else "recovery code or path",
                    id=f"slot-{slot.id}",
                )

    def on_mount(self) -> None:
        self.where = "sftui · new data key"
        self.query(FormField).first().focus()

    @on(FormField.Entered)
    def _entered(self, event: FormField.Entered) -> None:
        fields = list(self.query(FormField))
        if event.field is not fields[-1]:
            self.focus_next()
        elif not any(field.value for field in fields):
            fields[0].problem = "At least one must stay, or nobody could open the file any more."
            fields[0].focus()
        else:
            self._read()

    @work(exclusive=True, group="rotate", exit_on_error=False)
    async def _read(self) -> None:
        """Turn what was typed into keys; a key file is read in a thread."""
        keys: dict[str, Key] = {}
        for field in self.query(FormField):
            if not field.value:
                continue
            try:
                keys[field.field_name] = await asyncio.to_thread(_key_from, field)
            except InvalidFields as error:
                field.problem = " ".join(error.problems.values())
            except SftuiError as error:
                field.problem = f"{error.message} {error.do}"
            if field.problem:
                field.focus()
                return
        drop = tuple(slot.id for slot in self._slots if slot.id not in keys)
        self.dismiss(Rotation(keys=keys, drop=drop))

    def key_labels(self) -> Mapping[str, str]:
        return {"form.next": "Next, then make the new key"}


def _key_from(field: FormField) -> Key:
    """A path for what looks like one, else whatever the text is."""
    text = field.value.strip()
    if text.startswith(("~", "/", "./")):
        return read_key_file(Path(text))
    return key_of(field.secret)
