"""Connect to Salesforce: what the person does in each step, and what follows from it.

What is typed lives in the draft alone, so that going back, a failure, a resize or a lock lose nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from textual import on

from sftui.account import Account, Secret
from sftui.errors import Cause, InvalidFields, RefusedError, SftuiError
from sftui.keeper.events import Undecided
from sftui.keeper.pending import Waiting
from sftui.salesforce.refusals.shapes import Action
from sftui.tui import intents
from sftui.tui.screens.connect import draft as drafts
from sftui.tui.screens.connect import report
from sftui.tui.screens.connect.browser_errors import BrowserErrorsDialog
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.method_step import MethodStep
from sftui.tui.screens.connect.remedies import SEND_AGAIN, Kind, Remedy
from sftui.tui.screens.connect.result_step import ResultStep
from sftui.tui.screens.connect.step import Step
from sftui.tui.screens.connect.undecided_step import UndecidedStep
from sftui.tui.screens.connect.walked import Walked
from sftui.tui.widgets.form_field import FormField

LOGIN_HISTORY = "login-history"


class ConnectScreen(Walked):
    """Dismisses with the id of the account that is saved and connected, or None."""

    def __init__(
        self,
        draft: Account | None = None,
        *,
        copy_of: str = "",
        focus: str = "",
        sign_in: bool = False,
        waiting: Waiting | None = None,
        undecided: Undecided | None = None,
        typed: Mapping[str, Secret] | None = None,
        failed: SftuiError | None = None,
        place: str = "",
    ) -> None:
        """``draft`` fills the form: a saved account (edit, reconnect) or an unsaved one; ``copy_of`` is the id of
        the account that an unsaved one duplicates. ``focus`` names a field. ``sign_in`` begins the browser or
        device sign-in at once, and leaving it leaves the dialog. ``waiting`` takes up a sign-in, ``undecided``
        settles an answer. ``failed`` begins with this failure of ``draft``; ``typed`` was typed for it elsewhere.
        ``place`` says which of how many this is, in a walk through many: then the rest can be left from here.
        """
        if waiting is not None:
            draft = waiting.draft
        elif undecided is not None:
            draft = undecided.expected
        super().__init__(draft, copy_of=copy_of, sign_in=sign_in, place=place)
        self._first_focus = focus
        self._take_up = waiting
        self._undecided = undecided
        self._failed_before = failed
        for name, text in (typed or {}).items():
            self.draft = drafts.type_in(self.draft, name, text.reveal())
        begun = waiting is not None or undecided is not None or failed is not None
        if self.draft.account_id and (focus or sign_in or begun):
            self.title_words = "Reconnect"
        self._began_with_form = draft is not None and bool(draft.method)

    async def on_mount(self) -> None:
        if self._undecided is not None:
            await self.settle(self._undecided)
        elif self._take_up is not None:
            self.take_up(self._take_up)
        elif self._failed_before is not None:
            await self.show_failure(self._failed_before, self.account())
        elif self._began_with_form:
            await self.show_form(focus=self._first_focus)
            if self._sign_in_at_once:
                self.sign_in()
        else:
            await self.show_methods()

    def action_back(self) -> None:
        self.call_later(self._go_back)

    async def _go_back(self) -> None:
        if isinstance(self.step, FailureStep):
            if not self.stop_retrying():
                await self._show_refused_form(focus=self.step.failure.best.field)
            self.keys_changed()
        elif isinstance(self.step, FormStep) and not self._began_with_form:
            await self.show_methods()
        elif self.undecided is not None:
            self.dismiss(None)
        else:
            self.leave()

    def action_open_guide(self) -> None:
        self._open_guide(self.step.guide_topic() if self.step is not None else "")

    def action_open_guides(self) -> None:
        self._open_guide("")

    # Step 3

    @on(Step.StopWanted)
    async def _stop_wanted(self, event: Step.StopWanted) -> None:
        event.stop()
        if isinstance(self.step, ResultStep):
            self.dismiss(self.connected_id)
        elif self.stopping_leaves:
            self.give_up()
            self.dismiss(None)
        else:
            await self.stop()

    @on(BrowserStep.Answered)
    def _answered(self, event: BrowserStep.Answered) -> None:
        event.stop()
        if self.waiting is not None:
            self.run_worker(self._give_answer(self.waiting, event.text), group="answer", exclusive=True)

    async def _give_answer(self, waiting: Waiting, text: Secret) -> None:
        try:
            await asyncio.wrap_future(self.sftui.keeper.paste_answer(waiting.id, text.reveal()))
        except InvalidFields as error:
            if isinstance(self.step, BrowserStep):
                self.step.refuse_answer(" ".join(error.problems.values()))
        except SftuiError as error:
            self._end_worker()
            await self.show_failure(error, waiting.draft)

    @on(Step.ErrorSeen)
    def _browser_error(self, event: Step.ErrorSeen) -> None:
        event.stop()
        self.app.push_screen(BrowserErrorsDialog(self.account()), self._browser_error_chosen)

    async def _browser_error_chosen(self, cause: Cause | None) -> None:
        method = self.draft.method
        if cause is None or method is None:
            return
        if cause.field in {each.name for each in method.fields} and cause.action == Action.EDIT_FIELD:
            await self.stop()
            await self.show_form(focus=cause.field, note=f"{cause.what} {cause.do}")
        elif cause.guide:
            self._open_guide(cause.guide)

    @on(UndecidedStep.Decided)
    def _decided(self, event: UndecidedStep.Decided) -> None:
        event.stop()
        if isinstance(self.step, UndecidedStep):
            self.decide(self.step.undecided, event.decision)

    @on(ResultStep.Named)
    def _named(self, event: ResultStep.Named) -> None:
        event.stop()
        self.run_worker(self._rename(event.name), group="name", exclusive=True)

    async def _rename(self, name: str) -> None:
        entry = self.sftui.ledger.entry(self.connected_id)
        if entry is None or entry.account.name != name.strip():
            try:
                await asyncio.wrap_future(self.sftui.keeper.rename(self.connected_id, name))
            except InvalidFields as error:
                if isinstance(self.step, ResultStep):
                    self.step.show_problem(error.problems.get("name", error.message))
                return
        self.dismiss(self.connected_id)

    # Failure

    @on(FailureStep.Chosen)
    async def _remedy_chosen(self, event: FailureStep.Chosen) -> None:
        event.stop()
        await self._do(event.remedy)

    async def _do(self, remedy: Remedy) -> None:
        if remedy.kind is Kind.WAIT:
            self.retry_by_itself()
            return
        self.stop_retrying()
        if remedy.kind is Kind.METHOD:
            await self.show_methods()
        elif remedy.kind is Kind.GUIDE:
            self._open_guide(remedy.guide)
        elif remedy.field == SEND_AGAIN:
            self.send(send_again=True)
        elif remedy.kind in {Kind.SEND, Kind.SIGN_IN}:
            self.again()
        else:
            if remedy.choice is not None:
                self.draft = drafts.choose_login(self.draft, remedy.choice)
            note = f"{remedy.what} {remedy.do}"
            if remedy.kind is Kind.LOGIN and remedy.choice is not None:
                note = f"“Log in at” is changed to {remedy.choice.value}. Look it over, then connect."
            await self._show_refused_form(focus=remedy.field, note=note)

    async def _show_refused_form(self, *, focus: str, note: str = "") -> None:
        """The form after a failure: a secret that was refused is replaced by the first key."""
        await self.show_form(focus=focus, note=note)
        if self.failed is not None and isinstance(self.failed.error, RefusedError):
            for field in self.query(FormField):
                if field.is_secret:
                    field.begin_anew()

    @on(FailureStep.TimeIsUp)
    def _time_is_up(self, event: FailureStep.TimeIsUp) -> None:
        event.stop()
        if isinstance(self.step, FailureStep):
            self.again()

    @on(FailureStep.HistoryWanted)
    def _history_wanted(self, event: FailureStep.HistoryWanted) -> None:
        event.stop()
        self._open_guide(LOGIN_HISTORY)

    @on(FailureStep.ReportWanted)
    def _report_wanted(self, event: FailureStep.ReportWanted) -> None:
        event.stop()
        if self.failed is not None:
            text = report.report(
                self.failed.error, self.failed.failure, self.failed.account, self.sftui.now()
            )
            self.post_message(intents.ReportWanted(text))

    # Reading

    @on(MethodStep.RequestWanted)
    @on(FormStep.RequestWanted)
    @on(FailureStep.RequestWanted)
    def _request_wanted(
        self, event: MethodStep.RequestWanted | FormStep.RequestWanted | FailureStep.RequestWanted
    ) -> None:
        event.stop()
        method_id = getattr(event, "method_id", "") or self.draft.base.method
        account = drafts.without_secrets(self.account())
        self.post_message(intents.RequestSheetWanted(method_id, account))

    def _open_guide(self, topic: str) -> None:
        from sftui.tui.screens.connect.login_choice import read

        host = ""
        with suppress(SftuiError):
            account = self.account()
            url = account.instance_url or account.login_url
            host = read(url).host if url else ""
        self.post_message(intents.GuideWanted(topic, host))
