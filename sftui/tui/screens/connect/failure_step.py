"""When it failed: what Salesforce said, the likely causes in order, and what to do about each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.salesforce.setup_pages import where_to_look
from sftui.tui.actions import bindings
from sftui.tui.screens.connect import waits
from sftui.tui.screens.connect.guide_pane import GuidePane
from sftui.tui.screens.connect.remedies import Failure, Remedy, choose
from sftui.tui.screens.connect.remedy_rows import remedy_rows
from sftui.tui.screens.connect.step import Step
from sftui.tui.widgets.menu import Menu, colour, digit_of


class FailureStep(Step):
    """Enter does what helps against the marked cause; a digit marks and does another."""

    ACTIONS: ClassVar[tuple[str, ...]] = (
        "failure.choose",
        "failure.history",
        "failure.report",
        "connect.request",
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "menu.choose", "failure.choose", "back", "failure.history", "failure.report", "guide", "help",
    )  # fmt: skip
    COUNT: ClassVar[str] = "not connected"

    @dataclass
    class Chosen(Message):
        """Do what helps against this cause."""

        remedy: Remedy

    @dataclass
    class ReportWanted(Message):
        """The report, for somebody who can help."""

    @dataclass
    class HistoryWanted(Message):
        """The guide to the login history."""

    @dataclass
    class RequestWanted(Message):
        """The request sheet of this method."""

    @dataclass
    class TimeIsUp(Message):
        """The waiting retry: send it again now."""

    def __init__(
        self,
        failure: Failure,
        *,
        far: bool = False,
        waiting: bool = False,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(id="failure-step")
        self.failure = failure
        self._far = far
        self._clock = clock
        self._again_at: float | None = None
        self._waiting = waiting and failure.retry_after is not None
        self._digit = 0

    def compose(self) -> ComposeResult:
        rows = remedy_rows(self.failure.remedies, colour(self.app, "accent"))
        with Horizontal(id="failure-columns"):
            with Vertical(id="failure-main"):
                yield Static(Content(self.failure.message), id="failure-said", classes="strong", markup=False)
                yield Static(Content(self.failure.lead), id="failure-lead", classes="muted", markup=False)
                yield Menu(*(Option(row, id=str(number)) for number, row in rows), id="causes")
                yield Static(id="remedy", markup=False)
                with VerticalScroll(id="failure-notes", can_focus=False):
                    yield Static(id="retry-words", classes="good", markup=False)
                    for note in self.failure.notes:
                        yield Static(Content(note), classes="note", markup=False)
            yield GuidePane(wide=True)

    def begin(self) -> None:
        self.query_one("#causes", Menu).begin()
        self.query_one("#retry-words").display = False
        if self._waiting:
            self.wait()

    def keys_now(self) -> tuple[str, ...]:
        alone = len(self.failure.remedies) == 1
        return tuple(key for key in self.KEYS if not (alone and key == "failure.choose"))

    def key_labels(self) -> Mapping[str, str]:
        last = len(self.failure.remedies)
        return {
            "menu.choose": "Do it",
            "failure.choose": f"to {last} Do another",
            "back": "Stop waiting" if self._again_at is not None else "Back",
        }

    def guide_topic(self) -> str:
        marked = self._marked()
        return marked.guide if marked is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        return self.failure.was_refused if action == "login_history" else True

    def wait(self) -> None:
        """Count down to the next try by itself."""
        if self.failure.retry_after is None:
            return
        self._again_at = self._clock() + self.failure.retry_after
        self._tell()

    def stop_waiting(self) -> bool:
        """Whether something waited that is stopped now."""
        waited, self._again_at = self._again_at is not None, None
        self.query_one("#retry-words").display = False
        return waited

    def on_key(self, event: events.Key) -> None:
        """Note the digit; the action of the table follows."""
        self._digit = digit_of(event)

    def action_choose_cause(self) -> None:
        remedy = choose(self.failure, self._digit)
        if remedy is not None:
            self.query_one("#causes", Menu).highlighted = remedy.number - 1
            self.post_message(self.Chosen(remedy))

    def action_login_history(self) -> None:
        self.post_message(self.HistoryWanted())

    def action_copy_report(self) -> None:
        self.post_message(self.ReportWanted())

    def action_request_sheet(self) -> None:
        self.post_message(self.RequestWanted())

    @on(OptionList.OptionSelected)
    def _do_marked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        remedy = choose(self.failure, int(event.option.id or 0))
        if remedy is not None:
            self.post_message(self.Chosen(remedy))

    @on(OptionList.OptionHighlighted)
    def _marked_moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        remedy = choose(self.failure, int(event.option.id or 0))
        if remedy is not None:
            self.query_one("#remedy", Static).update(self._details(remedy))
            self.query_one(GuidePane).show(remedy.guide)
            self.screen.refresh_bindings()

    def _marked(self) -> Remedy | None:
        index = self.query_one("#causes", Menu).highlighted
        return None if index is None else self.failure.remedies[index]

    def _tell(self) -> None:
        if self._again_at is None:
            return
        words = self.query_one("#retry-words", Static)
        seconds = self._again_at - self._clock()
        if seconds <= 0:
            self._again_at = None
            self.post_message(self.TimeIsUp())
            return
        words.display = True
        words.update(
            Content(
                f"Tries again by itself in {waits.left(seconds, far=self._far)}. Nothing is needed from you."
            )
        )
        self.set_timer(min(waits.until_change(seconds, far=self._far), seconds), self._tell)

    @staticmethod
    def _details(remedy: Remedy) -> Content:
        """What to do about the marked cause, and where in Salesforce."""
        lines = [Content(remedy.do)]
        if remedy.quick_find:
            lines.append(Content.styled(where_to_look(remedy.quick_find), "$muted"))
        if remedy.setup_link:
            lines.append(Content.styled(remedy.setup_link, "$accent"))
        return Content("\n").join(lines)
