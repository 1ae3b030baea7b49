"""A form that is filled in from elsewhere, as the demo's palette does it."""

from __future__ import annotations

from textual.command import CommandPalette

from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.tui.app import SftuiApp
from sftui.tui.errands import connecting
from sftui.tui.palette import Command
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.result_step import ResultStep
from sftui.tui.screens.connect.screen import ConnectScreen
from tests.support.keeping import PATIENCE, connected, draft
from tests.support.screens import Running, on_accounts, running


def brings_a_form(app: SftuiApp, demo: DemoSalesforce) -> None:
    def fill() -> str:
        connecting.fill_in(app, draft(demo, "client-credentials"))
        return ""

    app.extra_commands = (Command("Hand me a form", "It lacks nothing", fill),)


async def by_the_palette(stage: Running) -> None:
    await stage.press("ctrl+p")
    await stage.until(lambda: isinstance(stage.screen, CommandPalette))
    await stage.type("hand me")
    await stage.shows("It lacks nothing")
    await stage.press("enter")


def dialogs(stage: Running) -> int:
    return sum(isinstance(screen, ConnectScreen) for screen in stage.app.screen_stack)


async def test_the_open_dialog_takes_it_and_leads_back_to_the_list(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    async with on_accounts(keeper) as stage:
        brings_a_form(stage.app, demo)
        await stage.press("n")
        await stage.on(ConnectScreen)
        await by_the_palette(stage)
        await stage.until(lambda: stage.screen.query(FormStep))
        await stage.shows("The app itself", "••••")
        assert dialogs(stage) == 1
        await by_the_palette(stage)
        await stage.on(ConnectScreen)
        assert dialogs(stage) == 1
        await stage.press("ctrl+s")
        await stage.until(lambda: stage.screen.query(ResultStep))
        await stage.press("enter")
        await stage.on(AccountsScreen)
        assert dialogs(stage) == 0
    assert len(keeper.snapshot().result(PATIENCE).entries) == 1


async def test_it_never_goes_into_the_form_of_a_saved_account(keeper: Keeper, demo: DemoSalesforce) -> None:
    connected(keeper, draft(demo, "password", name="Alpha"))
    async with on_accounts(keeper) as stage:
        brings_a_form(stage.app, demo)
        await stage.press("e")
        await stage.on(ConnectScreen)
        await by_the_palette(stage)
        await stage.until(lambda: dialogs(stage) == 2)
        await stage.shows("The app itself")
        await stage.press("escape")
        await stage.shows("Alpha · Username and password")


async def test_a_locked_file_is_opened_first(keeper: Keeper, demo: DemoSalesforce) -> None:
    app = SftuiApp(keeper)
    async with running(app) as stage:
        connecting.fill_in(app, draft(demo, "client-credentials"))
        await stage.says("Open the account file first.")
        assert dialogs(stage) == 0
