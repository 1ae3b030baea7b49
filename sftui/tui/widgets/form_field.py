"""One row of a form: label, field, hint, and below them in words what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import Input, Static

from sftui.account import Secret
from sftui.tui.widgets.line_input import LineInput
from sftui.tui.widgets.secret_input import SecretInput

if TYPE_CHECKING:
    from sftui.tui.widgets.secret_block import SecretBlock

CHECK_AFTER = 0.4
"""Seconds without a key until what was typed is looked at."""
HINT_WIDTH = 32
"""Columns, as the style sheet has it."""
BESIDE_VALUE = 51
"""Columns of the row that label, hint, padding and the cursor take."""
HINT_FROM = 74
"""Columns of the row from which the hint stands beside the field; below, it waits inside the empty field."""


def nothing_wrong(text: str) -> str:  # noqa: ARG001 - the shape of a check
    return ""


class FormField(Vertical):
    """A labelled one-line field that checks itself when typing stops and when the focus leaves.

    Over SSH the line below it comes and goes with the focus only: everything under it moves, and is sent again.
    ``check`` says in a sentence what is wrong with a text, or "". Its messages carry no value: ask ``value``.
    """

    problem: reactive[str] = reactive("", init=False)

    class Typed(Message):
        """What the field holds changed."""

        def __init__(self, field: FormField) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> FormField:
            return self.field

    class Focused(Typed):
        """The field got the focus: time for its guide."""

    class Entered(Typed):
        """Enter was pressed in it."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        value: str | Secret = "",
        secret: bool = False,
        hint: str = "",
        required: bool = False,
        check: Callable[[str], str] = nothing_wrong,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id or f"field-{name.replace('_', '-')}", classes=classes)
        self.field_name = name
        self.label = label
        self.hint = hint
        self.required = required
        self.check = check
        self.is_secret = secret
        text = value.reveal() if isinstance(value, Secret) else value
        self.input: LineInput | SecretBlock = SecretInput(Secret(text)) if secret else LineInput(text)
        self._noted = Secret(text)
        self._later: Timer | None = None
        self._touched = False

    def compose(self) -> ComposeResult:
        with Horizontal(classes="form-field--row"):
            yield Static(Content(self.label), classes="form-field--label")
            yield self.input
            yield Static(Content(self.hint), classes="form-field--hint")
        yield Static(classes="form-field--problem")

    @property
    def value(self) -> str:
        """The text as it was typed. For a secret field use :attr:`secret`, which nothing prints."""
        return self.input.value

    @value.setter
    def value(self, text: str) -> None:
        self.input.value = text

    @property
    def secret(self) -> Secret:
        return Secret(self.input.value)

    def look(self, *, also_empty: bool = True) -> str:
        """Check now, show the problem below the field, and return it; "" when all is well."""
        text = self.value
        if text.strip() or (self.is_secret and text):
            self.problem = self.check(text)
        else:
            self.problem = f"{self.label} is needed." if self.required and also_empty else ""
        return self.problem

    def focus(self, scroll_visible: bool = True) -> FormField:  # noqa: FBT001, FBT002 - Textual's signature
        self.input.focus(scroll_visible)
        return self

    def begin_anew(self) -> None:
        """What was refused still stands there, but the first key or paste takes its place.

        All of it is selected whenever the field gets the focus, until the text changes: nobody sees where a masked
        text ends, and what is typed behind it would be refused once more.
        """
        self.input.select_on_focus = True
        if self.input.has_focus:
            self.input.select_all()

    def watch_problem(self, problem: str) -> None:
        if self.is_mounted:
            self._problem_line.update(Content(problem))
            self._problem_line.display = bool(problem) or (
                self._stays_in_place and self._problem_line.display
            )
            self.set_class(bool(problem), "-problem")

    @property
    def _problem_line(self) -> Static:
        return self.query_one(".form-field--problem", Static)

    @property
    def _stays_in_place(self) -> bool:
        """Whether nothing may move while one types here."""
        return getattr(self.app, "is_far", False) and self.input.has_focus

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.note_typing()

    def note_typing(self) -> None:
        """What the field holds may have changed: look at it when typing stops, and say so.

        Textual tells of a change for the text that a field begins with, too; what was found wrong with that stays.
        """
        held = self.secret
        if held == self._noted:
            return
        self._noted = held
        self._touched = True
        self.input.select_on_focus = False
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(CHECK_AFTER, self._typing_stopped)
        self._show_hint()
        self.post_message(self.Typed(self))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered(self))

    @on(SecretInput.Turned)
    def _turned(self, event: SecretInput.Turned) -> None:
        event.stop()
        self._show_hint()

    @on(LineInput.PasteRefused)
    def _paste_refused(self, event: LineInput.PasteRefused) -> None:
        event.stop()
        self.refuse(event.why)

    def on_mount(self) -> None:
        self._problem_line.display = bool(self.problem)
        self.watch_problem(self.problem)

    def on_resize(self) -> None:
        self._show_hint()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:  # noqa: ARG002 - Textual's signature
        self._show_hint()
        self.post_message(self.Focused(self))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:  # noqa: ARG002 - Textual's signature
        self._show_hint()
        if self._touched:
            self.look(also_empty=False)
        self._problem_line.display = bool(self.problem)

    def _typing_stopped(self) -> None:
        self._later = None
        if self._problem_line.display or not self._stays_in_place:
            self.look(also_empty=False)

    def refuse(self, why: str) -> None:
        """Show what somebody else found wrong. It stays until the text changes, whatever ``check`` says."""
        if self._later is not None:
            self._later.stop()
            self._later = None
        self._touched = False
        self.problem = why

    def set_hint(self, hint: str) -> None:
        """Other words beside the field, such as where its value comes from."""
        self.hint = hint
        if self.is_mounted:
            self._show_hint()

    def _show_hint(self) -> None:
        """Beside the field where there is room; inside the empty field where there is none."""
        roomy = self.size.width >= HINT_FROM and not self.screen.is_modal
        focused = self.input.has_focus
        text = "ctrl+r show" if self.is_secret and focused and self.value else self.hint
        hint = self.query_one(".form-field--hint", Static)
        hint.display = roomy and not self._needs_all_room
        hint.update(Content(text))
        self.input.placeholder = "" if roomy or self.value else self.hint

    @property
    def _needs_all_room(self) -> bool:
        """Whether what is to be read is longer than the field beside its hint, and whole without it."""
        if isinstance(self.input, SecretInput):
            return self.input.is_shown
        more = cell_len(self.value) - (self.size.width - BESIDE_VALUE)
        return 0 < more <= HINT_WIDTH

    def __rich_repr__(self) -> Any:
        yield self.field_name
