"""First run: what the account file is, and what shall open it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sftui.account import NO_SECRET, Secret
from sftui.errors import InvalidFields, SftuiError
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.choice_field import ChoiceField, TickField
from sftui.tui.widgets.doorway import Doorway
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.new_passphrase import NewPassphrase
from sftui.tui.widgets.problem_text import problem_text

if TYPE_CHECKING:
    from sftui.tui.app import Door

PASSPHRASE, KEY_FILE = "passphrase", "key-file"
USUAL_KEY_FILE = "~/sftui.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstChoice:
    """What the person decided. Either a passphrase or the path of a key file to make, or a door."""

    passphrase: Secret = NO_SECRET
    key_file: str = ""
    wants_recovery_code: bool = True
    door: str = ""


class FirstRunScreen(BaseScreen[FirstChoice]):
    """Three lines of explanation, a passphrase twice or a key file, and a recovery code."""

    KEYS: ClassVar[tuple[str, ...]] = (
        "form.next",
        "choice.done",
        "choice.next",
        "tick.turn",
        "door.open",
        "file.suggest",
        "form.reveal",
        "quit",
        "help",
    )
    AUTO_FOCUS = ""

    def __init__(
        self, doors: Iterable[Door], *, before: FirstChoice | None = None, problem: SftuiError | None = None
    ) -> None:
        super().__init__()
        self._doors = tuple(doors)
        self._before = before or FirstChoice(key_file="")
        self._problem = problem

    def body(self) -> ComposeResult:
        before = self._before
        with VerticalScroll(id="first-run", can_focus=False):
            yield Static(
                "sftui keeps your Salesforce connections in one encrypted file on this computer. Only what you "
                "choose here opens it; there is no back door.",
                classes="para",
                markup=False,
            )
            yield Static(self._where(), classes="para")
            yield ChoiceField(
                "Opens with",
                ((PASSPHRASE, "a passphrase"), (KEY_FILE, "a key file")),
                chosen=KEY_FILE if before.key_file else PASSPHRASE,
                id="opens-with",
            )
            yield NewPassphrase(before.passphrase)
            yield FormField(
                "key_file",
                "New key file",
                value=before.key_file or USUAL_KEY_FILE,
                required=True,
                hint="keep it apart from the file",
            )
            yield TickField(
                "Recovery code",
                "make one: it opens the file when all else is lost",
                ticked=before.wants_recovery_code,
                id="recovery",
            )
            yield Static(id="first-run-problem", classes="para")
            for door in self._doors:
                yield Doorway(door.words, door.result)

    def on_mount(self) -> None:
        self.where = "sftui · first run"
        self._show_fields()
        (self._key_file if self._with_key_file else self.query_one("#field-passphrase", FormField)).focus()
        said = self.query_one("#first-run-problem", Static)
        words = self._said()
        said.update(words)
        said.display = bool(words)

    def _said(self) -> Content:
        """What stands below the fields; the problem of a field that is seen stands beside it."""
        if not isinstance(self._problem, InvalidFields):
            return Content("") if self._problem is None else problem_text(self._problem)
        problems = dict(self._problem.problems)
        if self._with_key_file and self._key_file.field_name in problems:
            self._key_file.refuse(problems.pop(self._key_file.field_name))
        return Content.styled(" ".join(problems.values()), "$error")

    def _where(self) -> Content:
        return Content.assemble(("It will be made at  ", "$muted"), str(self.sftui.keeper.places.accounts))

    @property
    def _with_key_file(self) -> bool:
        return any(field.chosen == KEY_FILE for field in self.query(ChoiceField))

    @property
    def _key_file(self) -> FormField:
        return self.query_one("#field-key-file", FormField)

    def _show_fields(self) -> None:
        self.query_one(NewPassphrase).display = not self._with_key_file
        self._key_file.display = self._with_key_file

    @on(ChoiceField.Changed)
    def _other_way(self) -> None:
        self._show_fields()

    @on(FormField.Entered)
    @on(ChoiceField.Entered)
    def _next_field(self) -> None:
        self.focus_next()

    @on(TickField.Entered)
    def _done(self) -> None:
        passphrase = self.query_one(NewPassphrase)
        wrong = (
            passphrase.look()
            if not self._with_key_file
            else (self._key_file if self._key_file.look() else None)
        )
        if wrong is not None:
            wrong.focus()
            return
        recovery = self.query_one("#recovery", TickField).ticked
        if self._with_key_file:
            self.dismiss(FirstChoice(key_file=self._key_file.value.strip(), wants_recovery_code=recovery))
        else:
            self.dismiss(FirstChoice(passphrase=passphrase.secret, wants_recovery_code=recovery))

    @on(Doorway.Taken)
    def _leave_by(self, event: Doorway.Taken) -> None:
        self.dismiss(FirstChoice(door=event.result))

    def key_labels(self) -> Mapping[str, str]:
        return {"choice.done": "Make the file" if isinstance(self.focused, TickField) else "Next"}
