"""Step 2: the form of the chosen method, made from its fields, with the guide of the focused one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from sftui.account import Secret
from sftui.salesforce.methods import Field, Method
from sftui.tui.actions import bindings
from sftui.tui.screens.connect.draft import Source, Value, can_make_tokens
from sftui.tui.screens.connect.guide_pane import GuidePane
from sftui.tui.screens.connect.login_choice import Choice
from sftui.tui.screens.connect.login_field import LoginField
from sftui.tui.screens.connect.step import Step
from sftui.tui.widgets.doorway import Doorway
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.secret_block import BlockField

OF_AN_APP = ("client_id", "client_secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormModel:
    """What the form shows when it opens."""

    method: Method
    values: Mapping[str, Value]
    choice: Choice
    own_address: str
    apps: int = 0
    """How many apps of saved accounts can be offered."""
    note: str = ""
    """A sentence above the fields, such as what was changed after a failure."""
    focus: str = ""
    problems: Mapping[str, str] | None = None


class FormStep(Step):
    """Posts what is typed and chosen; the dialog keeps it."""

    ACTIONS: ClassVar[tuple[str, ...]] = (
        "connect.send", "connect.apps", "connect.request", "connect.empty",
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    COUNT: ClassVar[str] = "step 2 of 3"

    class Typed(Message):
        """A field holds something else. Made so that no log shows it."""

        def __init__(self, name: str, text: Secret) -> None:
            super().__init__()
            self.name = name
            self.text = text

    @dataclass
    class LoginChosen(Message):
        choice: Choice

    @dataclass
    class SendWanted(Message):
        """Connect with what the form holds."""

    @dataclass
    class TokensWanted(Message):
        """Make the tokens by a browser sign-in."""

    @dataclass
    class AppsWanted(Message):
        """Offer the apps of saved accounts."""

    @dataclass
    class KeyFileWanted(Message):
        """Read the private key from a file."""

    @dataclass
    class NewKeyWanted(Message):
        """Make a private key and its certificate."""

    @dataclass
    class Emptied(Message):
        """Leave this field empty instead of keeping what is saved."""

        name: str

    @dataclass
    class RequestWanted(Message):
        """The request sheet of this method."""

    def __init__(self, model: FormModel) -> None:
        super().__init__(id="form-step")
        self.model = model
        self._sources = {name: value.source for name, value in model.values.items()}
        self._focused = model.focus or model.method.fields[0].name

    def compose(self) -> ComposeResult:
        with Horizontal(id="form-columns"):
            with Vertical(id="form-main"):
                yield Static(Content(self.model.note), id="form-note", markup=False)
                with VerticalScroll(id="form-rows", can_focus=False):
                    for field in self.model.method.fields:
                        yield from self._row(field)
                yield GuidePane(wide=False)
            yield GuidePane(wide=True)

    def begin(self) -> None:
        self.tell(self.model.note)
        if self.model.problems:
            self.show_problems(self.model.problems)
        else:
            self.focus_field(self.model.focus or self._first_empty())

    def guide_topic(self) -> str:
        return self._field(self._focused).guide

    def keys_now(self) -> tuple[str, ...]:
        on = (
            ("form.tab",)
            if self._field(self._focused).lines > 1
            else ("form.next", "choice.done", "choice.next")
        )
        sends = self._focused == self.model.method.fields[-1].name and "form.next" in on
        return (
            "door.open",
            *on,
            *(() if sends else ("connect.send",)),
            "back",
            "guide",
            "form.reveal",
            "connect.apps",
            "connect.empty",
            "connect.request",
            "help",
        )

    def key_labels(self) -> Mapping[str, str]:
        verb = "Sign in" if self.model.method.needs_person else "Connect"
        last = self._focused == self.model.method.fields[-1].name
        return {"form.next": verb if last else "Next", "connect.send": verb, "door.open": "Do it"}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        if action == "offer_apps":
            return bool(self.model.apps) and self._focused in OF_AN_APP
        if action == "empty_saved":
            field = self._field(self._focused)
            kept = self._sources.get(field.name) in {Source.SAVED, Source.BORROWED}
            return field.secret and not field.required and kept
        return True

    # What the dialog tells the form

    def tell(self, note: str) -> None:
        """A sentence above the fields; it stays."""
        line = self.query_one("#form-note", Static)
        line.update(Content(note))
        line.display = bool(note)

    def on_paste(self, event: events.Paste) -> None:
        """No field took it: say so, rather than lose it without a word."""
        event.stop()
        self.tell("Nothing was pasted, because no field was marked: go to one with Tab, and paste again.")

    def focus_field(self, name: str) -> None:
        row = self._rows().get(name) or next(iter(self._rows().values()))
        row.focus()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """All at once, each below its field; the first of them gets the focus."""
        rows = self._rows()
        for name, row in rows.items():
            row.refuse(problems.get(name, ""))
        homeless = [problem for name, problem in problems.items() if name not in rows]
        if homeless:
            self.tell(" ".join(homeless))
        self.focus_field(next((name for name in rows if name in problems), ""))

    def show_value(self, name: str, value: Value) -> None:
        """The dialog changed a field: an app was taken, a key was made."""
        row = self._rows().get(name)
        if isinstance(row, FormField):
            field = self._field(name)
            row.value = self._text(field, value)
            row.problem = ""
        self.show_source(name, value)

    def show_source(self, name: str, value: Value) -> None:
        """Where the value of a field comes from, when the person need not type it."""
        hint = self._hint(self._field(name), value)
        row = self._rows().get(name)
        if self._sources.get(name) is not value.source or (isinstance(row, FormField) and row.hint != hint):
            self._sources[name] = value.source
            if isinstance(row, FormField):
                row.set_hint(hint)

    # What the person does

    def action_send(self) -> None:
        self.post_message(self.SendWanted())

    def action_offer_apps(self) -> None:
        self.post_message(self.AppsWanted())

    def action_empty_saved(self) -> None:
        self.post_message(self.Emptied(self._focused))

    def action_request_sheet(self) -> None:
        self.post_message(self.RequestWanted())

    @on(FormField.Typed)
    def _typed(self, event: FormField.Typed) -> None:
        event.stop()
        self.post_message(self.Typed(event.field.field_name, event.field.secret))

    @on(FormField.Focused)
    def _focus_moved(self, event: FormField.Focused) -> None:
        event.stop()
        self._attend(event.field.field_name)

    @on(LoginField.Focused)
    def _login_focused(self, event: LoginField.Focused) -> None:
        event.stop()
        self._attend("login_url")

    @on(LoginField.Chosen)
    def _login_chosen(self, event: LoginField.Chosen) -> None:
        event.stop()
        self.post_message(self.LoginChosen(event.choice))

    @on(FormField.Entered)
    def _entered(self, event: FormField.Entered) -> None:
        event.stop()
        self._go_on_from(event.field.field_name)

    @on(LoginField.Entered)
    def _login_entered(self, event: LoginField.Entered) -> None:
        event.stop()
        self._go_on_from("login_url")

    @on(Doorway.Taken)
    def _door_taken(self, event: Doorway.Taken) -> None:
        event.stop()
        wanted = {
            "make-tokens": self.TokensWanted,
            "key-file": self.KeyFileWanted,
            "key-new": self.NewKeyWanted,
        }
        self.post_message(wanted[event.result]())

    # Inside

    def _row(self, field: Field) -> ComposeResult:
        value = self.model.values[field.name]
        if field.name == "login_url":
            yield LoginField(field, self.model.choice, self.model.own_address)
            return
        if field.name == "access_token" and can_make_tokens(self.model.method):
            with Horizontal(classes="form-doors"):
                yield Doorway("Make them for me: a browser sign-in", "make-tokens", id="make-tokens")
        if field.lines > 1:
            yield BlockField(
                field.name,
                field.label,
                value=Secret(self._text(field, value)),
                lines=field.lines,
                hint=self._hint(field, value),
                check=field.check,
            )
            with Horizontal(classes="form-doors"):
                yield Doorway("Read from a file", "key-file", id="key-file")
                yield Doorway("Make one here", "key-new", id="key-new")
            return
        yield FormField(
            field.name,
            field.label,
            value=self._text(field, value),
            secret=field.secret,
            hint=self._hint(field, value),
            check=field.check,
        )

    def _text(self, field: Field, value: Value) -> str:
        """What stands in the field: saved secrets stay out of it."""
        if field.secret and value.source is not Source.TYPED:
            return ""
        return value.text.reveal()

    def _hint(self, field: Field, value: Value) -> str:
        if value.source is Source.BORROWED:
            return f"from “{value.lender}”"
        if field.secret and value.source is Source.SAVED:
            return "saved; type to replace it"
        if field.secret and value.source is Source.TYPED and not value.text:
            return "will be left empty"
        if field.name == "client_id" and self.model.apps and value.source is Source.NOTHING:
            return "↓ apps of your accounts"
        return field.hint

    def _rows(self) -> dict[str, FormField | LoginField]:
        found: dict[str, FormField | LoginField] = {}
        for row in self.query("FormField, LoginField"):
            if isinstance(row, FormField | LoginField) and row.id != "login-own":
                found[row.field_name] = row
        return found

    def _field(self, name: str) -> Field:
        fields: Sequence[Field] = self.model.method.fields
        return next((each for each in fields if each.name == name), fields[0])

    def _first_empty(self) -> str:
        """Where the person goes on: at the top of a fresh form, else at the first field still to be filled."""
        begun = any(
            value.text and value.source is not Source.DEFAULT and name != "login_url"
            for name, value in self.model.values.items()
        )
        for field in self.model.method.fields if begun else ():
            value = self.model.values[field.name]
            if field.required and not value.text and value.source in {Source.NOTHING, Source.TYPED}:
                return field.name
        return self.model.method.fields[0].name

    def _go_on_from(self, name: str) -> None:
        names = [each.name for each in self.model.method.fields]
        at = names.index(name)
        if at + 1 < len(names):
            self.focus_field(names[at + 1])
        else:
            self.post_message(self.SendWanted())

    def _attend(self, name: str) -> None:
        self._focused = name
        for pane in self.query(GuidePane):
            pane.show(self._field(name).guide)
        self.screen.refresh_bindings()
