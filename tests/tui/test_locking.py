"""Locking: by key, by time, from elsewhere. What was decrypted goes; what a person typed stays."""

from __future__ import annotations

import asyncio

import pytest

from sftui.account import Account, Secret
from sftui.keeper.keeper import Keeper
from sftui.tui.app import SftuiApp
from sftui.tui.preferences import Preferences
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.rename import RenameDialog
from sftui.tui.screens.unlock import UnlockScreen
from sftui.tui.widgets.account_list import AccountList
from sftui.tui.widgets.form_field import FormField
from sftui.vault import file, merging
from sftui.vault.epoch import ask_to_lock
from tests.support.keeping import PASSPHRASE, PATIENCE
from tests.support.screens import Running, on_accounts, running


@pytest.fixture
def filled(keeper: Keeper) -> Keeper:
    """A file with two accounts, unlocked."""
    keeper.lock().result(PATIENCE)
    vault = file.unlock(keeper.places.accounts, PASSPHRASE)
    for name in ("Alpha", "Beta"):
        account = Account(name=name, method="password", username=f"{name}@acme.com", password=Secret("pw"))
        vault = file.edit(vault, merging.add(account))
    keeper.unlock(PASSPHRASE).result(PATIENCE)
    return keeper


async def unlock(stage: Running) -> None:
    await stage.on(UnlockScreen)
    await stage.type(PASSPHRASE.text.reveal())
    await stage.press("enter")
    await stage.until(lambda: not stage.app.is_locked)


async def test_ctrl_l_clears_screen_and_memory_and_comes_back(filled: Keeper) -> None:
    async with on_accounts(filled) as stage:
        await stage.press("j")
        await stage.shows("Alpha", "▎○ Beta")
        accounts = stage.screen
        await stage.press("ctrl+l")
        await stage.on(UnlockScreen)
        await stage.shows("was locked by you")
        assert "Alpha" not in stage.words()
        assert stage.app.snapshot.entries == ()
        assert accounts.query_one(AccountList)._entries == []
        with pytest.raises(Exception, match="locked"):
            filled.snapshot().result(PATIENCE)
        await unlock(stage)
        await stage.on(AccountsScreen)
        await stage.shows("▎○ Beta")


async def test_it_locks_after_the_time_that_was_set(filled: Keeper) -> None:
    app = SftuiApp(filled, snapshot=filled.snapshot().result(PATIENCE))
    clock = [1000.0]
    app.idle.clock = lambda: clock[0]
    app.idle.touch()
    async with running(app) as stage:
        clock[0] += 14 * 60
        app.idle.look()
        await stage.press("j")
        clock[0] += 14 * 60
        app.idle.look()
        await stage.pilot.pause()
        assert not app.is_locked
        clock[0] += 60
        app.idle.look()
        await stage.on(UnlockScreen)
        await stage.shows("locked after 15 minutes without a key")


async def test_zero_minutes_is_never(filled: Keeper) -> None:
    app = SftuiApp(filled, snapshot=filled.snapshot().result(PATIENCE))
    app.preferences = Preferences(lock_after_minutes=0)
    clock = [0.0]
    app.idle.clock = lambda: clock[0]
    async with running(app) as stage:
        clock[0] = 10.0**9
        app.idle.look()
        await stage.pilot.pause()
        assert not app.is_locked


async def test_it_waits_for_what_is_under_way(filled: Keeper) -> None:
    app = SftuiApp(filled, snapshot=filled.snapshot().result(PATIENCE))
    clock = [0.0]
    app.idle.clock = lambda: clock[0]
    answered = asyncio.Event()

    async def exchange() -> None:
        await answered.wait()

    async with running(app) as stage:
        app.run_errand(exchange(), "job-test")
        clock[0] = 10_000.0
        app.idle.look()
        await stage.pilot.pause()
        assert not app.is_locked
        answered.set()
        await app.workers.wait_for_complete()
        app.idle.look()
        assert not app.is_locked
        clock[0] += 10_000.0
        app.idle.look()
        await stage.on(UnlockScreen)


async def test_another_terminal_can_lock_it(filled: Keeper) -> None:
    async with on_accounts(filled) as stage:
        ask_to_lock(filled.places)
        await stage.on(UnlockScreen)
        await stage.shows("locked from another terminal")


async def test_an_open_form_is_kept(filled: Keeper) -> None:
    async with on_accounts(filled) as stage:
        await stage.press("n")
        await stage.on(ConnectScreen)
        dialog = stage.screen
        assert isinstance(dialog, ConnectScreen)
        await stage.until(lambda: dialog.step is not None and dialog.step.is_mounted)
        await stage.press("enter")
        await stage.until(lambda: bool(dialog.query("#field-client-id")))
        dialog.query_one("#field-client-id", FormField).focus()
        await stage.type("3MVG9typed")
        await stage.press("ctrl+l")
        await stage.on(UnlockScreen)
        await unlock(stage)
        await stage.until(lambda: stage.screen is dialog)
        assert dialog.query_one("#field-client-id", FormField).value == "3MVG9typed"


async def test_a_dialog_under_the_lock_comes_back(filled: Keeper) -> None:
    async with on_accounts(filled) as stage:
        await stage.press("m")
        await stage.on(RenameDialog)
        await stage.type(" renamed")
        await stage.press("ctrl+l")
        await unlock(stage)
        await stage.on(RenameDialog)
        await stage.press("enter")
        await stage.shows("Alpha renamed")


async def test_locking_twice_asks_once(filled: Keeper) -> None:
    async with on_accounts(filled) as stage:
        await stage.press("ctrl+l", "ctrl+l")
        await stage.on(UnlockScreen)
        await stage.press("ctrl+l")
        assert sum(isinstance(screen, UnlockScreen) for screen in stage.app.screen_stack) == 1


async def test_a_change_by_another_program_shows_up(filled: Keeper) -> None:
    async with on_accounts(filled) as stage:
        vault = file.unlock(filled.places.accounts, PASSPHRASE)
        file.edit(vault, merging.add(Account(name="Gamma", method="jwt")))
        await stage.shows("3 accounts", "Gamma")
