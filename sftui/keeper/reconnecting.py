"""Reconnect: no question where none is needed, one for each user where one is.

Order for one account: the refresh, certificate or secret that needs nobody; only then the person. A stored
password that was refused, or may have changed, is never tried (salesforce-oauth.md §12.1).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sftui.account import Account, Status
from sftui.errors import Cause, PersonNeeded, RefusedError, SftuiError, UnreachableError
from sftui.foreign import clean
from sftui.keeper import connecting, guards, outcomes, renewing, side_by_side
from sftui.keeper.desk import Desk
from sftui.keeper.events import Connected, Entry, OnStage, Outcome, Stage, Undecided, no_stage
from sftui.keeper.right_person import AnotherAnsweredError
from sftui.keeper.testing import was_out_of_reach
from sftui.salesforce.methods import method_of
from sftui.salesforce.refusals.shapes import Action

DEADLINE = 30.0
"""Seconds that one account of many may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How one of many went: connected, to be decided, or why not."""

    entry: Entry
    outcome: Outcome

    @property
    def needs_sign_in(self) -> bool:
        """Whether only a sign-in by a person helps."""
        return isinstance(self.outcome, SftuiError) and needs_sign_in(self.outcome)

    @property
    def needs_password(self) -> bool:
        """Whether a stored password was tried that does not serve."""
        sends_password = guards.sends_password(self.entry.account)
        return sends_password and isinstance(self.outcome, SftuiError) and needs_password(self.outcome)


OnAttempt = Callable[[Attempt], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordGroup:
    """One question: the accounts of one user at one host."""

    username: str
    login_url: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that needs to reconnect, by what it needs of the person."""

    without_person: tuple[Entry, ...] = ()
    """Refresh tokens among them may turn out to need a sign-in after all."""
    passwords: tuple[PasswordGroup, ...] = ()
    sign_ins: tuple[Entry, ...] = ()


async def plan(desk: Desk, account_ids: Iterable[str] | None) -> Plan:
    """Sort these accounts, or all that need it, by what they need of the person."""
    await desk.look_again()
    entries = (
        [e for e in desk.snapshot().entries if e.health.status is Status.NEEDS_RECONNECT]
        if account_ids is None
        else [desk.entry(each) for each in account_ids]
    )
    alone: list[Entry] = []
    sign_ins: list[Entry] = []
    passwords: list[Entry] = []
    for entry in entries:
        account = entry.account
        if guards.sends_password(account):
            passwords.append(entry)
        elif _only_by_sign_in(account):
            sign_ins.append(entry)
        else:
            alone.append(entry)
    return Plan(without_person=tuple(alone), passwords=by_user(passwords), sign_ins=tuple(sign_ins))


def by_user(entries: Iterable[Entry]) -> tuple[PasswordGroup, ...]:
    """One question for each user and host."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault(guards.login_of(entry.account), []).append(entry)
    return tuple(
        PasswordGroup(username=group[0].account.username, login_url=url, entries=tuple(group))
        for (url, _), group in groups.items()
    )


def stored_first(
    groups: Iterable[PasswordGroup],
) -> tuple[tuple[Entry, ...], tuple[PasswordGroup, ...]]:
    """Those whose stored password is tried before anybody is asked, as by an account's own key; and the questions."""
    tried: list[Entry] = []
    asked: list[Entry] = []
    for group in groups:
        for entry in group.entries:
            (tried if guards.stored_may_serve(entry) else asked).append(entry)
    return tuple(tried), by_user(asked)


async def without_person(desk: Desk, account_id: str, on_stage: OnStage) -> Connected | Undecided:
    """Reconnect in place. Raises PersonNeeded when a new password is needed, or when only a sign-in helps."""
    await desk.look_again()
    return await _alone(desk, desk.account(account_id), on_stage)


async def all_without_person(
    desk: Desk, account_ids: Iterable[str], on_attempt: OnAttempt
) -> tuple[Attempt, ...]:
    """The same for many, side by side within bounds; never raises for one account's sake."""
    await desk.look_again()
    wanted = [desk.account(each) for each in account_ids]
    attempts: dict[str, Attempt] = {}

    async def work(account: Account, known: UnreachableError | None) -> UnreachableError | None:
        outcome: Outcome
        if known is not None:
            await outcomes.failed(desk, account, known)
            outcome = known
        else:
            outcome = await _within_deadline(desk, account)
        if (saved := desk.find(account.id)) is not None:
            attempt = Attempt(entry=Entry(account=saved, health=desk.health(account.id)), outcome=outcome)
            attempts[account.id] = attempt
            on_attempt(attempt)
        return outcome if isinstance(outcome, UnreachableError) else None

    await side_by_side.run(wanted, work, expect_slow=lambda account: was_out_of_reach(desk, account))
    return tuple(attempts[account.id] for account in wanted if account.id in attempts)


def needs_sign_in(error: SftuiError) -> bool:
    """Whether the first thing to do about it is a sign-in: the refresh token is gone, or was refused."""
    first = error.causes[0].action if error.causes else ""
    return first == Action.SIGN_IN_AGAIN or (isinstance(error, PersonNeeded) and first != Action.RECONNECT)


def needs_password(error: SftuiError) -> bool:
    """Whether a password account needs a new password: the stored one was refused, or is not to be tried."""
    if isinstance(error, RefusedError):
        return outcomes.counts_as_password(error) or error.error == "refused-before"
    return isinstance(error, PersonNeeded)


async def _alone(desk: Desk, account: Account, on_stage: OnStage) -> Connected | Undecided:
    sends_password = guards.sends_password(account)
    if sends_password and not guards.stored_may_serve(desk.entry(account.id)):
        raise PersonNeeded(
            f"“{clean(account.name)}” needs its new password.",
            Cause(
                "The stored password is not tried again by itself.",
                "Give the new password.",
                action=Action.RECONNECT,
            ),
        )
    on_stage(Stage.LOOKING_UP)
    try:
        if sends_password:
            on_stage(Stage.ASKING)
            token = await renewing.tested_or_renewed(desk, account)
        else:
            token = await renewing.renew(desk, account, on_stage)
    except AnotherAnsweredError as another:
        token = another.token  # whether the account stands for them from now on is asked below
    return await connecting.take_in(desk, desk.account(account.id), token, on_stage, same_person=True)


async def _within_deadline(desk: Desk, account: Account) -> Outcome:
    try:
        async with asyncio.timeout(DEADLINE):
            return await _alone(desk, account, no_stage)
    except TimeoutError:
        error = renewing.timed_out(account, DEADLINE)
        await outcomes.failed(desk, account, error)
        return error
    except PersonNeeded as error:
        outcomes.person_needed(desk, account, error)
        return error
    except SftuiError as error:
        return error


def _only_by_sign_in(account: Account) -> bool:
    method = method_of(account.method)
    return method is not None and method.needs_person and not account.refresh_token
