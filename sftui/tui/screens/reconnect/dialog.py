"""The new password of one user: asked once, sent once, for every account that shares it.

A refusal stays here with what was typed. Nothing is sent twice unless the person says so, after being told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from textual import on
from textual.message import Message
from textual.worker import Worker

from sftui.account import Account, Secret
from sftui.errors import InvalidFields, LockedError, RefusedError, SftuiError
from sftui.keeper.events import Stage
from sftui.salesforce.methods import PASSWORD, SECURITY_TOKEN
from sftui.tui import intents, words
from sftui.tui.screens.connect.remedies import SEND_AGAIN, Kind, failure
from sftui.tui.screens.reconnect.frame import ReconnectFrame
from sftui.tui.screens.reconnect.question import Answer, How, Question
from sftui.tui.screens.reconnect.refusal import Refusal, same_again_first, warning_of
from sftui.tui.screens.reconnect.stage_line import StageLine
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.tick_list import TickList

EXCHANGE = "job-reconnect-password"
"""The group of the worker that sends; auto-lock waits for it."""
NOTHING_TYPED = "Type what is new: the password, the token, or both."
STOPPED = "Stopped waiting. What was sent already is heard out, and kept if Salesforce accepts it."
LOCKED_MEANWHILE = "The account file was locked meanwhile. What you typed is still here."


class ReconnectDialog(ReconnectFrame):
    """Enter in the last field sends; Esc stops what runs, else leaves the account as it is."""

    @dataclass
    class StageReached(Message):
        """From the keeper's thread: a stage of this attempt begins."""

        attempt: int
        stage: Stage

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self._attempt = 0
        self._worker: Worker[None] | None = None
        self._sent: Account | None = None
        self._error: SftuiError | None = None

    @property
    def is_sending(self) -> bool:
        return self._worker is not None

    # Sending

    @on(FormField.Entered)
    def _entered(self, event: FormField.Entered) -> None:
        event.stop()
        if event.field.field_name == PASSWORD.name:
            self.field(SECURITY_TOKEN.name).focus()
        else:
            self._send()

    @on(TickList.Entered)
    def _entered_in_list(self, event: TickList.Entered) -> None:
        event.stop()
        self._send()

    def _send(self, *, send_again: bool = False) -> None:
        entry = self.entry()
        if self.is_sending or entry is None or self._has_problem():
            return
        password = self.field(PASSWORD.name).secret
        token = Secret(self.field(SECURITY_TOKEN.name).value.strip())
        self._sent = entry.account.with_changes(
            password=password or entry.account.password, security_token=token
        )
        self._error = None
        self.tell("")
        self.query_one(Refusal).hide()
        self._attempt += 1
        self._worker = self.run_worker(self._exchange(self._sent, send_again=send_again), group=EXCHANGE)
        self._arrange()

    def _has_problem(self) -> bool:
        fields = [self.field(PASSWORD.name), self.field(SECURITY_TOKEN.name)]
        if not any(field.value.strip() or field.secret for field in fields):
            fields[0].refuse(NOTHING_TYPED)
            fields[0].focus()
            return True
        wrong = [field for field in fields if field.look()]
        if wrong:
            wrong[0].focus()
        return bool(wrong)

    async def _exchange(self, account: Account, *, send_again: bool) -> None:
        attempt = self._attempt
        job = self.sftui.keeper.reconnect_password(
            account.id,
            account.password,
            account.security_token,
            self.query_one(TickList).ticked,
            on_stage=lambda stage: self._stage(attempt, stage),
            send_again=send_again,
        )
        try:
            result = await asyncio.wrap_future(job)
        except SftuiError as error:
            self._end_worker()
            self._failed(error)
            return
        self.dismiss(Answer(how=How.DONE, result=result))

    def _stage(self, attempt: int, stage: Stage) -> None:
        self.post_message(self.StageReached(attempt, stage))

    @on(StageReached)
    def _stage_reached(self, event: StageReached) -> None:
        event.stop()
        if event.attempt == self._attempt and self.is_sending:
            self.query_one(StageLine).reach(event.stage)

    def _end_worker(self) -> None:
        self._attempt += 1
        self._worker = None
        self.query_one(StageLine).rest()
        self._arrange()

    def _arrange(self) -> None:
        """What there is room for: the guide while one types, the refusal when there is one."""
        self.query_one("#reconnect-guide").display = not self.is_sending and self._error is None
        for field in self.query(FormField):
            field.disabled = self.is_sending
        self.query_one(TickList).disabled = self.is_sending
        self.look_again()

    # Failure

    def _failed(self, error: SftuiError) -> None:
        if isinstance(error, LockedError) or self._sent is None:
            self.tell(LOCKED_MEANWHILE)
            self.field(SECURITY_TOKEN.name).focus()
        elif isinstance(error, InvalidFields) and set(error.problems) <= {PASSWORD.name, SECURITY_TOKEN.name}:
            for name, problem in error.problems.items():
                self.field(name).refuse(problem)
                self.field(name).focus()
        else:
            self._error = error
            if isinstance(error, RefusedError):
                for field in self.query(FormField):
                    field.begin_anew()
            warning = warning_of(error) or self.lockout_words()
            shown = same_again_first(failure(error, self._sent), error)
            self.query_one(Refusal).show(shown, warning)
            self._arrange()

    @on(Refusal.Chosen)
    def _chosen(self, event: Refusal.Chosen) -> None:
        event.stop()
        remedy = event.remedy
        if remedy is not None and remedy.kind is Kind.SEND:
            self._send(send_again=remedy.field == SEND_AGAIN)
        elif remedy is not None and remedy.kind is Kind.GUIDE:
            self._open_guide(remedy.guide)
        elif (
            remedy is not None
            and remedy.kind is Kind.FIELD
            and remedy.field in {PASSWORD.name, SECURITY_TOKEN.name}
        ):
            self.query_one(Refusal).fold(remedy)
            self.look_again()
            self.field(remedy.field).focus()
        else:
            ticked = self.query_one(TickList).ticked
            self.dismiss(Answer(how=How.WHOLE, error=self._error, account=self._sent, also=ticked))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "leave_rest":
            return bool(self.question.place) and not self.is_sending
        return super().check_action(action, parameters)

    def key_labels(self) -> Mapping[str, str]:
        last = self.field(SECURITY_TOKEN.name).input.has_focus
        leave = "Stop" if self.is_sending else "Skip" if self.question.place else "Cancel"
        return {
            "form.next": "Reconnect" if last else "Next",
            "choice.done": "Reconnect",
            "menu.choose": "Do it",
            "cancel": leave,
        }

    def action_cancel(self) -> None:
        if self._worker is None:
            self.dismiss(Answer(how=How.SKIPPED))
            return
        self._worker.cancel()
        self._end_worker()
        self.tell(STOPPED)
        self.field(SECURITY_TOKEN.name).focus()

    def action_leave_rest(self) -> None:
        self.dismiss(Answer(how=How.LEFT))

    def action_open_guide(self) -> None:
        topic = self.query_one(Refusal).guide_topic()
        if not topic:
            at_token = self.field(SECURITY_TOKEN.name).input.has_focus
            topic = "security-token" if at_token else "password-change"
        self._open_guide(topic)

    def _open_guide(self, topic: str) -> None:
        entry = self.entry()
        host = words.host_of(entry.account) if entry is not None else ""
        self.post_message(intents.GuideWanted(topic, host))
