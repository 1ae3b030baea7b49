"""Recovery: the account file is missing or broken, and there are backups. Nothing is replaced unasked."""

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

from sftui.errors import InvalidFields, SftuiError, WrongKey
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.menu import Menu
from sftui.tui.widgets.problem_text import problem_text
from sftui.tui.words import count, moment
from sftui.vault.keys import Key
from sftui.vault.recovery import Backup
from sftui.vault.unlock import key_of

WHY = (
    "The account file is missing or damaged. These are its earlier generations. Choose one to put in its place; "
    "the file as it is now is kept under another name."
)
HOW_MANY = (
    "With the passphrase each of them tells how many accounts it holds. Tab goes to the list without it."
)
WITHOUT = "Empty the field of the passphrase to restore it without looking into it."
NONE = (
    "There is no backup that can be used. Look into the backups of this computer for accounts.toml and its .bak "
    "files, and put them in the folder of the account file. Then press F5."
)


class RecoveryScreen(BaseScreen[None]):
    """Ends when a backup was restored, or when the person looks again."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back", "file.look-again")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "menu.choose", "form.next", "form.tab", "back", "file.look-again", "quit", "help",
    )  # fmt: skip
    AUTO_FOCUS = "FormField Input"

    def __init__(self, *, can_leave: bool = False) -> None:
        super().__init__()
        self._can_leave = can_leave
        self._backups: tuple[Backup, ...] = ()
        self._key: Key | None = None
        self._asked = ""

    def body(self) -> ComposeResult:
        with VerticalScroll(id="recovery-screen", can_focus=False):
            yield Static(WHY, classes="para", id="recovery-why", markup=False)
            yield Menu(id="backups")
            yield Static(HOW_MANY, classes="para muted", markup=False)
            yield FormField("passphrase", "Passphrase", secret=True, hint="or the recovery code")
            yield Static(id="recovery-said", classes="para")

    def on_mount(self) -> None:
        self.where = "sftui · restore a backup"
        self.aside = self.sftui.keeper.places.accounts.name
        self._list()

    @work(exclusive=True, group="backups", exit_on_error=False)
    async def _list(self) -> None:
        try:
            self._backups = await asyncio.wrap_future(self.sftui.keeper.backups(self._key))
        except SftuiError as error:
            self._say(problem_text(error))
            return
        menu = self.query_one(Menu)
        at = menu.highlighted
        menu.clear_options()
        menu.add_options(self._line(backup) for backup in self._backups)
        usable = [place for place, backup in enumerate(self._backups) if backup.whole]
        menu.highlighted = at if at in usable else next(iter(usable), None)
        if not any(backup.whole for backup in self._backups):
            self.query_one("#recovery-why", Static).update(NONE)
        if self._key is not None:
            self._say(self._outcome())
            if any(backup.accounts is not None for backup in self._backups):
                menu.focus()
        self.keys_changed()

    def _outcome(self) -> Content:
        """Why the passphrase did not open all of them, each reason once; the rows have no room for it."""
        reasons = dict.fromkeys(backup.problem for backup in self._backups if backup.whole and backup.problem)
        opened_any = any(backup.accounts is not None for backup in self._backups)
        return Content.styled("\n".join(reasons), "$warning" if opened_any else "$error")

    def _line(self, backup: Backup) -> Option:
        words: list[str | tuple[str, str]] = [(f" {backup.path.name:<18}", "bold")]
        if not backup.whole:
            words.append((f" cannot be used: {backup.problem}", "$error"))
        else:
            when, *_ = moment(backup.saved_at, self.sftui.now()).partition(", ")  # the count needs the room
            words.append((f" generation {backup.generation:<5,} {when}", ""))
            if backup.accounts is not None:
                words.append((f"  {count(backup.accounts, 'account')}", "$accent"))
            elif backup.problem:
                words.append(("  not opened", "$warning"))
        return Option(Content.assemble(*words), id=backup.path.name, disabled=not backup.whole)

    @on(FormField.Typed)
    def _emptied(self) -> None:
        """An empty field takes a passphrase back: a backup can be restored without one."""
        if self._key is not None and not self.query_one(FormField).value:
            self._key = None
            self._say(Content(""))
            self._list()

    @on(FormField.Entered)
    def _count(self) -> None:
        field = self.query_one(FormField)
        if not field.value:
            self.query_one(Menu).focus()
            return
        try:
            self._key = key_of(field.secret)
        except InvalidFields as error:
            self._say(Content.styled(" ".join(error.problems.values()), "$error"))
            return
        self._say(Content.styled("Opening …", "$muted"))
        self._list()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        """Ask once: Enter a second time on the same backup restores it."""
        event.stop()
        backup = next(each for each in self._backups if each.path.name == event.option.id)
        if self._asked != backup.path.name:
            self._asked = backup.path.name
            self._say(
                Content.assemble(
                    ("Enter", "$accent bold"),
                    f" once more puts {backup.path.name} in the place of the account file.",
                )
            )
            return
        self._asked = ""
        self._restore(backup)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self._asked and event.option.id != self._asked:
            self._asked = ""
            self._say(Content(""))

    @work(exclusive=True, group="job-restore", exit_on_error=False)
    async def _restore(self, backup: Backup) -> None:
        self._say(Content.styled("Restoring …", "$muted"))
        try:
            restored = await asyncio.wrap_future(self.sftui.keeper.restore(backup, self._key))
        except WrongKey as error:
            self._say(Content.assemble(problem_text(error), "\n\n", WITHOUT))
            return
        except SftuiError as error:
            self._say(problem_text(error))
            return
        aside = f" What stood there is kept as {restored.kept_aside.name}." if restored.kept_aside else ""
        self.app.notify(f"Generation {restored.generation:,} is in place.{aside}", markup=False, timeout=12)
        for warning in restored.warnings:
            self.sftui.warn(warning)
        self.dismiss(None)

    def _say(self, words: Content) -> None:
        self.query_one("#recovery-said", Static).update(words)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "back":
            return self._can_leave
        return super().check_action(action, parameters)

    def key_labels(self) -> Mapping[str, str]:
        return {"menu.choose": "Restore", "form.next": "Count the accounts"}

    def action_look_again(self) -> None:
        """Look at the disk anew: the file or its backups may have been put back meanwhile."""
        self.dismiss(None)
