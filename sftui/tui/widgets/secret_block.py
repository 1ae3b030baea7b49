"""A masked field of several lines, for a pasted PEM block; and its row in a form.

Enter is a line break here, because a terminal without bracketed paste sends a block as key presses; Tab leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from rich.text import Text
from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea
from textual.widgets.text_area import Selection

from sftui.account import Secret
from sftui.tui.actions import bindings
from sftui.tui.widgets.form_field import FormField, nothing_wrong
from sftui.tui.widgets.revealing import Revealing

ARMOUR = "-----"
"""How the first and last line of a PEM block begin; they are no secret and show that the block is whole."""
LONGEST = 256 * 1024
"""Characters that a block takes; a paste beyond that is refused with a word."""


class SecretBlock(Revealing, TextArea):
    """Masked but for the armour lines; ``ctrl+r`` shows it for half a minute."""

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = ("form.reveal",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    class PasteRefused(Message):
        """A pasted text was not taken; ``why`` is for the person."""

        def __init__(self, field: SecretBlock, why: str) -> None:
            super().__init__()
            self.field = field
            self.why = why

        @property
        def control(self) -> SecretBlock:
            return self.field

    def __init__(self, value: Secret | None = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(
            value.reveal() if value else "",
            soft_wrap=False,
            tab_behavior="focus",
            show_line_numbers=False,
            compact=True,
            highlight_cursor_line=False,
            id=id,
        )
        self.cursor_blink = False
        self.select_on_focus = False
        """As in a field of one line: what stands there is replaced by the first key or paste."""

    @property
    def value(self) -> str:
        """The text as it was typed or pasted, line breaks included."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        self.load_text(text)

    def get_line(self, line_index: int) -> Text:
        """What is drawn of a line."""
        line = self.document.get_line(line_index)
        shown = line if self.is_shown or line.startswith(ARMOUR) else "•" * len(line)
        return Text(shown, end="", no_wrap=True)

    def _on_paste(self, event: events.Paste) -> None:  # type: ignore[override]  # the base one runs as well
        """Taken here, so that nobody above takes it a second time."""
        event.stop()
        if not self._has_room(event.text):
            event.prevent_default()

    def hold(self, text: str) -> None:
        """Put this pasted text in place of what is there, or say why not."""
        if self._has_room(text):
            self.value = text

    def _has_room(self, text: str) -> bool:
        if len(text) <= LONGEST:
            return True
        self.post_message(self.PasteRefused(self, f"Too long: {len(text):,} characters were pasted."))
        return False

    def select_all(self) -> None:
        """Backwards, so that the block is seen from its beginning."""
        self.selection = Selection(self.document.end, self.document.start)

    def on_focus(self) -> None:
        if self.select_on_focus:
            self.select_all()

    def on_blur(self, event: events.Blur) -> None:  # noqa: ARG002 - Textual's signature
        self.hide()

    def action_copy(self) -> None:
        """Only what is shown on purpose can be copied."""
        if not self.is_shown:
            raise SkipAction
        super().action_copy()

    def action_cut(self) -> None:
        if not self.is_shown:
            raise SkipAction
        super().action_cut()

    def turn(self, *, shown: bool) -> None:
        super().turn(shown=shown)
        self._line_cache.clear()
        self.refresh()

    def __rich_repr__(self) -> Any:
        yield self.id


class BlockField(FormField):
    """A row of a form with a :class:`SecretBlock`; used like any other :class:`FormField`."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        value: Secret | None = None,
        lines: int = 3,
        hint: str = "",
        required: bool = False,
        check: Callable[[str], str] = nothing_wrong,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(name, label, secret=True, hint=hint, required=required, check=check, id=id)
        self.input = SecretBlock(value)
        self._noted = value or Secret()
        self.input.styles.height = lines

    def compose(self) -> ComposeResult:
        with Horizontal(classes="form-field--row -block"):
            yield Static(Content(self.label), classes="form-field--label")
            yield self.input
            yield Static(Content(self.hint), classes="form-field--hint")
        yield Static(classes="form-field--problem")

    @property
    def _needs_all_room(self) -> bool:
        return bool(self.value)

    @on(SecretBlock.PasteRefused)
    def _block_refused(self, event: SecretBlock.PasteRefused) -> None:
        event.stop()
        self.refuse(event.why)

    @on(TextArea.Changed)
    def _block_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.note_typing()
