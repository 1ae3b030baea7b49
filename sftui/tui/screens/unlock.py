"""Unlock: one field. What does not open says why, each reason in its own words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from enum import Enum
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sftui.errors import FileAltered, FileDamaged, FileError, FileMissing, InvalidFields, SftuiError, WrongKey
from sftui.keeper.events import Snapshot
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.problem_text import problem_text
from sftui.vault.home import meant_path
from sftui.vault.key_files import read_key_file
from sftui.vault.keys import Key
from sftui.vault.unlock import key_of
from sftui.vault.ways import Ways

ANY_WAY = Ways()
RESTORABLE = (FileMissing, FileDamaged, FileAltered)
"""What a backup helps against."""


class Instead(Enum):
    """Where the person goes instead of unlocking."""

    BACKUPS = "backups"


class UnlockScreen(BaseScreen[Snapshot | Instead]):
    """Gives back what is in the file, once it is open."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("file.key-file", "file.backups", "cancel")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "form.next",
        "file.backups",
        "file.key-file",
        "form.reveal",
        "cancel",
        "quit",
        "help",
    )
    AUTO_FOCUS = ""

    def __init__(
        self,
        *,
        reason: str = "",
        problem: SftuiError | None = None,
        ways: Ways = ANY_WAY,
        key_file: str = "",
    ) -> None:
        """``key_file`` is the path to begin with, where that file is there."""
        super().__init__()
        self._reason = reason
        self._problem = problem
        self._ways = ways
        self._key_file = key_file
        self._with_key_file = ways.key_file and not ways.passphrase
        self._busy = False

    def body(self) -> ComposeResult:
        with VerticalScroll(id="unlock", can_focus=False):
            yield Static(self._why_here(), classes="para")
            yield FormField(
                "passphrase",
                self._typed_way,
                secret=True,
                required=True,
                hint="or the recovery code" if self._ways.passphrase and self._ways.recovery_code else "",
            )
            yield FormField(
                "key_file",
                "Key file",
                value=self._key_file,
                required=True,
                hint="its path, such as ~/sftui.key",
            )
            yield Static(id="unlock-said", classes="para")

    def on_mount(self) -> None:
        self.where = "sftui"
        self.aside = self.sftui.file_words
        self._show_field()
        self._say(problem_text(self._problem) if self._problem is not None else Content(""))

    @property
    def _typed_way(self) -> str:
        """What is typed in when it is no path."""
        return "Recovery code" if self._ways.recovery_code and not self._ways.passphrase else "Passphrase"

    def _why_here(self) -> Content:
        name = self.sftui.keeper.places.accounts.name
        if self._reason.startswith("locked"):
            return Content(f"{name} was {self._reason}.")
        return Content(f"{name} is locked: {self._reason}." if self._reason else f"{name} is locked.")

    def _show_field(self) -> None:
        self.query_one("#field-passphrase").display = not self._with_key_file
        self.query_one("#field-key-file").display = self._with_key_file
        self._field.focus()
        self.keys_changed()

    @property
    def _field(self) -> FormField:
        return self.query_one("#field-key-file" if self._with_key_file else "#field-passphrase", FormField)

    def _say(self, words: Content) -> None:
        self.query_one("#unlock-said", Static).update(words)

    @on(FormField.Entered)
    def _entered(self) -> None:
        if not self._busy and not self._field.look():
            self._open()

    @on(FormField.Typed)
    def _typed(self, event: FormField.Typed) -> None:
        """What was said about the last try is over when the next one begins."""
        if not self._busy and not isinstance(event, FormField.Focused):
            self._say(Content(""))
        self.keys_changed()

    @work(exclusive=True, group="unlock", exit_on_error=False)
    async def _open(self) -> None:
        self._busy = True
        self._problem = None
        self._say(Content.styled("Opening …", "$muted"))
        try:
            key = await self._key()
            snapshot = await asyncio.wrap_future(self.sftui.keeper.unlock(key))
        except InvalidFields as error:
            self._say(Content.styled(" ".join(error.problems.values()), "$error"))
        except SftuiError as error:
            self._failed(error)
        else:
            self.dismiss(snapshot)
        finally:
            self._busy = False

    async def _key(self) -> Key:
        if not self._with_key_file:
            return key_of(self._field.secret)
        return await asyncio.to_thread(read_key_file, meant_path(self._field.value))

    def _failed(self, error: SftuiError) -> None:
        """The field keeps the focus and what was typed, marked, so that typing replaces it."""
        self._problem = error
        words = problem_text(error)
        if isinstance(error, RESTORABLE):
            words = Content.assemble(words, "\n\n", ("F4", "$accent bold"), " shows the backups.")
        elif isinstance(error, WrongKey) and not self._with_key_file and not self._ways.passphrase:
            words = Content.assemble(words, "\n\n", ("F3", "$accent bold"), " asks for the key file.")
        self._say(words)
        field = self._field
        field.focus()
        if isinstance(error, WrongKey):
            field.input.action_select_all()
        self.keys_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "show_backups":
            return isinstance(self._problem, FileError)
        if action == "cancel":
            return self.is_mounted and bool(self._field.value)
        return super().check_action(action, parameters)

    def key_labels(self) -> Mapping[str, str]:
        return {
            "form.next": "Unlock",
            "cancel": "Clear",
            "file.key-file": self._typed_way if self._with_key_file else "Key file",
        }

    def action_use_key_file(self) -> None:
        self._with_key_file = not self._with_key_file
        if not self._busy and not isinstance(self._problem, FileError):
            self._say(Content(""))
        self._show_field()

    def action_show_backups(self) -> None:
        self.dismiss(Instead.BACKUPS)

    def action_cancel(self) -> None:
        """Empty the field. Esc never leaves the program."""
        self._field.value = ""
