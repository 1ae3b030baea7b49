"""From one account that needs a person to the next: the question or the sign-in of each, then what is left and why.

Nothing that is skipped is lost: the summary goes on with one or all of what is left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sftui.account import Problem
from sftui.errors import LockedError, RefusedError, SftuiError
from sftui.foreign import clean
from sftui.keeper import guards
from sftui.keeper.events import Entry, Undecided
from sftui.keeper.new_password import Reconnected
from sftui.tui.errands.doing import doing
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.reconnect.dialog import ReconnectDialog
from sftui.tui.screens.reconnect.question import Answer, How, Left, Need, Question, siblings_of
from sftui.tui.screens.reconnect.summary import SummaryScreen, names_of
from sftui.tui.words import count

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

SKIPPED = "You skipped it."
"""What is told of an account of which nothing worse is known."""


async def walk(
    app: SftuiApp,
    questions: Sequence[Left],
    *,
    connected: tuple[str, ...] = (),
    left: tuple[Left, ...] = (),
    single: bool = False,
) -> None:
    """Settle ``questions`` one by one. ``single`` is one account by its own key: skipping it needs no summary."""
    while True:
        stopped = False
        for place, item in enumerate(questions, start=1):
            if stopped:
                left = (*left, item)
                continue
            of_many = f"{place} of {len(questions)}" if len(questions) > 1 else ""
            done, still, stopped = await _settle(app, item, of_many)
            connected, left = (*connected, *done), (*left, *still)
        if not left or (single and not connected and left == tuple(questions)):
            break
        chosen = await app.push_screen_wait(SummaryScreen(connected, left))
        if chosen is None:
            return
        questions, left = chosen, tuple(each for each in left if each not in chosen)
    if connected and not left:
        entries = [entry for each in connected if (entry := app.ledger.entry(each)) is not None]
        words = f"“{names_of(entries)}” is" if len(entries) == 1 else f"{count(len(entries), 'account')} are"
        app.notify(f"{words} connected again.", markup=False)


Settled = tuple[tuple[str, ...], tuple[Left, ...], bool]
"""The ids that are connected now, what is still left, and whether the person leaves all the rest."""


async def _settle(app: SftuiApp, item: Left, place: str) -> Settled:
    if item.need is Need.PASSWORD:
        return await _ask_password(app, item, place)
    if item.need is Need.ONE_MORE_TRY:
        return await _try_again(app, item)
    entry = app.ledger.entry(item.account_ids[0])
    if entry is None:
        return (), (), False
    if item.undecided is not None:
        screen = ConnectScreen(undecided=item.undecided)
    else:
        screen = ConnectScreen(entry.account, sign_in=True)
    saved = await app.push_screen_wait(screen)
    if saved:
        return (saved,), (), False
    still = () if item.undecided is not None else (item,)
    return (), still, False


async def _ask_password(app: SftuiApp, item: Left, place: str) -> Settled:
    entries = [entry for each in item.account_ids if (entry := app.ledger.entry(each)) is not None]
    if not entries:
        return (), (), False
    first = entries[0].account
    everyone = [entry.account for entry in app.snapshot.entries]
    question = Question(account_id=first.id, also=siblings_of(first, everyone), place=place)
    answer = await app.push_screen_wait(ReconnectDialog(question))
    if answer.how is How.DONE and answer.result is not None:
        return _done(answer.result)
    if answer.how is How.WHOLE:
        return await _whole(app, item, answer)
    return (), (item,), answer.how is How.LEFT


async def _whole(app: SftuiApp, item: Left, answer: Answer) -> Settled:
    """The account's own form with what was typed, opened at what went wrong."""
    account = answer.account
    if account is None:
        return (), (item,), False
    typed = {"password": account.password, "security_token": account.security_token}
    saved = await app.push_screen_wait(ConnectScreen(account, typed=typed, failed=answer.error))
    others = tuple(each for each in item.account_ids if each != saved)
    if not saved:
        return (), (item,), False
    rest = [entry for each in others if (entry := app.ledger.entry(each)) is not None]
    return (saved,), (password_of(rest),) if rest else (), False


async def _try_again(app: SftuiApp, item: Left) -> Settled:
    account_id = item.account_ids[0]
    entry = app.ledger.entry(account_id)
    if entry is None:
        return (), (), False
    if item.error is not None and (
        isinstance(item.error, RefusedError) or guards.sends_password(entry.account)
    ):
        saved = await app.push_screen_wait(ConnectScreen(entry.account, failed=item.error))
        return ((saved,), (), False) if saved else ((), (item,), False)
    job = app.keeper.reconnect(account_id)
    try:
        with doing(app, lambda: f"reconnecting “{clean(entry.account.name)}”", stop=job.cancel):
            outcome = await asyncio.wrap_future(job)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        return (), (item,), False  # stopped by its own key: the summary has it still
    except LockedError:
        raise
    except SftuiError as error:
        again = Left(
            need=Need.ONE_MORE_TRY, account_ids=item.account_ids, problem=error.problem(), error=error
        )
        return (), (again,), False
    if isinstance(outcome, Undecided):
        return (), (decision_of(outcome),), False
    return (account_id,), (), False


def _done(result: Reconnected) -> Settled:
    left = [
        Left(need=Need.ONE_MORE_TRY, account_ids=(entry.account.id,), problem=error.problem(), error=error)
        for entry, error in result.failed
    ]
    left += [decision_of(each) for each in result.undecided]
    return tuple(entry.account.id for entry in result.connected), tuple(left), False


def password_of(entries: list[Entry]) -> Left:
    """The accounts of one user that wait for the same password."""
    known = next((entry.health.last_error for entry in entries if entry.health.last_error is not None), None)
    ids = tuple(entry.account.id for entry in entries)
    return Left(
        need=Need.PASSWORD, account_ids=ids, problem=known or Problem(code="skipped", message=SKIPPED)
    )


def sign_in_of(entry: Entry) -> Left:
    problem = entry.health.last_error or Problem(
        code="person-needed", message=f"“{clean(entry.account.name)}” has no refresh token."
    )
    return Left(need=Need.SIGN_IN, account_ids=(entry.account.id,), problem=problem)


def decision_of(undecided: Undecided) -> Left:
    problem = Problem(
        code="undecided",
        message="Salesforce answered for another user or org than this account stands for.",
        do="Decide whether to keep both, replace the old one, or throw the new one away.",
    )
    return Left(
        need=Need.DECISION, account_ids=(undecided.expected.id,), problem=problem, undecided=undecided
    )
