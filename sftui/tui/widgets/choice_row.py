"""A few choices on one line, one of them made: ``(•) Production  ( ) Sandbox  ( ) My Domain``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from sftui.tui.actions import bindings


class ChoiceRow(Widget, can_focus=True):
    """One line; left and right choose. Told by the dot, not by colour alone."""

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = ("choice.next", "choice.previous", "form.next")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    DEFAULT_CSS = """
    ChoiceRow { height: 1; width: 1fr; padding: 0 1; text-wrap: nowrap; }
    """

    chosen: reactive[int] = reactive(0)

    class Chosen(Message):
        """Another choice was made."""

        def __init__(self, row: ChoiceRow, index: int) -> None:
            super().__init__()
            self.row = row
            self.index = index

        @property
        def control(self) -> ChoiceRow:
            return self.row

    class Entered(Message):
        """Enter was pressed: on to the next field."""

        def __init__(self, row: ChoiceRow) -> None:
            super().__init__()
            self.row = row

        @property
        def control(self) -> ChoiceRow:
            return self.row

    def __init__(
        self,
        choices: Sequence[str],
        chosen: int = 0,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.choices = tuple(choices)
        self.set_reactive(ChoiceRow.chosen, chosen)

    def render(self) -> Content:
        gap = "  " if self.content_size.width >= self._needed(2) else " "
        pieces = []
        for index, choice in enumerate(self.choices):
            made = index == self.chosen
            style = ("bold $accent" if self.has_focus else "bold") if made else "$muted"
            pieces.append(Content.styled(f"{'(•)' if made else '( )'} {choice}", style))
        return Content(gap).join(pieces)

    def action_choose(self, by: int) -> None:
        self.choose((self.chosen + by) % len(self.choices))

    def action_submit(self) -> None:
        self.post_message(self.Entered(self))

    def choose(self, index: int) -> None:
        """Make this choice, as the person would."""
        if index != self.chosen:
            self.chosen = index
            self.post_message(self.Chosen(self, index))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is None:
            return
        gap = 2 if self.content_size.width >= self._needed(2) else 1
        start = 0
        for index, choice in enumerate(self.choices):
            end = start + 4 + len(choice)
            if start <= at.x < end:
                self.choose(index)
            start = end + gap

    def _needed(self, gap: int) -> int:
        return sum(4 + len(choice) for choice in self.choices) + gap * (len(self.choices) - 1)
