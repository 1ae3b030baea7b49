"""A line that leads somewhere else: Enter or a click takes it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from sftui.tui.actions import bindings


class Doorway(Widget, can_focus=True):
    """Words with an arrow before them."""

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = ("door.open",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    DEFAULT_CSS = """
    Doorway { height: 1; padding: 0 1; width: auto; }
    Doorway:focus { background: $cursor-row; text-style: $cursor-row-text-style; }
    """

    class Taken(Message):
        """The person goes through it."""

        def __init__(self, result: str) -> None:
            super().__init__()
            self.result = result

    def __init__(self, words: str, result: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.words = words
        self.result = result

    def render(self) -> Content:
        return Content.assemble(("▸ ", "$accent bold"), self.words)

    def action_take(self) -> None:
        self.post_message(self.Taken(self.result))

    def on_click(self) -> None:
        self.action_take()
