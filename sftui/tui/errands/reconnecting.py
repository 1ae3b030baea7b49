"""Reconnecting: in place where nobody is needed, else with one question for each user, sign-ins last."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sftui.errors import PersonNeeded, SalesforceDown, SftuiError, UnreachableError
from sftui.foreign import clean
from sftui.keeper import guards
from sftui.keeper.events import Connected, Entry, Undecided
from sftui.keeper.reconnecting import Attempt, by_user, needs_password, needs_sign_in, stored_first
from sftui.tui.errands import connecting, walking
from sftui.tui.errands.doing import doing, with_name
from sftui.tui.errands.left import decision_of, password_of, sign_in_of
from sftui.tui.screens.reconnect.question import Left, Need

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

GROUP = "job-reconnect"
"""The groups of the workers that send begin with it; auto-lock waits for them."""

SHORT = 3.0
"""Seconds of a word over a dialog that needs its room; the account's own screen tells the whole of it."""


def one(app: SftuiApp, account_id: str) -> None:
    """Without a question where none is needed. A second press while it runs does nothing."""
    entry = app.ledger.entry(account_id)
    group = f"{GROUP}-{account_id}"
    if entry is None or any(worker.group == group and worker.is_running for worker in app.workers):
        return
    if guards.sends_password(entry.account) and not guards.stored_may_serve(entry):
        _ask_password(app, account_id)
    else:
        app.run_errand(_in_place(app, account_id, clean(entry.account.name)), group)


def _ask_password(app: SftuiApp, account_id: str) -> None:
    entry = app.ledger.entry(account_id)
    if entry is not None:
        left = password_of([entry])
        app.run_errand(walking.walk(app, (left,), single=True), "asking")


def _asks_for_password(app: SftuiApp, account_id: str, error: SftuiError) -> bool:
    entry = app.ledger.entry(account_id)
    return entry is not None and guards.sends_password(entry.account) and needs_password(error)


async def needed(app: SftuiApp) -> None:
    """First all that need nobody, side by side; then the questions; then what is left and why."""
    plan = await asyncio.wrap_future(app.keeper.plan_reconnect())
    tried, groups = stored_first(plan.passwords)
    attempts = await _side_by_side(app, (*plan.without_person, *tried))
    connected = tuple(each.entry.account.id for each in attempts if isinstance(each.outcome, Connected))
    refused = [each for each in attempts if each.needs_password]
    signs_in = [each for each in attempts if each.needs_sign_in and each not in refused]
    asked = [entry for group in groups for entry in group.entries]
    groups = by_user((*asked, *(each.entry for each in refused)))
    questions = [password_of(list(group.entries)) for group in groups]
    questions += [left for each in signs_in if (left := left_by(each)) is not None]
    questions += [sign_in_of(entry) for entry in plan.sign_ins]
    others = [each for each in attempts if each not in refused and each not in signs_in]
    failed = [left for each in others if (left := left_by(each)) is not None]
    if not (connected or questions or failed):
        app.notify("Nothing needs to be reconnected.", markup=False)
        return
    app.run_errand(walking.walk(app, tuple(questions), connected=connected, left=tuple(failed)), "asking")


def left_by(attempt: Attempt) -> Left | None:
    """What an attempt leaves to do; None when it worked."""
    ids, outcome = (attempt.entry.account.id,), attempt.outcome
    if isinstance(outcome, Connected):
        return None
    if isinstance(outcome, Undecided):
        return decision_of(outcome)
    need = Need.SIGN_IN if attempt.needs_sign_in else Need.ONE_MORE_TRY
    return Left(need=need, account_ids=ids, problem=outcome.problem(), error=outcome)


async def _side_by_side(app: SftuiApp, entries: Sequence[Entry]) -> tuple[Attempt, ...]:
    ids = [entry.account.id for entry in entries]
    if not ids:
        return ()
    done = 0

    def one_more(_: Attempt) -> None:
        nonlocal done
        done += 1

    job = app.keeper.reconnect_all(ids, one_more)
    with doing(app, lambda: f"reconnecting · {done:,} of {len(ids):,}", stop=job.cancel):
        return await asyncio.wrap_future(job)


def _was_not_reached(error: SftuiError) -> bool:
    """Then what is saved is not wrong: the row tells it, and no screen comes under the person's next keys."""
    return isinstance(error, UnreachableError | SalesforceDown)


async def _in_place(app: SftuiApp, account_id: str, name: str) -> None:
    """One key: the row shows the result, and a word says it. The sign-in opens only when nothing else helps."""
    at = app.screen
    job = app.keeper.reconnect(account_id)
    try:
        with doing(app, lambda: with_name(app, "reconnecting", name), stop=job.cancel):
            outcome = await asyncio.wrap_future(job)
    except SftuiError as error:
        if app.screen is not at or _was_not_reached(error):
            app.notify(
                f"“{name}” is not connected: {clean(error.message, 300)}", severity="warning", markup=False
            )
        elif _asks_for_password(app, account_id, error):
            app.notify("The stored password does not serve. Give the new one.", markup=False, timeout=SHORT)
            _ask_password(app, account_id)
        elif needs_sign_in(error):
            why = (
                "There is no refresh token."
                if isinstance(error, PersonNeeded)
                else "The refresh token was refused."
            )
            app.notify(f"{why} Sign in once more.", markup=False, timeout=SHORT)
            connecting.sign_in(app, account_id)
        else:
            connecting.show_failure(app, account_id, error)
        return
    if isinstance(outcome, Undecided):
        connecting.decide(app, outcome)
    else:
        app.notify(f"“{name}” is connected again.", markup=False)
