"""A short list of accounts to tick: one line each, with the sign of its state, which follows what happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from sftui.account import Status
from sftui.foreign import clean
from sftui.tui.actions import bindings
from sftui.tui.widgets.account_columns import fit
from sftui.tui.widgets.account_detail import TINTS
from sftui.tui.widgets.choice_field import focus_style

MOST_SHOWN = 4
"""Lines; the rest is reached with the arrows."""
_BOX, _SIGN, _GAP = 4, 2, 2
_WORD = max(len(status.words) for status in Status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One account in the list."""

    account_id: str
    name: str
    status: Status
    note: str = ""
    """A few words instead of the state, such as that its stored copy is another one."""


class TickList(Widget, can_focus=True):
    """Space ticks the marked line, the arrows mark another one; Enter is told to whoever listens."""

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = ("tick.turn", "list.down", "list.up", "choice.done")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    DEFAULT_CSS = """
    TickList { height: auto; padding: 0 1; }
    """

    items: reactive[tuple[Item, ...]] = reactive((), layout=True)
    marked: reactive[int] = reactive(0)

    class Entered(Message):
        """Enter was pressed."""

    def __init__(self, items: Iterable[Item], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.set_reactive(TickList.items, tuple(items))
        self._ticked = {item.account_id for item in self.items}

    @property
    def ticked(self) -> tuple[str, ...]:
        """The ids of the ticked accounts, in the order of the list."""
        return tuple(item.account_id for item in self.items if item.account_id in self._ticked)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual gives all three
        return min(len(self.items), MOST_SHOWN)

    def render(self) -> Content:
        first = max(0, min(self.marked - MOST_SHOWN // 2, len(self.items) - MOST_SHOWN))
        shown = range(first, min(first + MOST_SHOWN, len(self.items)))
        width = self.content_size.width
        return Content("\n").join(self._line(at, width) for at in shown)

    def action_turn(self) -> None:
        if self.items:
            self._ticked ^= {self.items[self.marked].account_id}
            self.refresh()

    def action_move(self, by: int) -> None:
        self.marked = max(0, min(self.marked + by, len(self.items) - 1))

    def action_submit(self) -> None:
        self.post_message(self.Entered())

    def on_click(self, event: events.Click) -> None:
        """Tick the line under the pointer."""
        at = event.get_content_offset(self)
        first = max(0, min(self.marked - MOST_SHOWN // 2, len(self.items) - MOST_SHOWN))
        if at is not None and 0 <= first + at.y < len(self.items):
            self.marked = first + at.y
            self.action_turn()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _line(self, at: int, width: int) -> Content:
        item = self.items[at]
        ticked, here = item.account_id in self._ticked, self.has_focus and at == self.marked
        word = item.note or item.status.words
        room = width - _BOX - _SIGN - _GAP - max(len(word), _WORD)
        return Content.assemble(
            ("[x] " if ticked else "[ ] ", focus_style(self) if here else "bold"),
            (item.status.sign + " ", TINTS[item.status]),
            (fit(clean(item.name), max(room, 8)), "$accent" if here else "" if ticked else "$muted"),
            " " * _GAP,
            (word, "$muted"),
        )
