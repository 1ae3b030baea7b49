"""What Salesforce keeps of an account's org, a sheet at a time: read when it is opened, in the background."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from sftui.errors import PersonNeeded, RefusedError, RequestRefused, SalesforceDown, SftuiError
from sftui.keeper.events import Stage
from sftui.keeper.looking import LOGINS, Reading, Sheet
from sftui.salesforce.records import MOST_USERS
from sftui.tui.actions import bindings
from sftui.tui.screens.reconnect.stage_line import StageLine
from sftui.tui.sheets import LAYOUTS
from sftui.tui.widgets.facts import Facts, Row
from sftui.tui.widgets.page import ReadingPage
from sftui.tui.widgets.problem_text import problem_text
from sftui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

STOPPED = "It was not read to the end. F5 reads it."
_LABEL = 16
_LOW = 17
"""Lines below which the details of a row stand one after the other."""
_MOST = {Sheet.USERS: MOST_USERS, Sheet.LOGINS: LOGINS}


@dataclass
class Found:
    """What was read so far, by sheet; kept while its account's screen is open."""

    readings: dict[Sheet, Reading] = field(default_factory=dict)
    errors: dict[Sheet, SftuiError] = field(default_factory=dict)

    def drop(self, sheet: Sheet) -> None:
        self.readings.pop(sheet, None)
        self.errors.pop(sheet, None)

    def clear(self) -> None:
        self.readings.clear()
        self.errors.clear()


class OrgRecords(Vertical):
    """Shows one sheet. Esc stops a reading, F5 begins a new one."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("records.stop", "records.again")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    DEFAULT_CSS = """
    OrgRecords { height: 1fr; }
    OrgRecords > #records-said { height: auto; color: $muted; padding: 0 1 0 2; }
    OrgRecords > #records-trouble { height: 1fr; padding: 1 1 0 2; }
    OrgRecords #records-words { height: auto; }
    OrgRecords > #records-details { height: auto; max-height: 9; padding: 0 1 0 2; border-top: solid $faint; }
    """

    @dataclass
    class StageReached(Message):
        """From the keeper's thread."""

        sheet: Sheet
        stage: Stage

    def __init__(self, account_id: str, found: Found, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._account_id = account_id
        self._found = found
        self._sheet: Sheet | None = None
        self._jobs: dict[Sheet, Future[Reading]] = {}
        self._stages: dict[Sheet, Stage] = {}

    def compose(self) -> ComposeResult:
        app = self._sftui
        yield Static(id="records-said", markup=False)
        yield StageLine(far=app.is_far, clock=app.clock, id="records-stage")
        yield RecordTable(id="records-table")
        with ReadingPage(id="records-trouble"):
            yield Static(id="records-words", markup=False)
        yield Facts(id="records-details")

    @property
    def _sftui(self) -> SftuiApp:
        return cast("SftuiApp", self.app)

    @property
    def is_reading(self) -> bool:
        """Whether the sheet that is shown is being read."""
        return self._sheet in self._jobs

    def open(self, sheet: Sheet) -> None:
        """Show this sheet; read it when that was not done yet."""
        self._sheet = sheet
        if sheet not in self._found.readings and sheet not in self._found.errors and sheet not in self._jobs:
            self._begin(sheet)
        self._show()
        self.focus_sheet()

    def focus_sheet(self) -> None:
        """The keys go to the rows, or to what stands in their place."""
        table = self.query_one(RecordTable)
        (table if table.display else self.query_one("#records-trouble")).focus()

    def forget(self) -> None:
        """The file was locked: what was read goes, and what is being read is not waited for."""
        for job in tuple(self._jobs.values()):
            job.cancel()
        self._found.clear()
        self._show()

    # Reading

    def _begin(self, sheet: Sheet) -> None:
        if not self._sftui.is_locked:
            self._found.drop(sheet)
            self._jobs[sheet] = self._sftui.keeper.read(
                self._account_id, sheet, lambda stage: self._stage(sheet, stage)
            )
            self.run_worker(self._await(sheet, self._jobs[sheet]), group=f"records-{sheet.value}")

    def _stage(self, sheet: Sheet, stage: Stage) -> None:
        self.post_message(self.StageReached(sheet, stage))

    async def _await(self, sheet: Sheet, job: Future[Reading]) -> None:
        try:
            reading = await asyncio.wrap_future(job)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            self._ended(sheet)
        except SftuiError as error:
            self._found.errors[sheet] = error
            self._ended(sheet)
        else:
            if not self._sftui.is_locked:
                self._found.readings[sheet] = reading
            self._ended(sheet)

    def _ended(self, sheet: Sheet) -> None:
        self._jobs.pop(sheet, None)
        self._stages.pop(sheet, None)
        if sheet is self._sheet and self.is_mounted:
            had_focus = self.has_focus_within
            self._show()
            if had_focus:
                self.focus_sheet()

    @on(StageReached)
    def _stage_reached(self, event: StageReached) -> None:
        event.stop()
        if event.sheet in self._jobs:
            self._stages[event.sheet] = event.stage
            if event.sheet is self._sheet:
                self.query_one(StageLine).reach(event.stage)

    # What is shown

    def _show(self) -> None:
        sheet = self._sheet
        if sheet is None or not self.is_mounted:
            return
        reading, error = self._found.readings.get(sheet), self._found.errors.get(sheet)
        stage_line, table = self.query_one(StageLine), self.query_one(RecordTable)
        if self.is_reading:
            stage_line.reach(self._stages.get(sheet, Stage.LOOKING))
        else:
            stage_line.rest()
        rows = reading.rows if reading is not None else ()
        layout = LAYOUTS[sheet]
        table.display = bool(rows)
        self.query_one("#records-trouble").display = not rows
        self.query_one("#records-words", Static).update(self._words(reading, error))
        self.query_one("#records-said", Static).update(_said(reading))
        self.query_one("#records-said").display = bool(rows)
        self.query_one("#records-details").display = bool(rows)
        table.show_rows(layout.columns, [layout.cells(row) for row in rows])
        self.refresh_bindings()

    def _words(self, reading: Reading | None, error: SftuiError | None) -> Content:
        if error is not None:
            return Content("\n").join(
                [problem_text(error), Content(""), Content.styled(_way_out(error), "$muted")]
            )
        if reading is not None:
            return Content(LAYOUTS[reading.sheet].empty)
        return Content("" if self.is_reading or self._sftui.is_locked else STOPPED)

    @on(RecordTable.Marked)
    def _marked(self, event: RecordTable.Marked) -> None:
        event.stop()
        reading = self._found.readings.get(self._sheet) if self._sheet is not None else None
        if reading is not None and event.place < len(reading.rows):
            told = [each for each in LAYOUTS[reading.sheet].details(reading.rows[event.place]) if each[1]]
            if self.size.height < _LOW:
                said = [Content.assemble((f"{label} ", "$muted"), text) for label, text in told]
                self.query_one("#records-details", Facts).rows = (Row(Content("   ").join(said)),)
            else:
                rows = tuple(Row(Content(text), label, _LABEL) for label, text in told)
                self.query_one("#records-details", Facts).rows = rows

    def on_resize(self) -> None:
        """A low screen tells a row's details in fewer lines."""
        self.query_one(RecordTable).tell()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop_reading":
            return self.is_reading
        if action == "read_again":
            return self._sheet is not None and not self.is_reading
        return super().check_action(action, parameters)

    def action_stop_reading(self) -> None:
        if self._sheet in self._jobs:
            self._jobs[self._sheet].cancel()

    def action_read_again(self) -> None:
        if self._sheet is not None and self._sheet not in self._jobs:
            self._begin(self._sheet)
            self._show()
            self.focus_sheet()


def _way_out(error: SftuiError) -> str:
    """The key that helps: where the credentials are refused, asking again cannot."""
    refused = isinstance(error, RefusedError) and not isinstance(error, (RequestRefused, SalesforceDown))
    if refused or isinstance(error, PersonNeeded):
        return "r reconnects the account; then F5 reads this."
    return "F5 tries again."


def _said(reading: Reading | None) -> Content:
    """How many there are, and since when that is so."""
    if reading is None:
        return Content("")
    number = len(reading.rows)
    all_of_them = number < _MOST.get(reading.sheet, number + 1)
    which = "" if all_of_them else "the newest " if reading.sheet is Sheet.LOGINS else "the first "
    noun = LAYOUTS[reading.sheet].title.lower()
    said = f"{which}{number:,} {noun}, read at {reading.read_at:%Y-%m-%d %H:%M} UTC"
    return Content(said[:1].upper() + said[1:])
