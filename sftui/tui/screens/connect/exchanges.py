"""What the dialog asks of the keeper: connecting, signing in, deciding; and which step each answer leads to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from textual import on
from textual.message import Message
from textual.worker import Worker

from sftui.account import Account
from sftui.errors import InvalidFields, LockedError, RefusedError, SftuiError, UntrustedHost
from sftui.foreign import clean
from sftui.keeper import approvals
from sftui.keeper.events import Connected, Decision, Entry, Light, Snapshot, Stage, Undecided
from sftui.keeper.pending import Waiting
from sftui.salesforce.methods import method_of
from sftui.salesforce.tunnel import tunnel_for
from sftui.tui.screens.approvals import GO_ON, ApprovalsDialog
from sftui.tui.screens.connect import draft as drafts
from sftui.tui.screens.connect import login_choice
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.device_step import DeviceStep
from sftui.tui.screens.connect.failing import Failing
from sftui.tui.screens.connect.host_question import HostQuestion
from sftui.tui.screens.connect.progress_step import AFTER_SIGN_IN, ProgressStep
from sftui.tui.screens.connect.result_step import ResultStep
from sftui.tui.screens.connect.undecided_step import UndecidedStep

T = TypeVar("T")
EXCHANGE = "job-connect"
"""The group of the worker that sends; auto-lock waits for it."""
WAITING = "sign-in"
"""The group of the worker that waits for a person; locking stops it and unlocking goes on."""
LOCKED_MEANWHILE = "The account file was locked meanwhile. Everything you typed is still here."


class Exchanges(Failing):
    """One exchange at a time: a new one, or Esc, ends the one before."""

    @dataclass
    class StageReached(Message):
        """From the keeper's thread: a stage of this attempt begins."""

        attempt: int
        stage: Stage

    @dataclass
    class LightSeen(Message):
        """From the keeper's thread: something was seen at the callback."""

        attempt: int
        seen: Light

    def __init__(self, draft: Account | None = None, *, copy_of: str = "") -> None:
        super().__init__(draft, copy_of=copy_of)
        self.waiting: Waiting | None = None
        self._last: Callable[[], None] = self.send
        """What was begun last, to be begun again."""
        self._unfinished: Waiting | None = None
        """A sign-in that met a broken line: it can be taken up where it stands."""
        self._attempt = 0
        self._worker: Worker[None] | None = None

    # Starting and stopping

    def send(self, *, send_again: bool = False) -> None:
        """Connect with what the form holds; a method that needs a person begins its sign-in.

        ``send_again`` is the person's yes to a password that was refused before.
        """
        self._last, self._unfinished = self.send, None
        account = self.account()
        if found := drafts.problems(self.draft, self.saved()):
            self.call_later(self.show_form, problems=found)
            return
        method = method_of(account.method)
        if method is not None and method.needs_person:
            self.sign_in()
        else:
            self._start(self._connect(account, send_again=send_again), EXCHANGE)

    def sign_in(self) -> None:
        """Begin a sign-in by browser or by code with what the form holds."""
        self._last, self._unfinished = self.sign_in, None
        if found := drafts.problems(self.draft, self.saved(), made_for_you=True):
            self.call_later(self.show_form, problems=found)
            return
        self._start(self._sign_in(self.account()), WAITING)

    def again(self) -> None:
        """The same once more; a sign-in that only met a broken line goes on where it stands."""
        if self._unfinished is not None:
            waiting, self._unfinished = self._unfinished, None
            self.take_up(waiting)
        else:
            self._last()

    def take_up(self, waiting: Waiting) -> None:
        """Go on with a sign-in that waits already."""
        self._start(self._await_person(waiting), WAITING)

    async def stop(self) -> None:
        """End what runs; the form comes back as it was. A sign-in that waited is given up."""
        self.give_up()
        await self.show_form(note="Stopped. Nothing you typed is lost.")

    def give_up(self) -> None:
        """End what runs, and the sign-in that waits."""
        self._end_worker()
        given_up, self.waiting = self.waiting, None
        if given_up is not None and not self.sftui.is_locked:
            self.sftui.keeper.abandon_sign_in(given_up.id)

    def forget(self) -> None:
        super().forget()
        self._end_worker()

    def recall(self, snapshot: Snapshot) -> None:
        super().recall(snapshot)
        if isinstance(self.step, BrowserStep | DeviceStep | ProgressStep) and self.waiting is not None:
            self.take_up(self.waiting)
        elif isinstance(self.step, ProgressStep):
            self.call_later(self.show_form, note=LOCKED_MEANWHILE)

    # The exchanges, each in a worker

    async def _connect(self, account: Account, *, send_again: bool) -> None:
        attempt = self._attempt
        await self.show(ProgressStep(_host(account), far=self.far, clock=self.sftui.clock))
        job = self.sftui.keeper.connect(
            account, lambda stage: self._stage(attempt, stage), send_again=send_again
        )
        outcome = await self._answer(job, account)
        if outcome is not None:
            await self.settle(outcome)

    async def _sign_in(self, account: Account) -> None:
        if not await self._has_room(account):
            return
        if account.method == "device":
            progress = ProgressStep(_host(account), (Stage.ASKING,), far=self.far, clock=self.sftui.clock)
            await self.show(progress)
            progress.reach(Stage.ASKING)
        waiting = await self._answer(self.sftui.keeper.begin_sign_in(account), account)
        if waiting is not None:
            await self._await_person(waiting)

    async def _await_person(self, waiting: Waiting) -> None:
        attempt = self._attempt
        self.waiting = waiting
        await self.show(self._waiting_step(waiting))
        job = self.sftui.keeper.finish_sign_in(
            waiting.id,
            lambda stage: self._stage(attempt, stage),
            lambda seen: self._light(attempt, seen),
        )
        outcome = await self._answer(job, waiting.draft)
        self.waiting = None
        if outcome is not None:
            await self.settle(outcome)
        elif self.failed is not None and not isinstance(self.failed.error, RefusedError):
            self._unfinished = waiting

    async def _has_room(self, account: Account) -> bool:
        """Whether to sign in: one approval too many would end an older one, so the person says which."""
        entry = self.sftui.ledger.entry(account.id) or Entry(account=account)
        stake = approvals.stake_of(entry, self.sftui.snapshot.entries)
        if stake is None:
            return True
        chosen = await self.app.push_screen_wait(ApprovalsDialog(stake, account.id))
        if chosen is None:
            await self.show_form(note="Nobody signed in, and nothing was ended.")
        elif chosen != GO_ON:
            removed = await self._answer(self.sftui.keeper.revoke(chosen), account)
            if removed is None:
                return False
            ended = f"Ended: {', '.join(removed.revoked)} of “{removed.name}”."
            if removed.not_revoked is not None:
                ended = f"{removed.not_revoked.message} {removed.not_revoked.cause}"
            self.app.notify(clean(ended, 300), markup=False)
        return chosen is not None

    async def _decide(self, undecided: Undecided, decision: Decision) -> None:
        connected = await self._answer(self.sftui.keeper.decide(undecided.id, decision), undecided.expected)
        if connected is not None:
            await self.settle(connected)
        elif decision is Decision.DISCARD and self.failed is None:
            stays = "The new password is kept." if undecided.keeps_password else "Nothing changed here."
            self.app.notify(f"The new sign-in was ended at Salesforce. {stays}", markup=False)
            self.dismiss(None)

    async def settle(self, outcome: Connected | Undecided) -> None:
        """Salesforce said yes: show who answered, or ask what to do with the answer."""
        self.forget_failure()
        if isinstance(outcome, Undecided):
            await self.show(UndecidedStep(outcome))
        else:
            self.connected_id = outcome.entry.account.id
            await self.show(ResultStep(outcome))

    def decide(self, undecided: Undecided, decision: Decision) -> None:
        self._start(self._decide(undecided, decision), EXCHANGE)

    async def _answer(self, job: Future[T], account: Account) -> T | None:
        """The job's answer, or None after its failure led to another step."""
        try:
            return await asyncio.wrap_future(job)
        except InvalidFields as error:
            await self.show_form(problems=error.problems)
        except UntrustedHost as error:
            await self._ask_about(error, account)
        except LockedError:
            await self.show_form(note=LOCKED_MEANWHILE)
        except SftuiError as error:
            await self.show_failure(error, account)
        return None

    async def _ask_about(self, error: UntrustedHost, account: Account) -> None:
        named_by_reply = error.host != _host(account)
        if await self.app.push_screen_wait(HostQuestion(error, named_by_reply=named_by_reply)):
            self.draft = drafts.trust(self.draft, error.host)
            self.call_later(self.again)
        else:
            kept = "The token was not" if named_by_reply else "Nothing was"
            await self.show_form(focus="login_url", note=f"{kept} sent to {error.host}.")

    # Inside

    def _start(self, exchange: Coroutine[Any, Any, None], group: str) -> None:
        self._end_worker()
        self._attempt += 1
        self._worker = self.run_worker(exchange, group=group, exclusive=True)

    def _end_worker(self) -> None:
        self._attempt += 1
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    def _stage(self, attempt: int, stage: Stage) -> None:
        self.post_message(self.StageReached(attempt, stage))

    def _light(self, attempt: int, seen: Light) -> None:
        self.post_message(self.LightSeen(attempt, seen))

    @on(StageReached)
    async def _stage_reached(self, event: StageReached) -> None:
        event.stop()
        if event.attempt != self._attempt:
            return
        if isinstance(self.step, BrowserStep | DeviceStep) and event.stage is not Stage.WAITING:
            account = self.waiting.draft if self.waiting is not None else self.account()
            await self.show(ProgressStep(_host(account), AFTER_SIGN_IN, far=self.far, clock=self.sftui.clock))
        if isinstance(self.step, ProgressStep):
            self.step.reach(event.stage)

    @on(LightSeen)
    def _light_seen(self, event: LightSeen) -> None:
        event.stop()
        if event.attempt == self._attempt and isinstance(self.step, BrowserStep):
            self.step.light(event.seen)

    def _waiting_step(self, waiting: Waiting) -> BrowserStep | DeviceStep:
        if waiting.user_code:
            return DeviceStep(
                waiting.link,
                waiting.user_code,
                waiting.verification_url,
                waiting.expires_at,
                environ=self.environ,
                far=self.far,
                now=self.sftui.now,
            )
        entry = self.sftui.ledger.entry(waiting.draft.id)
        warning = approvals.warning(entry, self.sftui.snapshot.entries) if entry is not None else ""
        return BrowserStep(
            waiting.link,
            waiting.callback,
            waiting.expires_at,
            tunnel=tunnel_for(waiting.callback, self.environ),
            environ=self.environ,
            far=self.far,
            now=self.sftui.now,
            warning=warning,
        )


def _host(account: Account) -> str:
    reading = login_choice.read(account.login_url) if account.login_url else login_choice.Reading()
    return reading.host or "Salesforce"
