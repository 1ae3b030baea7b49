"""The names of an account's pages in one line; the open one stands in brackets, not in colour alone."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class TabLine(Widget, can_focus=False):
    """Shows; the keys are the screen's. A click chooses."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TabLine { height: 1; padding: 0; text-wrap: nowrap; }
    """

    chosen: reactive[int] = reactive(0)

    class Clicked(Message):
        """A name was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, names: tuple[str, ...], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._names = names

    def render(self) -> Content:
        parts = [Content.styled(f" {name} ", "$muted") for name in self._names]
        parts[self.chosen] = Content.styled(f"[{self._names[self.chosen]}]", "$accent bold")
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        end = 0
        for place, name in enumerate(self._names):
            end += len(name) + 2
            if at is not None and at.x < end:
                self.post_message(self.Clicked(place))
                return
