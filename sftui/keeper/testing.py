"""Tests of saved accounts: with the session at hand where it lives, else by the renewal that needs nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from sftui.account import Account, Status
from sftui.errors import PersonNeeded, RefusedError, SftuiError, UnreachableError
from sftui.keeper import outcomes, renewing, side_by_side
from sftui.keeper.desk import Desk
from sftui.keeper.events import Entry

DEADLINE = 15.0
"""Seconds that one account may take."""

OnResult = Callable[[Entry], None]


async def check(desk: Desk, account_ids: Iterable[str] | None, on_result: OnResult) -> tuple[Entry, ...]:
    """Test these accounts, or all; the results in the order asked for. Never raises for one account's sake."""
    await desk.look_again()
    wanted = list(desk.accounts) if account_ids is None else [desk.account(each) for each in account_ids]

    async def work(account: Account, known: UnreachableError | None) -> UnreachableError | None:
        found = known
        if known is not None:
            await outcomes.failed(desk, account, known)
        else:
            found = await check_one(desk, account)
        if desk.find(account.id) is not None:
            on_result(desk.entry(account.id))
        return found

    await side_by_side.run(wanted, work, expect_slow=lambda account: was_out_of_reach(desk, account))
    return tuple(desk.entry(account.id) for account in wanted if desk.find(account.id) is not None)


async def check_one(desk: Desk, account: Account) -> UnreachableError | None:
    """Test one account within its own deadline; the outcome is in its health. Gives back a dead host's error."""
    try:
        async with asyncio.timeout(DEADLINE):
            await renewing.tested_or_renewed(desk, account)
    except TimeoutError:
        error = renewing.timed_out(account, DEADLINE)
        await outcomes.failed(desk, account, error)
        return error
    except UnreachableError as error:
        return error
    except PersonNeeded as error:
        outcomes.person_needed(desk, account, error)
    except SftuiError as error:
        if isinstance(error, RefusedError) or desk.health(account.id).last_error == error.problem():
            return None  # what Salesforce said is noted where it was heard
        await outcomes.failed(desk, account, error)
    return None


def was_out_of_reach(desk: Desk, account: Account) -> bool:
    """Whether its host did not answer the last time."""
    return desk.health(account.id).status is Status.UNREACHABLE
