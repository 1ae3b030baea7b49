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
from textual.content import Content
from textual.widgets import Static

from sftui.account import NO_SECRET, Secret
from sftui.errors import InvalidFields, SftuiError
from sftui.foreign import clean
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.problem_text import problem_text
from sftui.vault.keys import Key
from sftui.vault.slots import SlotInfo
from sftui.vault.typed_keys import key_for_slot, prove

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
    typed: Mapping[str, Secret]
    """What the fields held, by the ids of their slots, should the form be needed again."""


class RotateScreen(BaseScreen[Rotation | None]):
    """None when the file keeps its key."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("form.next", "back", "form.reveal", "help")

    def __init__(
        self,
        slots: tuple[SlotInfo, ...],
        *,
        before: Rotation | None = None,
        problem: SftuiError | None = None,
    ) -> None:
        super().__init__()
        self._slots = slots
        self._typed_before = before.typed if before is not None else {}
        self._problem = problem

    def body(self) -> ComposeResult:
        with VerticalScroll(id="rotate", can_focus=False):
            yield Static(WHY, classes="para", markup=False)
            for slot in self._slots:
                is_passphrase = slot.type == "passphrase"
                yield FormField(
                    slot.id,
                    clean(slot.label, 15) or slot.type,
                    value=self._typed_before.get(slot.id, NO_SECRET),
                    secret=True,
                    hint="its passphrase" if is_passphrase else "recovery code or path",
                    id=f"slot-{slot.id}",
                )
            yield Static(id="rotate-said", classes="para")

    def on_mount(self) -> None:
        self.where = "sftui · new data key"
        self.query(FormField).first().focus()
        self._say(problem_text(self._problem) if self._problem is not None else Content(""))

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
        """Prove in a thread that each slot opens with what was typed for it; a derivation takes a moment."""
        self._say(Content.styled("Looking whether each of them opens the file …", "$muted"))
        path = self.sftui.keeper.places.accounts
        keys: dict[str, Key] = {}
        typed = self._typed()
        for slot in self._slots:
            field = self.query_one(f"#slot-{slot.id}", FormField)
            if slot.id not in typed:
                continue
            try:
                keys[slot.id] = await asyncio.to_thread(_proven_key, path, slot, typed[slot.id])
            except InvalidFields as error:
                field.problem = " ".join(error.problems.values())
            except SftuiError as error:
                field.problem = f"{error.message} {error.do}"
            if slot.id not in keys:
                self._say(Content(""))
                field.focus()
                return
        if typed != self._typed():
            self._say(Content(""))
            return  # somebody typed on meanwhile, and presses Enter again
        drop = tuple(slot.id for slot in self._slots if slot.id not in keys)
        self.dismiss(Rotation(keys=keys, drop=drop, typed=typed))

    def _typed(self) -> dict[str, Secret]:
        """What the fields hold, by the ids of their slots; empty ones are left out."""
        return {field.field_name: field.secret for field in self.query(FormField) if field.value}

    def _say(self, words: Content) -> None:
        self.query_one("#rotate-said", Static).update(words)

    def key_labels(self) -> Mapping[str, str]:
        return {"form.next": "Next, then make the new key"}


def _proven_key(path: Path, slot: SlotInfo, typed: Secret) -> Key:
    key = key_for_slot(slot, typed)
    prove(path, slot, key)
    return key
