"""An account's facts as rows; and the pane with the list, from 110 columns on, that shows them at a glance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.strip import Strip
from textual.visual import Visual

from sftui.account import Environment, Happening, Status
from sftui.foreign import clean
from sftui.keeper.events import Entry
from sftui.moments import moment_of
from sftui.salesforce.methods import method_of
from sftui.tui import words
from sftui.tui.widgets.facts import BLANK, Row, lines_of, side_by_side
from sftui.tui.widgets.line_widget import LineWidget

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

TINTS = {
    Status.CONNECTED: "$success",
    Status.NEEDS_RECONNECT: "$warning",
    Status.UNREACHABLE: "$error",
    Status.NOT_CHECKED: "$muted",
}
_LABEL = 13
_AGE = 8
_HISTORY = 5


class AccountDetail(LineWidget, can_focus=False):
    """Read-only; empty without an account. What is longer than the pane is left to the account's own screen.

    Over SSH it lies below the list, whose rows the terminal can then move by itself, and shows less: each fact at the
    same place for every account, so that little changes with the cursor.
    """

    DEFAULT_CSS = """
    AccountDetail { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._entry: Entry | None = None
        self._now: datetime | None = None
        self._strips: list[Strip] | None = None

    def show(self, entry: Entry | None, now: datetime) -> None:
        """Show this account."""
        with self.repainting():
            self._entry, self._now, self._strips = entry, now, None

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips = None

    def on_resize(self) -> None:
        self._strips = None
        self.refresh()

    def draw_line(self, y: int) -> Strip:
        if self._strips is None:
            width = self.size.width
            content = Content("\n").join(self._lines(width))
            self._strips = Visual.to_strips(self, content, width, None, self.visual_style, pad=True)
            self._strips.append(Strip.blank(width, self.rich_style))
        return self._strips[min(y, len(self._strips) - 1)]

    def _lines(self, width: int) -> list[Content]:
        if self._entry is None or self._now is None:
            return []
        if cast("SftuiApp", self.app).is_far:
            return few_lines(self._entry, self._now, width)
        return lines_of(_rows_of(self._entry, self._now), width)


def _rows_of(entry: Entry, now: datetime) -> tuple[Row, ...]:
    rows = [Row(Content.styled(clean(entry.account.name), "bold")), status_row(entry), BLANK]
    rows += facts_of(entry, now, _LABEL, when=words.ago)
    if problem := problem_rows(entry):
        rows += [BLANK, *problem]
    if entry.health.history:
        rows += [BLANK, Row(Content.styled("What happened", "$muted"))]
        rows += history_rows(entry.health.history[-_HISTORY:], now)
    return tuple(rows)


def few_lines(entry: Entry, now: datetime, width: int) -> list[Content]:
    """Each fact at its place, without state and environment, which the wide row above always shows whole; and of a
    failure only what happened: the account's own screen says the rest.
    """
    name = Row(Content.styled(clean(entry.account.name), "bold"), most=1)
    facts = {
        row.label: replace(row, most=1) for row in facts_of(entry, now, _LABEL, when=words.ago, unknown="–")
    }
    left = (name, *(facts[label] for label in ("Org", "Host", "User")))
    right = tuple(facts[label] for label in ("Method", "API version", "Checked", "Last used"))
    lines = side_by_side(left, right, width)
    return lines + lines_of(tuple(replace(row, most=1) for row in problem_rows(entry)[:1]), width)


def status_row(entry: Entry) -> Row:
    """Sign and word of the state, tinted."""
    status = entry.health.status
    return Row(Content.styled(f"{status.sign} {status.words}", TINTS[status]))


def facts_of(
    entry: Entry,
    now: datetime,
    indent: int,
    *,
    when: Callable[[str, datetime], str] = words.moment,
    unknown: str = "",
) -> list[Row]:
    """Who and where, and when it was last good; what is unknown is left out, unless there is a word for it."""
    account, health = entry.account, entry.health
    production = account.environment is Environment.PRODUCTION
    method = method_of(account.method)
    texts = [
        ("Org", Content(clean(account.org_name))),
        (
            "Environment",
            Content.styled(words.environment_of(account), "$production bold" if production else ""),
        ),
        ("Host", Content(clean(words.host_of(account)))),
        ("User", Content(words.who(account))),
        ("Method", Content(method.short if method else clean(account.method))),
        ("API version", Content(clean(account.api_version))),
        ("Checked", Content(when(health.last_checked_at, now))),
        ("Last used", Content(when(health.last_used_at, now) if health.last_used_at else "")),
    ]
    return [
        Row(value if value.plain else Content(unknown), label, indent)
        for label, value in texts
        if value.plain or unknown
    ]


def problem_rows(entry: Entry) -> list[Row]:
    """What failed last, why, and what to do; empty when nothing did."""
    problem = entry.health.last_error
    if problem is None:
        return []
    rows = [Row(Content.styled(clean(problem.message, 400), "$warning"))]
    rows += [Row(Content(clean(text, 400))) for text in (problem.cause,) if text]
    rows += [Row(Content.styled(clean(text, 400), "$muted")) for text in (problem.do,) if text]
    return rows


def history_rows(history: Iterable[Happening], now: datetime) -> list[Row]:
    """The newest first, each with its age."""
    return [
        Row(Content(words.happened(line)), words.age(moment_of(line.at), now), _AGE)
        for line in reversed(tuple(history))
    ]
