"""One-line fields: nothing that is pasted gets cut silently, nothing blinks, nothing secret is copied.

``LineInput`` shows what is typed. ``SecretInput`` (its own module) hides it.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from sftui.tui.actions import bindings

LONGEST = 100_000
"""Characters that a field takes; a paste beyond that is refused with a word."""


class LineInput(Input):
    """An ``Input`` of one line without frame.

    A pasted text with line breaks is joined, since terminals break links and tokens.
    """

    ACTIONS: ClassVar[tuple[str, ...]] = ("form.next",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    class PasteRefused(Message):
        """A pasted text was not taken; ``why`` is for the person."""

        def __init__(self, field: LineInput, why: str) -> None:
            super().__init__()
            self.field = field
            self.why = why

        @property
        def control(self) -> LineInput:
            return self.field

    JOINT: ClassVar[str] = ""
    """What takes the place of a line break in a pasted text."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value,
            placeholder,
            password=password,
            id=id,
            classes=classes,
            compact=True,
            select_on_focus=False,
        )
        self.cursor_blink = False

    def on_resize(self) -> None:
        """The cursor stays in sight when the window got narrower."""
        if self.has_focus:
            self.mutate_reactive(Input.selection)

    def on_focus(self) -> None:
        """Where the cursor is."""
        self.mutate_reactive(Input.selection)

    def on_blur(self) -> None:
        """A value that is longer than the field is seen from its beginning, as those that were there before."""
        self.scroll_to(0, animate=False, immediate=True)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.take(event.text)

    def take(self, text: str) -> None:
        """Insert a pasted text whole, or say why not."""
        lines = [line.strip() for line in text.splitlines()]
        joined = self.JOINT.join(lines).strip() if _breaks(text) else text
        joined = "".join(c for c in joined.replace("\t", " ") if c.isprintable() or not c.isascii())
        if len(self.value) + len(joined) > LONGEST:
            self.post_message(self.PasteRefused(self, f"Too long: {len(joined):,} characters were pasted."))
            return
        self.replace(joined, *self.selection)


class WordsInput(LineInput):
    """For names and searches: a line break in a pasted text becomes a blank."""

    JOINT: ClassVar[str] = " "


def _breaks(text: str) -> bool:
    return len(text.splitlines()) > 1 or text.endswith(("\n", "\r"))
