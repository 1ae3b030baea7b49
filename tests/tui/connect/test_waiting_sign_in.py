"""A sign-in that waits: over a lock, a broken line and a start of the program, and offered once."""

from __future__ import annotations

import asyncio

from sftui.account import Account
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.tui.errands.connecting import offer_waiting
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.method_step import MethodStep
from sftui.tui.screens.connect.remedies import Kind
from sftui.tui.screens.connect.result_step import ResultStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.waiting import WaitingDialog
from tests.support.keeping import PATIENCE
from tests.tui.connect.browser import ADA, at_the_browser, waiting_for_browser
from tests.tui.connect.stage import dialog_on


async def test_a_lock_stops_the_waiting_and_unlocking_goes_on(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        step = await waiting_for_browser(stage)
        link = step.link
        stage.app.ask_to_unlock = lambda reason: None  # type: ignore[method-assign]  # no unlock screen here
        stage.app.shut("for the test")
        await stage.pilot.pause()
        stage.app.opened(await asyncio.wrap_future(keeper.snapshot()))
        await stage.until(
            lambda: stage.dialog.step is not step and isinstance(stage.dialog.step, BrowserStep)
        )
        await stage.step(BrowserStep)
        await stage.paste(await at_the_browser(demo, link))
        await stage.press("enter")
        await stage.step(ResultStep)


async def test_a_waiting_sign_in_is_taken_up_and_takes_an_answer_from_the_first_step(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    waiting = keeper.begin_sign_in(web).result(PATIENCE)
    answer = await at_the_browser(demo, waiting.link)
    async with dialog_on(keeper) as stage:
        await stage.step(MethodStep)
        await stage.paste(answer)
        await stage.step(ResultStep)
    async with dialog_on(keeper) as stage:
        await stage.paste(answer)
        await stage.until(lambda: "none of yours waits for it" in " ".join(stage.words().split()))


async def test_after_unlocking_a_waiting_sign_in_is_offered_and_gone_on_with(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    begun = keeper.begin_sign_in(web).result(PATIENCE)
    async with dialog_on(keeper) as stage:
        stage.app.run_worker(offer_waiting(stage.app))
        await stage.until(lambda: isinstance(stage.app.screen, WaitingDialog))
        await stage.pilot.pause()
        await stage.press("enter")
        await stage.until(
            lambda: isinstance(stage.app.screen, ConnectScreen) and stage.app.screen is not stage.dialog
        )
        taken_up = stage.app.screen
        assert isinstance(taken_up, ConnectScreen)
        await stage.until(lambda: isinstance(taken_up.step, BrowserStep) and taken_up.step.is_mounted)
        assert isinstance(taken_up.step, BrowserStep)
        assert taken_up.step.link == begun.link
        await stage.pilot.pause()
        await stage.paste(await at_the_browser(demo, begun.link))
        await stage.press("enter")
        await stage.until(lambda: isinstance(taken_up.step, ResultStep))


async def test_a_sign_in_that_is_on_the_screen_is_not_offered_a_second_time(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        await waiting_for_browser(stage)
        worker = stage.app.run_worker(offer_waiting(stage.app))
        await worker.wait()
        assert stage.app.screen is stage.dialog


async def test_a_sign_in_goes_on_where_its_line_broke(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    """Salesforce answered, and then was not reached: the approval is not asked for again."""
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        step = await waiting_for_browser(stage)
        address = await at_the_browser(demo, step.link)
        demo.hang_up(demo.my_domain_url)
        await stage.paste(address)
        await stage.press("enter")
        await stage.step(FailureStep)
        failure = stage.dialog.step
        assert isinstance(failure, FailureStep)
        demo.pick_up(demo.my_domain_url)
        again = next(each for each in failure.failure.remedies if each.kind in {Kind.SEND, Kind.SIGN_IN})
        await stage.press(str(again.number))
        await stage.step(ResultStep)
    assert len(demo.approvals(ADA, web.client_id)) == 1
