"""The list of accounts: draws only what is seen, and of that only the lines that changed.

It holds no copy of the rows: each line is made from its entry when it is drawn, so that ten thousand accounts
cost no more than twenty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from sftui.account import Environment, Status
from sftui.foreign import clean
from sftui.keeper.events import Entry
from sftui.tui import words
from sftui.tui.actions import bindings
from sftui.tui.glyphs import SIGNS, WORDS
from sftui.tui.widgets.account_columns import Columns, columns_for, fit, titles

_STATUS_CLASS = {
    Status.CONNECTED: "account-list--connected",
    Status.NEEDS_RECONNECT: "account-list--needs-reconnect",
    Status.UNREACHABLE: "account-list--unreachable",
    Status.NOT_CHECKED: "account-list--muted",
}
_WIDEST_AGE = 6
_GAP = "  "


def utc_now() -> datetime:
    return datetime.now(UTC)


class ColumnTitles(Widget, can_focus=False):
    """The line above the list, in the same columns."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ColumnTitles { height: 1; color: $muted; text-wrap: nowrap; }
    """

    def render(self) -> str:
        return titles(columns_for(self.size.width))


class AccountList(ScrollView, can_focus=True):
    """Arrows, ``j``/``k``, pages, Home and End; Enter is left to the screen."""

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = (
        "list.down",
        "list.up",
        "list.page-down",
        "list.page-up",
        "list.first",
        "list.last",
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "account-list--cursor",
        "account-list--cursor-blurred",
        "account-list--muted",
        "account-list--production",
        "account-list--connected",
        "account-list--needs-reconnect",
        "account-list--unreachable",
        "account-list--marker",
    }
    DEFAULT_CSS = """
    AccountList {
        height: 1fr;
        overflow-x: hidden;
        & > .account-list--cursor { background: $cursor-row; }
        & > .account-list--cursor-blurred { background: $panel; }
        & > .account-list--muted { color: $muted; }
        & > .account-list--production { color: $production; text-style: bold; }
        & > .account-list--connected { color: $success; }
        & > .account-list--needs-reconnect { color: $warning; }
        & > .account-list--unreachable { color: $error; }
        & > .account-list--marker { color: $accent; }
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)

    class Highlighted(Message):
        """Another row has the cursor; ``entry`` is None when there is none."""

        def __init__(self, accounts: AccountList, entry: Entry | None) -> None:
            super().__init__()
            self.accounts = accounts
            self.entry = entry

        @property
        def control(self) -> AccountList:
            return self.accounts

    class Opened(Highlighted):
        """A row was double-clicked."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = utc_now,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._now = now
        self._entries: list[Entry] = []
        self._places: dict[str, int] = {}
        self._styles: dict[str, Style] = {}

    # What is shown

    @property
    def selected(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entries[self.cursor] if 0 <= self.cursor < len(self._entries) else None

    @property
    def shown(self) -> int:
        """How many rows there are."""
        return len(self._entries)

    def show_entries(self, entries: Sequence[Entry], keep: str = "") -> None:
        """Show these rows. The cursor stays on the account ``keep``, else on its line."""
        self._entries = list(entries)
        self._places = {entry.account.id: place for place, entry in enumerate(self._entries)}
        place = self._places.get(keep, min(self.cursor, max(len(self._entries) - 1, 0)))
        self.virtual_size = Size(self.size.width, len(self._entries))
        self.set_reactive(AccountList.cursor, place)
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(self.Highlighted(self, self.selected))

    def show_entry(self, entry: Entry) -> bool:
        """Show what changed of one account; False when it has no row here."""
        place = self._places.get(entry.account.id)
        if place is None:
            return False
        self._entries[place] = entry
        self.refresh_line(place)
        return True

    def entry_of(self, account_id: str) -> Entry | None:
        """What the row of this account shows."""
        place = self._places.get(account_id)
        return None if place is None else self._entries[place]

    def forget(self) -> None:
        """Drop all rows."""
        self._entries, self._places = [], {}
        self.virtual_size = Size(self.size.width, 0)
        self.refresh()

    # Moving

    def action_move(self, by: int) -> None:
        self._go(self.cursor + by)

    def action_move_page(self, by: int) -> None:
        self._go(self.cursor + by * max(self.size.height - 1, 1))

    def action_move_first(self) -> None:
        self._go(0)

    def action_move_last(self) -> None:
        self._go(len(self._entries) - 1)

    def _go(self, place: int) -> None:
        place = max(0, min(place, len(self._entries) - 1))
        if place == self.cursor or not self._entries:
            return
        before, self.cursor = self.cursor, place
        self.refresh_line(before)
        self.refresh_line(place)
        self._scroll_to_cursor()
        self.post_message(self.Highlighted(self, self.selected))

    def _scroll_to_cursor(self) -> None:
        if self.size.height:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._entries))
        self._scroll_to_cursor()

    def on_focus(self) -> None:
        self.refresh_line(self.cursor)

    def on_blur(self) -> None:
        self.refresh_line(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """One click moves the cursor, two open."""
        at = event.get_content_offset(self)
        if at is None or not 0 <= at.y + self.scroll_offset.y < len(self._entries):
            return
        self._go(at.y + self.scroll_offset.y)
        if event.chain == 2:
            self.post_message(self.Opened(self, self.selected))

    # Drawing

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles = {}

    def render_line(self, y: int) -> Strip:
        place = y + self.scroll_offset.y
        width = self.size.width
        if not 0 <= place < len(self._entries):
            return Strip.blank(width, self.rich_style)
        segments = self._segments(self._entries[place], columns_for(width), at_cursor=place == self.cursor)
        return Strip(segments).adjust_cell_length(width, segments[-1].style)

    def _segments(self, entry: Entry, columns: Columns, *, at_cursor: bool) -> list[Segment]:
        account, status = entry.account, entry.health.status
        base = self.rich_style
        if at_cursor:
            base += self._style("account-list--cursor" if self.has_focus else "account-list--cursor-blurred")
        muted = base + self._style("account-list--muted")
        state = base + self._style(_STATUS_CLASS[status])
        is_production = account.environment is Environment.PRODUCTION
        environment = base + self._style("account-list--production") if is_production else muted
        parts = [
            Segment("❯" if at_cursor else " ", base + self._style("account-list--marker")),
            Segment(SIGNS[status] + " ", state),
            Segment(fit(clean(account.name), columns.name) + _GAP, base),
            Segment(fit(words.environment_of(account), columns.environment) + _GAP, environment),
        ]
        if columns.user:
            parts.append(Segment(fit(words.who(account), columns.user) + _GAP, muted))
        word = WORDS[status]
        age = words.age(words.seen_at(entry.health), self._now())
        room = columns.state - len(word) - 1
        if age and room >= _WIDEST_AGE:
            parts += [Segment(word, state), Segment(age.rjust(room + 1), muted)]
        else:
            parts.append(Segment(fit(word, columns.state), state))
        parts.append(Segment(" ", base))
        return parts

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(name, partial=True)
        return self._styles[name]
