"""Every answer of Salesforce that a saved account can meet, as its screen tells it after ``t`` or ``d``."""

from __future__ import annotations

from itertools import groupby

import pytest

from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError
from sftui.keeper.events import Entry
from sftui.keeper.keeper import Keeper
from sftui.keeper.renewing import is_dead_session
from sftui.salesforce.diagnosis import Step, refusal
from sftui.tui.errands.testing import outcome
from sftui.tui.screens.account import AccountScreen
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.delete import DeleteDialog
from tests.support.keeping import connected, draft, settled
from tests.support.refusals import Row, failing, rows
from tests.support.screens import Running, on_accounts

TESTED = failing(Step.TOKEN, Step.REFRESH, Step.REST)
REVOKED = rows(Step.REVOKE)
WIDE = (240, 50)
"""So wide that no sentence is broken over lines."""
PEOPLE = ("ada@acme.com", "integration@acme.com")


def by_method(row: Row) -> str:
    return row.method


GROUPS = {method: list(group) for method, group in groupby(sorted(TESTED, key=by_method), by_method)}


def expected(row: Row, entry: Entry) -> RefusedError:
    """What the diagnosis makes of it for this saved account; its own tests hold that to the fact sheet."""
    return refusal(
        row.step, entry.account, error=row.error, said=row.said, status=row.status, clock_ahead=0.0
    )


def entry_now(stage: Running, entry: Entry) -> Entry:
    """What the screens know of it by now."""
    now = stage.app.ledger.entry(entry.account.id)
    assert now is not None
    return now


@pytest.mark.parametrize("method", GROUPS)
async def test_a_test_says_what_failed_why_and_what_to_do(
    keeper: Keeper, demo: DemoSalesforce, method: str
) -> None:
    entry = connected(keeper, draft(demo, method, name="It")).entry
    async with on_accounts(keeper, size=WIDE) as stage:
        await stage.press("enter")
        await stage.on(AccountScreen)
        for row in GROUPS[method]:
            demo.reset_switches()
            entry = await connected_again(stage, keeper, entry)
            if row.step is not Step.REST:
                for username in PEOPLE:
                    demo.end_sessions(username)
            row.arm(demo)
            await meet(stage, row, entry)


async def connected_again(stage: Running, keeper: Keeper, before: Entry) -> Entry:
    """As if nothing had failed, on the screen too."""
    entry = settled(keeper.connect(before.account, send_again=True)).entry
    await stage.until(lambda: entry_now(stage, entry) == entry)
    return entry


async def meet(stage: Running, row: Row, before: Entry) -> None:
    """Test the account; its screen and the notice tell the row."""
    error = expected(row, before)
    await stage.press("t")
    await stage.until(lambda: entry_now(stage, before).health != before.health)
    after = entry_now(stage, before)
    if is_dead_session(error):  # a new session helps, and that needs nobody
        assert after.health.history[-1].what == "renewed", row
        assert after.health.last_error is None, row
        return
    assert after.health.last_error == error.problem(), row
    assert error.message in outcome((after,)), row
    await stage.shows(error.message, error.cause, error.do)


@pytest.mark.parametrize("row", REVOKED, ids=str)
async def test_deleting_says_what_was_not_revoked(keeper: Keeper, demo: DemoSalesforce, row: Row) -> None:
    entry = connected(keeper, draft(demo, row.method, name="It")).entry
    row.arm(demo)
    error = expected(row, entry)
    async with on_accounts(keeper) as stage:
        await stage.press("d")
        await stage.on(DeleteDialog)
        await stage.press("j", "enter")
        await stage.says("“It” is removed.", f"{error.message} {error.cause} {error.do}")


@pytest.mark.parametrize("row", REVOKED, ids=str)
async def test_ending_what_is_over_already_forgets_it(keeper: Keeper, demo: DemoSalesforce, row: Row) -> None:
    connected(keeper, draft(demo, row.method, name="It"))
    row.arm(demo)
    async with on_accounts(keeper) as stage:
        await stage.press("d")
        await stage.on(DeleteDialog)
        await stage.press("j", "j", "j", "enter")
        await stage.says("“It” is kept.", "Not ended at Salesforce:")
        await stage.on(AccountsScreen)
        (entry,) = stage.app.snapshot.entries
        assert not entry.account.refresh_token, "it is worth nothing any more"
