"""The pane beside the list, from 110 columns on: the selected account at a glance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from sftui.account import Environment, Status
from sftui.foreign import clean
from sftui.keeper.events import Entry
from sftui.keeper.health import moment_of
from sftui.tui import words
from sftui.tui.glyphs import SIGNS, WORDS
from sftui.tui.widgets.account_list import utc_now

_LABEL = 10
_TINTS = {
    Status.CONNECTED: "$success",
    Status.NEEDS_RECONNECT: "$warning",
    Status.UNREACHABLE: "$error",
    Status.NOT_CHECKED: "$muted",
}
_HISTORY = 5


def status_line(entry: Entry) -> Content:
    """Sign and word of the state, tinted."""
    status = entry.health.status
    return Content.styled(f"{SIGNS[status]} {WORDS[status]}", _TINTS[status])


def facts_of(entry: Entry, now: datetime) -> list[tuple[str, Content]]:
    """What there is to know without opening it, as label and value; unknown values are left out."""
    account, health = entry.account, entry.health
    production = account.environment is Environment.PRODUCTION
    texts = [
        ("Org", Content(clean(account.org_name))),
        ("Where", Content.styled(words.environment_of(account), "$production bold" if production else "")),
        ("Host", Content(clean(words.host_of(account)))),
        ("User", Content(words.who(account))),
        ("Method", Content(words.method_words(account))),
        ("API", Content(clean(account.api_version))),
        ("Checked", Content(words.moment(health.last_checked_at, now))),
        ("Last used", Content(words.moment(health.last_used_at, now) if health.last_used_at else "")),
    ]
    return [(label, value) for label, value in texts if value.plain]


def problem_lines(entry: Entry) -> list[Content]:
    """What failed last, why, and what to do; empty when nothing did."""
    problem = entry.health.last_error
    if problem is None:
        return []
    lines = [Content.styled(clean(problem.message, 400), "$warning")]
    lines += [Content(clean(text, 400)) for text in (problem.cause,) if text]
    lines += [Content.styled(clean(text, 400), "$muted") for text in (problem.do,) if text]
    return lines


def labelled(label: str, value: Content, width: int = _LABEL) -> Content:
    return Content.assemble((label.ljust(width), "$muted"), value)


class AccountDetail(Widget, can_focus=False):
    """Read-only; wraps long values."""

    DEFAULT_CSS = """
    AccountDetail { height: auto; }
    """

    entry: reactive[Entry | None] = reactive(None, layout=True)

    def __init__(self, *, now: Callable[[], datetime] = utc_now, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._now = now

    def render(self) -> Content:
        entry = self.entry
        if entry is None:
            return Content("")
        now = self._now()
        lines = [Content.styled(clean(entry.account.name), "bold"), status_line(entry), Content("")]
        lines += [labelled(label, value) for label, value in facts_of(entry, now)]
        if problem := problem_lines(entry):
            lines += [Content(""), *problem]
        if entry.health.history:
            lines += [Content(""), Content.styled("What happened", "$muted")]
            for line in reversed(entry.health.history[-_HISTORY:]):
                age = words.age(moment_of(line.at), now)
                lines.append(labelled(age, Content(words.happened(line)), 8))
        return Content("\n").join(lines)
