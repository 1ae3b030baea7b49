"""Before one approval too many: which one dies, and making room by ending one of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from sftui.account import Account
from sftui.demo.server import DemoSalesforce
from sftui.keeper.events import Connected
from sftui.keeper.keeper import Keeper
from sftui.tui.errands import connecting
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.approvals import ApprovalsDialog
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.screen import ConnectScreen
from tests.support.keeping import PATIENCE, draft
from tests.support.screens import Running, on_accounts

ADA = "ada@acme.com"


@pytest.fixture
def full(keeper: Keeper, demo: DemoSalesforce) -> Sequence[Account]:
    """Six accounts that one user approved for one app; the sixth sign-in ended the first one's access."""
    web = draft(demo, "web")
    made = []
    for number in range(1, 7):
        waiting = keeper.begin_sign_in(web.with_changes(name=f"Web {number}")).result(PATIENCE)
        job = keeper.finish_sign_in(waiting.id)
        address = demo.browser.sign_in(waiting.link, ADA, demo.person(ADA).password)
        keeper.paste_answer(waiting.id, address).result(PATIENCE)
        outcome = job.result(PATIENCE)
        assert isinstance(outcome, Connected)
        made.append(outcome.entry.account)
    return made


async def reconnect_in_vain(stage: Running, demo: DemoSalesforce, account: Account) -> None:
    """Its refresh token is refused, so a sign-in is needed."""
    alive = [approval.refresh_token for approval in demo.approvals(ADA)]
    assert account.refresh_token.reveal() not in alive
    await stage.press("r")
    await stage.on(ApprovalsDialog)


async def test_which_one_dies_is_said_before_the_sign_in(
    keeper: Keeper, demo: DemoSalesforce, full: Sequence[Account]
) -> None:
    async with on_accounts(keeper) as stage:
        await reconnect_in_vain(stage, demo, full[0])
        await stage.shows("Salesforce keeps five", "“Web 2” from ", "End “Web 2” first")
        assert "End the old access" not in stage.words()
        await stage.press("escape")
        await stage.on(ConnectScreen)
        await stage.shows("nothing was ended")
    assert keeper.waiting_sign_ins().result(PATIENCE) == ()


async def test_making_room_ends_one_of_ours_first(
    keeper: Keeper, demo: DemoSalesforce, full: Sequence[Account]
) -> None:
    async with on_accounts(keeper) as stage:
        await reconnect_in_vain(stage, demo, full[0])
        alive = len(demo.approvals(ADA))
        await stage.press("enter")
        await stage.on(ConnectScreen)
        await stage.until(lambda: stage.screen.query(BrowserStep))
        await stage.shows("Ended: the refresh token")
        await stage.press("escape")
        await stage.on(AccountsScreen)
    assert len(demo.approvals(ADA)) == alive - 1
    entry = await asyncio.wrap_future(keeper.snapshot())
    second = entry.entry(full[1].id)
    assert second is not None
    assert not second.account.refresh_token
    assert second.health.approvals == ()


async def test_signing_in_all_the_same(keeper: Keeper, demo: DemoSalesforce, full: Sequence[Account]) -> None:
    async with on_accounts(keeper, size=(60, 20)) as stage:
        await reconnect_in_vain(stage, demo, full[0])
        alive = len(demo.approvals(ADA))
        await stage.press("up", "enter")
        await stage.on(ConnectScreen)
        await stage.until(lambda: stage.screen.query(BrowserStep))
    assert len(demo.approvals(ADA)) == alive


async def test_a_new_sign_in_for_the_same_app_is_warned_about_too(
    keeper: Keeper, demo: DemoSalesforce, full: Sequence[Account]
) -> None:
    """Nobody knows yet who will sign in; it is said of the user who approved the app most."""
    async with on_accounts(keeper) as stage:
        connecting.new(stage.app, draft(demo, "web"))
        await stage.on(ConnectScreen)
        await stage.until(lambda: stage.screen.query("#field-client-id"))
        await stage.press("ctrl+s")
        await stage.on(ApprovalsDialog)
        await stage.shows("If ada@acme.com signs in", "Salesforce keeps five", "End “Web 1” first")
        await stage.press("escape")
        await stage.shows("nothing was ended")
