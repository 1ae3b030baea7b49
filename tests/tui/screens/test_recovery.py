"""Recovery: the backups, one of them put back, and the broken file kept aside."""

from __future__ import annotations

import errno

import pytest

from sftui.account import Account
from sftui.keeper.keeper import Keeper
from sftui.tui.app import SftuiApp
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.recovery import RecoveryScreen
from sftui.tui.screens.unlock import UnlockScreen
from sftui.tui.widgets.form_field import FormField
from sftui.vault import file, merging
from sftui.vault.disk import Disk
from tests.support.keeping import PASSPHRASE, PATIENCE
from tests.support.screens import Running, running


@pytest.fixture
def damaged(keeper: Keeper) -> Keeper:
    """A file of three generations whose last bytes were lost: backups with two, one and no account."""
    keeper.lock().result(PATIENCE)
    path = keeper.places.accounts
    vault = file.unlock(path, PASSPHRASE)
    for name in ("Alpha", "Beta", "Gamma"):
        vault = file.edit(vault, merging.add(Account(name=name, method="password")))
    path.write_bytes(path.read_bytes()[:-200])
    return keeper


async def unlock(stage: Running) -> None:
    await stage.on(UnlockScreen)
    await stage.type(PASSPHRASE.text.reveal())
    await stage.press("enter")
    await stage.on(AccountsScreen)


async def test_a_backup_is_restored_and_the_file_kept_aside(damaged: Keeper) -> None:
    path = damaged.places.accounts
    broken = path.read_bytes()
    async with running(SftuiApp(damaged)) as stage:
        await stage.on(RecoveryScreen)
        await stage.shows("accounts.toml.bak1", "generation 3", "accounts.toml.bak3")
        await stage.press("tab")
        await stage.shows("Enter Restore")
        await stage.press("enter")
        await stage.shows("once more puts accounts.toml.bak1")
        assert path.read_bytes() == broken
        await stage.press("enter")
        await unlock(stage)
        await stage.shows("2 accounts", "Alpha", "Beta")
    aside = [each for each in path.parent.iterdir() if ".damaged-" in each.name]
    assert [each.read_bytes() for each in aside] == [broken]


async def test_a_restore_that_the_disk_did_not_confirm_says_so(
    damaged: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    async with running(SftuiApp(damaged)) as stage:
        await stage.on(RecoveryScreen)
        await stage.press("tab")
        await stage.shows("Enter Restore")
        await stage.press("enter")
        await stage.shows("once more puts accounts.toml.bak1")
        monkeypatch.setattr(Disk, "sync_folder", fails)
        await stage.press("enter")
        await stage.says("did not confirm")


async def test_with_the_passphrase_it_says_how_many_accounts(damaged: Keeper) -> None:
    async with running(SftuiApp(damaged)) as stage:
        await stage.on(RecoveryScreen)
        await stage.shows("accounts.toml.bak3")
        await stage.type("wrong")
        await stage.press("enter")
        await stage.shows("does not open")
        stage.screen.query_one(FormField).value = ""
        await stage.type(PASSPHRASE.text.reveal())
        await stage.press("enter")
        await stage.shows("UTC  2 accounts", "UTC  1 account", "UTC  0 accounts", "Enter Restore")
        await stage.press("enter")
        await stage.shows("once more puts accounts.toml.bak1")


async def test_a_wrong_passphrase_is_told_once_and_can_be_taken_back(damaged: Keeper) -> None:
    sentence = "The passphrase does not open the account file."
    async with running(SftuiApp(damaged)) as stage:
        await stage.on(RecoveryScreen)
        await stage.shows("accounts.toml.bak3")
        await stage.type("wrong")
        await stage.press("enter")
        await stage.shows("not opened", sentence)
        assert stage.words().count(sentence) == 1
        await stage.press("tab", "enter", "enter")
        await stage.shows("Empty the field of the passphrase")
        stage.screen.query_one(FormField).value = ""
        await stage.until(lambda: "not opened" not in stage.words())
        await stage.press("enter", "enter")
        await unlock(stage)
        await stage.shows("2 accounts", "Alpha", "Beta")


async def test_moving_takes_the_question_back(damaged: Keeper) -> None:
    broken = damaged.places.accounts.read_bytes()
    async with running(SftuiApp(damaged)) as stage:
        await stage.on(RecoveryScreen)
        await stage.shows("accounts.toml.bak3")
        await stage.press("enter")
        await stage.shows("Enter Restore")
        await stage.press("enter")
        await stage.shows("once more")
        await stage.press("j", "k")
        await stage.until(lambda: "once more" not in stage.words())
        await stage.press("enter")
        await stage.shows("once more")
        assert damaged.places.accounts.read_bytes() == broken


async def test_a_broken_backup_cannot_be_chosen(damaged: Keeper) -> None:
    path = damaged.places.accounts
    path.with_name("accounts.toml.bak1").write_bytes(b"\0" * 100)
    async with running(SftuiApp(damaged)) as stage:
        await stage.on(RecoveryScreen)
        await stage.shows("accounts.toml.bak1", "cannot be used")
        await stage.press("tab", "enter", "enter")
        await unlock(stage)
        await stage.shows("1 account", "Alpha")


async def test_without_backups_it_says_where_to_look(keeper: Keeper) -> None:
    keeper.lock().result(PATIENCE)
    path = keeper.places.accounts
    whole = path.read_bytes()
    path.write_bytes(b"")
    async with running(SftuiApp(keeper)) as stage:
        await stage.on(RecoveryScreen)
        await stage.shows("There is no backup that can be used.", "F5 Look again")
        path.write_bytes(whole)
        await stage.press("f5")
        await stage.on(UnlockScreen)


async def test_from_the_unlock_screen_one_can_come_back(damaged: Keeper) -> None:
    path = damaged.places.accounts
    bak1 = path.with_name("accounts.toml.bak1").read_bytes()
    broken = path.read_bytes()
    path.write_bytes(bak1)
    async with running(SftuiApp(damaged)) as stage:
        await stage.on(UnlockScreen)
        path.write_bytes(broken)
        await stage.type(PASSPHRASE.text.reveal())
        await stage.press("enter")
        await stage.shows("F4 Backups")
        await stage.press("f4")
        await stage.on(RecoveryScreen)
        path.write_bytes(bak1)
        await stage.press("escape")
        await unlock(stage)


async def test_it_fits_into_a_small_terminal(damaged: Keeper) -> None:
    async with running(SftuiApp(damaged), size=(60, 18)) as stage:
        await stage.on(RecoveryScreen)
        await stage.shows("accounts.toml.bak1", "Passphrase", "Tab")
