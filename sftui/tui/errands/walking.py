"""From one account that needs a person to the next: the question or the sign-in of each, then what is left and why.

Nothing that is skipped is lost: the summary goes on with one or all of what is left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sftui.errors import LockedError, RefusedError, SftuiError
from sftui.foreign import clean
from sftui.keeper import guards
from sftui.keeper.events import Entry, Undecided
from sftui.keeper.new_password import Reconnected
from sftui.tui.errands.doing import doing, with_name
from sftui.tui.errands.left import decision_of, elsewhere_of, password_of, still_broken
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.reconnect.dialog import ReconnectDialog
from sftui.tui.screens.reconnect.question import Answer, How, Left, Need, Question, siblings_of
from sftui.tui.screens.reconnect.summary import SummaryScreen, names_of
from sftui.tui.words import count

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What came of one question or sign-in."""

    connected: tuple[str, ...] = ()
    """The ids that work now."""
    left: tuple[Left, ...] = ()
    stopped: bool = False
    """Whether the person leaves all the rest."""

    def also(self, other: Settled) -> Settled:
        """Both together."""
        return Settled(
            connected=(*self.connected, *other.connected),
            left=(*self.left, *other.left),
            stopped=self.stopped or other.stopped,
        )


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
        so_far = Settled(connected=connected, left=left)
        for place, item in enumerate(questions, start=1):
            if so_far.stopped:
                so_far = so_far.also(Settled(left=(item,)))
                continue
            of_many = f"{place} of {len(questions)}" if len(questions) > 1 else ""
            so_far = so_far.also(await _settle(app, item, of_many, single=single))
        connected, left = so_far.connected, so_far.left
        nothing_new = not connected and not any(each.error or each.undecided for each in left)
        if not left or (single and nothing_new):
            break
        chosen = await app.push_screen_wait(SummaryScreen(connected, left))
        if chosen is None:
            return
        questions, left = chosen, tuple(each for each in left if each not in chosen)
    if connected and not left:
        entries = [entry for each in connected if (entry := app.ledger.entry(each)) is not None]
        words = f"“{names_of(entries)}” is" if len(entries) == 1 else f"{count(len(entries), 'account')} are"
        app.notify(f"{words} connected again.", markup=False)


async def _settle(app: SftuiApp, item: Left, place: str, *, single: bool) -> Settled:
    if item.need is Need.PASSWORD:
        return await _ask_password(app, item, place, single=single)
    if item.need is Need.ONE_MORE_TRY:
        return await _try_again(app, item, place)
    if item.undecided is not None:
        return await _decide(app, item.undecided, place)
    entry = app.ledger.entry(item.account_ids[0])
    if entry is None:
        return Settled()
    return await _open(app, item, ConnectScreen(entry.account, sign_in=True, place=place))


async def _decide(app: SftuiApp, undecided: Undecided, place: str = "") -> Settled:
    if app.ledger.entry(undecided.expected.id) is None:
        return Settled()
    return await _open(app, decision_of(undecided), ConnectScreen(undecided=undecided, place=place))


async def _open(app: SftuiApp, item: Left, screen: ConnectScreen) -> Settled:
    """The whole dialog for one account. An answer for somebody else leaves the account as it was."""
    asked = item.account_ids[0]
    saved = await app.push_screen_wait(screen)
    if saved == asked:
        return Settled(connected=(saved,))
    if saved:
        kept = app.ledger.entry(saved)
        return Settled(connected=(saved,), left=still_broken(app.ledger.entry(asked), kept))
    if screen.undecided is not None:
        return Settled(left=(decision_of(screen.undecided),), stopped=screen.leaves_rest)
    left = still_broken(app.ledger.entry(asked)) if item.undecided is not None else (item,)
    return Settled(left=left, stopped=screen.leaves_rest)


async def _ask_password(app: SftuiApp, item: Left, place: str, *, single: bool) -> Settled:
    entries = _entries(app, item.account_ids)
    if not entries:
        return Settled()
    first = entries[0].account
    everyone = [entry.account for entry in app.snapshot.entries]
    question = Question(account_id=first.id, also=siblings_of(first, everyone), place=place)
    answer = await app.push_screen_wait(ReconnectDialog(question))
    if answer.how is How.WHOLE:
        return await _whole(app, item, answer, place)
    if answer.how is not How.DONE or answer.result is None:
        return Settled(left=(item,), stopped=answer.how is How.LEFT)
    done = _done(answer.result)
    if single:  # the person is at this very account, so what it asks is asked at once
        done = replace(done, left=tuple(each for each in done.left if each.undecided is None))
        for undecided in answer.result.undecided:
            done = done.also(await _decide(app, undecided))
    return done.also(_not_meant(app, item, answer.result))


async def _whole(app: SftuiApp, item: Left, answer: Answer, place: str) -> Settled:
    """The account's own form with what was typed, opened at what went wrong; then for those that were ticked."""
    account = answer.account
    if account is None:
        return Settled(left=(item,))
    typed = {"password": account.password, "security_token": account.security_token}
    screen = ConnectScreen(account, typed=typed, failed=answer.error, place=place)
    done = await _open(app, item, screen)
    saved = app.ledger.entry(account.id) if account.id in done.connected else None
    rest = tuple(each for each in item.account_ids if each != account.id)
    if saved is None:
        return _with_rest(app, done, rest)
    shared = await _share(app, saved, answer.also)
    named = {each for left in shared.left for each in left.account_ids} | set(shared.connected)
    others = _entries(app, tuple(each for each in rest if each not in named))
    done = done.also(shared)
    return done.also(Settled(left=(password_of(others),))) if others else done


def _with_rest(app: SftuiApp, done: Settled, rest: tuple[str, ...]) -> Settled:
    """The others wait for the same password as the account that was asked for, which is one question still."""
    asked = next((each for each in done.left if each.need is Need.PASSWORD), None)
    if asked is not None:
        ids = tuple(dict.fromkeys((*asked.account_ids, *rest)))
        left = tuple(replace(each, account_ids=ids) if each is asked else each for each in done.left)
        return replace(done, left=left)
    others = _entries(app, rest)
    return done.also(Settled(left=(password_of(others),))) if others else done


async def _share(app: SftuiApp, saved: Entry, also: tuple[str, ...]) -> Settled:
    """The password that just connected ``saved``, for the accounts that were ticked with it."""
    siblings = siblings_of(saved.account, [entry.account for entry in app.snapshot.entries])
    meant = tuple(each for each in also if each in siblings)
    others = _entries(app, tuple(each for each in also if each not in siblings))
    elsewhere = Settled(left=(elsewhere_of(others, saved),) if others else ())
    if not meant:
        return elsewhere
    name = f"{count(len(meant), 'account')} of {clean(saved.account.username, 60)}"
    job = app.keeper.share_password(saved.account.id, meant)
    try:
        with doing(app, lambda: f"reconnecting {name}"):
            result = await asyncio.wrap_future(job)
    except LockedError:
        raise
    except SftuiError as error:
        left = Left(need=Need.PASSWORD, account_ids=meant, problem=error.problem(), error=error)
        return elsewhere.also(Settled(left=(left,)))
    return elsewhere.also(_done(result))


async def _try_again(app: SftuiApp, item: Left, place: str) -> Settled:
    account_id = item.account_ids[0]
    entry = app.ledger.entry(account_id)
    if entry is None:
        return Settled()
    if item.error is not None and (
        isinstance(item.error, RefusedError) or guards.sends_password(entry.account)
    ):
        return await _open(app, item, ConnectScreen(entry.account, failed=item.error, place=place))
    job = app.keeper.reconnect(account_id)
    try:
        with doing(app, lambda: with_name(app, "reconnecting", entry.account.name), stop=job.cancel):
            outcome = await asyncio.wrap_future(job)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        return Settled(left=(item,))  # stopped by its own key: the summary has it still
    except LockedError:
        raise
    except SftuiError as error:
        again = Left(
            need=Need.ONE_MORE_TRY, account_ids=item.account_ids, problem=error.problem(), error=error
        )
        return Settled(left=(again,))
    if isinstance(outcome, Undecided):
        return await _decide(app, outcome, place)
    return Settled(connected=(account_id,))


def _done(result: Reconnected) -> Settled:
    left = [
        Left(need=Need.ONE_MORE_TRY, account_ids=(entry.account.id,), problem=error.problem(), error=error)
        for entry, error in result.failed
    ]
    left += [decision_of(each) for each in result.undecided]
    return Settled(connected=tuple(entry.account.id for entry in result.connected), left=tuple(left))


def _not_meant(app: SftuiApp, item: Left, result: Reconnected) -> Settled:
    """Those of the question that the person took the tick away from: they wait still."""
    entries = (*result.connected, *(entry for entry, _ in result.failed))
    settled = {e.account.id for e in entries} | {each.expected.id for each in result.undecided}
    others = _entries(app, tuple(each for each in item.account_ids if each not in settled))
    return Settled(left=(password_of(others),) if others else ())


def _entries(app: SftuiApp, ids: tuple[str, ...]) -> list[Entry]:
    return [entry for each in ids if (entry := app.ledger.entry(each)) is not None]
