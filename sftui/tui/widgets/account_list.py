"""The list of accounts: draws only what is seen, and of that only the lines that changed.

It holds no copy of the rows: each line is made from its entry when it is drawn, so that ten thousand accounts
cost no more than twenty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from sftui.account import Environment, Status
from sftui.foreign import clean
from sftui.keeper.events import Entry
from sftui.moments import utc_now
from sftui.tui import words
from sftui.tui.widgets.account_columns import Columns, Longest, columns_for, fit, titles
from sftui.tui.widgets.rows import Rows

_STATUS_CLASS = {
    Status.CONNECTED: "account-list--connected",
    Status.NEEDS_RECONNECT: "account-list--needs-reconnect",
    Status.UNREACHABLE: "account-list--unreachable",
    Status.NOT_CHECKED: "account-list--muted",
}
STALE_AFTER = timedelta(minutes=1)
"""Ages older than this are brought up to date with the next move."""
_GAP = "  "
_BASE = ""
"""Among the styles of the parts, that of the list itself."""


class ColumnTitles(Widget, can_focus=False):
    """The line above the list, in the same columns."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ColumnTitles { height: 1; padding: 0 0 0 3; color: $muted; text-wrap: nowrap; }
    """

    longest: reactive[Longest] = reactive(Longest())

    def render(self) -> Content:
        return Content(titles(columns_for(self.outer_size.width, self.longest)))


class AccountList(Rows, can_focus=True):
    """Arrows, ``j``/``k``, pages, Home and End; Enter is left to the screen.

    ``far`` marks only the name under the cursor, which costs half the bytes of a whole row.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "account-list--cursor",
        "account-list--cursor-blurred",
        "account-list--muted",
        "account-list--faint",
        "account-list--production",
        "account-list--connected",
        "account-list--needs-reconnect",
        "account-list--unreachable",
        "account-list--marker",
    }
    DEFAULT_CSS = """
    AccountList {
        height: 1fr;
        & > .account-list--cursor { background: $cursor-row; text-style: $cursor-row-text-style; }
        & > .account-list--cursor-blurred { background: $panel; }
        & > .account-list--muted { color: $muted; }
        & > .account-list--faint { color: $faint; }
        & > .account-list--production { color: $production; text-style: bold; }
        & > .account-list--connected { color: $success; }
        & > .account-list--needs-reconnect { color: $warning; }
        & > .account-list--unreachable { color: $error; }
        & > .account-list--marker { color: $accent; }
    }
    """

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
        far: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._now = now
        self._moment = now()
        self._far = far
        self._entries: list[Entry] = []
        self._longest = Longest()
        self._places: dict[str, int] | None = None
        self._marked = False
        self._styles: dict[str, Style] = {}

    # What is shown

    @property
    def selected(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entries[self._cursor] if 0 <= self._cursor < len(self._entries) else None

    @property
    def shown(self) -> int:
        return len(self._entries)

    @property
    def room(self) -> int:
        return self.size.height

    def show_entries(self, entries: Sequence[Entry], longest: Longest, keep: str = "") -> None:
        """Show these rows. The cursor stays on the account ``keep``, else on its line."""
        with self.repainting():
            self._longest = longest
            self._moment = self._now()
            self._entries = list(entries)
            self._places = None
            kept = next((place for place, each in enumerate(self._entries) if each.account.id == keep), None)
            self._cursor = min(self._cursor, max(len(self._entries) - 1, 0)) if kept is None else kept
            self.show_cursor()
        self.tell()

    def show_entry(self, entry: Entry) -> bool:
        """Show what changed of one account; False when it has no row here."""
        place = self._place_of(entry.account.id)
        if place is None:
            return False
        y = place - self._top
        with self.repainting(range(y, y + 1) if 0 <= y < self.size.height else range(0)):
            self._entries[place] = entry
        return True

    def entry_of(self, account_id: str) -> Entry | None:
        """What the row of this account shows."""
        place = self._place_of(account_id)
        return None if place is None else self._entries[place]

    def _place_of(self, account_id: str) -> int | None:
        if self._places is None:
            self._places = {entry.account.id: place for place, entry in enumerate(self._entries)}
        return self._places.get(account_id)

    def tick(self) -> None:
        """Time went by: send the ages that changed."""
        with self.repainting():
            self._moment = self._now()

    def forget(self) -> None:
        """Drop all rows."""
        self._entries, self._places = [], None
        self.refresh()

    # Moving

    def tell(self) -> None:
        self.post_message(self.Highlighted(self, self.selected))

    def follow_cursor(self) -> None:
        super().follow_cursor()
        if self._now() - self._moment > STALE_AFTER:
            self._moment = self._now()

    def _scroll(self, by: int) -> None:
        with self.repainting():
            self._top += by
            self.keep_within()

    def on_resize(self) -> None:
        self.show_cursor()
        self.refresh()

    def on_focus(self) -> None:
        with self.repainting():
            self._marked = True

    def on_blur(self) -> None:
        with self.repainting():
            self._marked = False

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)

    def on_click(self, event: events.Click) -> None:
        """One click moves the cursor, two open."""
        at = event.get_content_offset(self)
        if at is None or not 0 <= at.y + self._top < len(self._entries):
            return
        self.go(at.y + self._top)
        if event.chain == 2:
            self.post_message(self.Opened(self, self.selected))

    # Drawing

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles = {}

    def draw_line(self, y: int) -> Strip:
        place, width = y + self._top, self.size.width
        if not 0 <= place < len(self._entries):
            return Strip.blank(width, self._base)
        columns = columns_for(width, self._longest)
        segments = self._segments(self._entries[place], columns, at_cursor=place == self._cursor)
        row = Strip(segments).adjust_cell_length(width - 1, segments[-1].style)
        return Strip([*row, self._thumb(y, segments[-1].style or self._base)])

    def _thumb(self, y: int, base: Style) -> Segment:
        """The last cell: where the window stands in a list that is longer."""
        height, rows = self.size.height, len(self._entries)
        if rows <= height:
            return Segment(" ", base)
        size = max(1, height * height // rows)
        start = round(self._top / (rows - height) * (height - size))
        return Segment("┃" if start <= y < start + size else " ", base + self._style("account-list--faint"))

    def _segments(self, entry: Entry, columns: Columns, *, at_cursor: bool) -> list[Segment]:
        """As few as can be: each one costs the bytes of its colours."""
        account, status = entry.account, entry.health.status
        base = self._base
        marked = base
        if at_cursor:
            name = "account-list--cursor" if self._marked else "account-list--cursor-blurred"
            marked += self._style(name)
        rest = base if self._far else marked
        muted = rest + self._style("account-list--muted")
        state = self._style(_STATUS_CLASS[status])
        environment = fit(words.environment_of(account), columns.environment) + _GAP
        user = fit(words.who(account), columns.user) + _GAP if columns.user else ""
        parts = [
            Segment("▎" if at_cursor else " ", marked + self._style("account-list--marker")),
            Segment(status.sign + " ", marked + state),
            Segment(fit(clean(account.name), columns.name) + _GAP, marked),
        ]
        if account.environment is Environment.PRODUCTION:
            parts.append(Segment(environment, rest + self._style("account-list--production")))
            parts.append(Segment(user, muted))
        else:
            parts.append(Segment(environment + user, muted))
        word = status.words
        age = words.age(words.seen_at(entry.health), self._moment)
        if age and len(word) + 1 + len(age) <= columns.state:
            parts.append(Segment(word.ljust(columns.state - len(age)), rest + state))
            parts.append(Segment(age, muted))
        else:
            parts.append(Segment(fit(word, columns.state), rest + state))
        return [part for part in parts if part.text]

    @property
    def _base(self) -> Style:
        """The list's own style: to work it out costs as much as the rest of a row."""
        if _BASE not in self._styles:
            self._styles[_BASE] = self.rich_style
        return self._styles[_BASE]

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(name, partial=True)
        return self._styles[name]
