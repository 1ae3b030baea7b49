"""A masked field for a whole block: a private key, a JSON text. It arrives whole and is never shown or copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from sftui.account import Secret
from sftui.tui.actions import bindings

LONGEST = 100_000
"""Characters that it takes; a paste beyond that is refused with a word."""
DOTS = 12


def never_more(text: str) -> bool:  # noqa: ARG001 - the shape of the question
    return False


class BlockArea(Widget, can_focus=True):
    """One line on the screen, however long the text. Pasting adds to what is there; ``ctrl+u`` empties it.

    ``needs_more`` says whether a text is plainly not at its end yet, so that Enter is a line break and not the
    way on: a terminal without bracketed paste sends a pasted block as keys.
    """

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = ("form.next", "block.clear")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    DEFAULT_CSS = """
    BlockArea { height: 1; width: 1fr; padding: 0 1; background: $field; text-wrap: nowrap; }
    BlockArea:focus { background: $field-focus; }
    """

    placeholder: reactive[str] = reactive("")
    _length: reactive[int] = reactive(0)

    class Changed(Message):
        """What it holds changed. The message carries no text."""

        def __init__(self, area: BlockArea) -> None:
            super().__init__()
            self.area = area

        @property
        def control(self) -> BlockArea:
            return self.area

    class Entered(Changed):
        """Enter was pressed and the text is at its end."""

    class Refused(Changed):
        """A paste was not taken; ``why`` is for the person."""

        def __init__(self, area: BlockArea, why: str) -> None:
            super().__init__(area)
            self.why = why

    def __init__(
        self,
        text: Secret | None = None,
        *,
        placeholder: str = "",
        needs_more: Callable[[str], bool] = never_more,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text.reveal() if text else ""
        self._needs_more = needs_more
        self.set_reactive(BlockArea.placeholder, placeholder)
        self.set_reactive(BlockArea._length, len(self._text))

    @property
    def secret(self) -> Secret:
        """What it holds."""
        return Secret(self._text)

    def hold(self, text: Secret) -> None:
        """Replace what it holds."""
        self._text = text.reveal()
        self._changed()

    def render(self) -> Content:
        cursor = Content.styled(" ", "reverse") if self.has_focus else Content("")
        if not self._text:
            return Content.assemble(cursor, (self.placeholder, "$muted"))
        lines = len(self._text.splitlines())
        size = f"{lines} lines" if lines > 1 else f"{len(self._text):,} characters"
        return Content.assemble("•" * min(len(self._text), DOTS), cursor, (f"  {size}", "$muted"))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.take(event.text)

    def take(self, text: str) -> None:
        """Add a pasted text whole, or say why not."""
        if len(self._text) + len(text) > LONGEST:
            self.post_message(self.Refused(self, f"Too long: {len(text):,} characters were pasted."))
            return
        self._text += text.replace("\r\n", "\n").replace("\r", "\n")
        self._changed()

    def on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character is not None:
            event.stop()
            self._text += event.character
            self._changed()
        elif event.key == "backspace" and self._text:
            event.stop()
            self._text = self._text[:-1]
            self._changed()

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002 - Textual's signature
        return character is not None and character.isprintable()

    def action_submit(self) -> None:
        if self._needs_more(self._text):
            self._text += "\n"
            self._changed()
        else:
            self.post_message(self.Entered(self))

    def action_clear(self) -> None:
        self._text = ""
        self._changed()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _changed(self) -> None:
        self._length = len(self._text)
        self.post_message(self.Changed(self))

    def __rich_repr__(self) -> Any:
        yield self.id
