"""Where to log in: three choices, a free address, and below it the origin that it became."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from sftui.salesforce.methods import Field
from sftui.tui.screens.connect import login_choice
from sftui.tui.screens.connect.login_choice import Choice
from sftui.tui.widgets.choice_field import ChoiceField
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.line_input import LineInput


class LoginField(Vertical):
    """Posts :class:`Chosen`; its free field posts what every :class:`FormField` does, as ``login_url``."""

    field_name: ClassVar[str] = "login_url"

    class Chosen(Message):
        """Production, Sandbox or My Domain was chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Focused(Message):
        """The choices got the focus."""

    class Entered(Message):
        """Enter was pressed on a choice that needs no address."""

    def __init__(self, field: Field, choice: Choice, own_address: str) -> None:
        super().__init__(id="field-login-url", name=field.name)
        self.field = field
        self.choice = Choice.OWN if field.my_domain_only else choice
        self._own_address = own_address

    def compose(self) -> ComposeResult:
        if not self.field.my_domain_only:
            yield ChoiceField(
                self.field.label,
                [(each.name, each.value) for each in Choice],
                chosen=self.choice.name,
                id="login-choices",
            )
        yield FormField(
            self.field.name,
            self.field.label if self.field.my_domain_only else "",
            value=self._own_address,
            hint="" if self._own_address else self.field.hint or "acme, or the org's address",
            check=self.field.check,
            id="login-own",
        )
        yield Static(id="login-origin", markup=False)

    def on_mount(self) -> None:
        self._show()

    @property
    def own(self) -> FormField:
        return self.query_one("#login-own", FormField)

    @property
    def problem(self) -> str:
        return self.own.problem

    def refuse(self, why: str) -> None:
        """Show a problem that was found elsewhere; it stays until the address changes."""
        self.own.refuse(why)

    def focus(self, scroll_visible: bool = True) -> LoginField:  # noqa: FBT001, FBT002 - Textual's signature
        choices = self.query("#login-choices")
        if self.choice is Choice.OWN or not choices:
            self.own.focus(scroll_visible)
        else:
            choices.first().focus(scroll_visible)
        return self

    def choose(self, choice: Choice) -> None:
        """Show another choice, without telling anybody."""
        self.choice = choice
        self.query_one("#login-choices", ChoiceField).chosen = choice.name
        self._show()

    @on(ChoiceField.Changed)
    def _chosen(self, event: ChoiceField.Changed) -> None:
        event.stop()
        self.choice = Choice[event.field.chosen]
        self._show()
        self.post_message(self.Chosen(self.choice))

    @on(ChoiceField.Entered)
    def _entered(self, event: ChoiceField.Entered) -> None:
        event.stop()
        if self.choice is Choice.OWN:
            self.own.focus()
        else:
            self.post_message(self.Entered())

    @on(FormField.Typed)
    def _typed(self) -> None:
        self._show()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if isinstance(event.widget, ChoiceField):
            self.post_message(self.Focused())

    def on_paste(self, event: events.Paste) -> None:
        """Pasted at the choices: an address of one's own."""
        event.stop()
        self.choose(Choice.OWN)
        self.post_message(self.Chosen(self.choice))
        self.own.focus()
        if isinstance(self.own.input, LineInput):
            self.own.input.take(event.text)

    def _show(self) -> None:
        """The origin, or nothing while there is a problem: that stands below the field."""
        self.own.display = self.choice is Choice.OWN
        text = login_choice.text_of(self.choice, self.own.value)
        reading = login_choice.read(text) if text.strip() else login_choice.Reading()
        words = f" · {reading.words}" if reading.words else ""
        line = self.query_one("#login-origin", Static)
        line.update(Content.assemble((reading.origin, ""), (words, "$muted")))
        line.set_class(bool(reading.origin) and not reading.trusted, "warn")
        far = getattr(self.app, "is_far", False)
        line.display = bool(reading.origin) or far  # over SSH nothing below moves with the first letter

    def __rich_repr__(self) -> Any:
        yield self.field_name
