"""Settings: colours, auto-lock, and what opens the account file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.errors import SftuiError
from sftui.foreign import clean
from sftui.keeper.events import Snapshot
from sftui.tui import intents
from sftui.tui.actions import bindings
from sftui.tui.preferences import LONGEST_WAIT, fits
from sftui.tui.screens.base import BaseScreen
from sftui.tui.themes import THEMES
from sftui.tui.widgets.choice_field import LABEL_WIDTH, ChoiceField
from sftui.tui.widgets.doorway import Doorway
from sftui.tui.widgets.facts import Facts, Row
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.menu import Menu
from sftui.vault.slots import SlotInfo

DOORS = (
    ("passphrase", "Change the passphrase"),
    ("key-file", "Make a key file that opens it as well"),
    ("recovery-code", "Make a recovery code"),
    ("rotate", "Make a new data key, if somebody may know the old one"),
)


class SettingsScreen(BaseScreen[None]):
    """Every change holds at once; there is nothing to save."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "back",
        "menu.choose",
        "door.open",
        "choice.next",
        "choice.done",
        "form.next",
        "form.tab",
        "help",
    )
    AUTO_FOCUS = "#theme"

    def __init__(self) -> None:
        super().__init__()
        self._slots: tuple[SlotInfo, ...] = ()

    def body(self) -> ComposeResult:
        preferences = self.sftui.preferences
        with VerticalScroll(id="settings", can_focus=False):
            yield ChoiceField("Colours", tuple(THEMES.items()), chosen=preferences.theme, id="theme")
            yield FormField(
                "lock_after",
                "Minutes to lock",
                value=str(preferences.lock_after_minutes),
                hint="without a key; 0 never",
                required=True,
                check=_minutes_problem,
            )
            yield Static("What opens the account file", classes="heading")
            yield Menu(id="slots")
            yield Static(id="slots-said", classes="para muted")
            for result, words in DOORS:
                yield Doorway(words, result, id=f"door-{result}")
            yield Static("Where everything lies", classes="heading")
            yield Facts(id="places")

    def on_mount(self) -> None:
        self.where = "sftui · settings"
        self.aside = self.sftui.file_words
        self.query_one(Facts).rows = self._places()
        self._list()

    def _places(self) -> tuple[Row, ...]:
        places, settings = self.sftui.keeper.places, self.sftui.settings
        rows = [("Accounts", str(places.accounts)), ("Sessions", str(places.sessions))]
        if settings is not None:
            rows.append(("Settings", str(settings)))
        return tuple(Row(Content(path), name, LABEL_WIDTH) for name, path in rows)

    # Colours and auto-lock

    @on(ChoiceField.Changed)
    def _theme_chosen(self, event: ChoiceField.Changed) -> None:
        self.sftui.choose_theme(event.field.chosen)

    @on(FormField.Typed)
    def _minutes_typed(self, event: FormField.Typed) -> None:
        text = event.field.value.strip()
        if text and not _minutes_problem(text):
            self.sftui.prefer(lock_after_minutes=int(text))

    @on(FormField.Entered)
    @on(ChoiceField.Entered)
    def _next_field(self) -> None:
        self.focus_next()

    # What opens the file

    @work(exclusive=True, group="slots", exit_on_error=False)
    async def _list(self) -> None:
        try:
            self.slots_changed(await asyncio.wrap_future(self.sftui.keeper.slots()))
        except SftuiError as error:
            self.sftui.tell(error)

    def slots_changed(self, slots: tuple[SlotInfo, ...]) -> None:
        self._slots = slots
        menu = self.query_one(Menu)
        at = menu.highlighted or 0
        menu.clear_options()
        menu.add_options(_line(slot) for slot in slots)
        menu.highlighted = min(at, len(slots) - 1) if slots else None
        said = "Enter on one of them removes it." if len(slots) > 1 else "The last one cannot be removed."
        self.query_one("#slots-said", Static).update(said)
        has_passphrase = any(slot.type == "passphrase" for slot in slots)
        door = self.query_one("#door-passphrase", Doorway)
        door.words = "Change the passphrase" if has_passphrase else "Add a passphrase"
        door.refresh(layout=True)
        self.keys_changed()

    def recall(self, snapshot: Snapshot) -> None:  # noqa: ARG002 - every screen is told the same
        self._list()

    def forget(self) -> None:
        self._slots = ()
        self.query_one(Menu).clear_options()

    @on(OptionList.OptionSelected)
    def _slot_chosen(self, event: OptionList.OptionSelected) -> None:
        slot = next((each for each in self._slots if each.id == event.option.id), None)
        if slot is not None and len(self._slots) > 1:
            self.post_message(intents.RemoveSlotWanted(slot))

    @on(Doorway.Taken)
    def _door_taken(self, event: Doorway.Taken) -> None:
        event.stop()
        wanted = {
            "passphrase": intents.ChangePassphraseWanted,
            "key-file": intents.AddKeyFileWanted,
            "recovery-code": intents.AddRecoveryCodeWanted,
        }
        if event.result == "rotate":
            self.post_message(intents.RotateWanted(self._slots))
        else:
            self.post_message(wanted[event.result]())

    def keys_now(self) -> tuple[str, ...]:
        return tuple(key for key in self.KEYS if key != "menu.choose" or len(self._slots) > 1)

    def key_labels(self) -> Mapping[str, str]:
        return {"menu.choose": "Remove", "door.open": "Do it"}


def _line(slot: SlotInfo) -> Option:
    kind = "passphrase" if slot.type == "passphrase" else "key"
    label = clean(slot.label, 18) or kind
    used = f"{kind}, used now" if slot.opened_this else kind
    return Option(
        Content.assemble((f" {label:<18} ", "bold"), f"{used:<21} ", (slot.derivation, "$muted")),
        id=slot.id,
    )


def _minutes_problem(text: str) -> str:
    stripped = text.strip()
    if not (stripped.isascii() and stripped.isdigit() and fits(int(stripped[:9]))):
        return f"A number of minutes, from 0 (never) to {LONGEST_WAIT:,}."
    return ""
