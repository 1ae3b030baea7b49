"""One account: everything about it, secrets masked, and it follows what happens."""

from __future__ import annotations

import pytest

from sftui.account import Environment, Happening, Health, Problem, Secret, Status
from sftui.keeper.events import Entry, EntryChanged, EntryRemoved
from sftui.keeper.keeper import Keeper
from sftui.tui.screens.account import AccountScreen
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.unlock import UnlockScreen
from sftui.tui.widgets import revealing
from sftui.tui.widgets.secret_row import SecretRow
from sftui.vault import file, merging
from tests.support.keeping import PASSPHRASE, PATIENCE
from tests.support.screens import Running, entry, on_accounts

ONE = Entry(
    account=entry(
        1,
        "Acme [/red] production",
        environment=Environment.PRODUCTION,
        org_name="Acme Industries",
        password=Secret("hunter2-clear"),
        security_token=Secret("token-clear"),
        client_secret=Secret("consumer-secret-clear"),
    ).account,
    health=Health(
        status=Status.NEEDS_RECONNECT,
        last_checked_at="2026-11-22T09:00:00Z",
        last_error=Problem(
            code="refused", message="authentication failure", cause="The password changed.", do="Reconnect."
        ),
        history=(
            Happening(at="2026-11-20T09:00:00Z", what="connected"),
            Happening(at="2026-11-22T09:00:00Z", what="refused", detail="authentication failure"),
        ),
    ),
)
CLEAR = ("hunter2-clear", "token-clear", "consumer-secret-clear")


async def opened(stage: Running) -> Running:
    await stage.press("enter")
    await stage.on(AccountScreen)
    return stage


async def test_everything_about_it_and_no_secret(keeper: Keeper) -> None:
    async with on_accounts(keeper, ONE, size=(100, 40)) as stage:
        await opened(stage)
        await stage.shows(
            "sftui · Acme [/red] production",
            "▲ needs reconnect",
            "Acme Industries",
            "Production",
            "user1@acme.com",
            "The password changed.",
            "Refused by Salesforce: authentication failure",
            "Connected",
            "Password        ••••••••••••",
            "Security token  ••••••••••••",
        )
        assert not any(secret in stage.words() for secret in CLEAR)


async def test_a_secret_is_shown_on_purpose_and_hides_again(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revealing, "HIDE_AFTER", 0.3)
    async with on_accounts(keeper, ONE, size=(100, 40)) as stage:
        await opened(stage)
        await stage.press("j", "j", "ctrl+r")
        await stage.shows("token-clear", "ctrl+r Hide")
        assert "hunter2-clear" not in stage.words()
        await stage.until(lambda: "token-clear" not in stage.words())


async def test_a_shown_secret_hides_when_the_focus_moves_and_in_pictures(keeper: Keeper) -> None:
    async with on_accounts(keeper, ONE, size=(100, 40)) as stage:
        await opened(stage)
        await stage.press("j", "ctrl+r")
        await stage.shows("hunter2-clear")
        await stage.press("j")
        assert "hunter2-clear" not in stage.words()
        await stage.press("ctrl+r")
        await stage.shows("token-clear")
        assert "token-clear" not in stage.app.export_screenshot()


async def test_it_follows_what_happens(keeper: Keeper) -> None:
    async with on_accounts(keeper, ONE, size=(100, 40)) as stage:
        await opened(stage)
        better = Entry(
            account=ONE.account.with_changes(name="Renamed", security_token=Secret("")),
            health=Health(status=Status.CONNECTED),
        )
        stage.app.hear(EntryChanged(entry=better))
        await stage.shows("sftui · Renamed", "● connected", "Nothing yet. Press t")
        await stage.until(lambda: len(stage.screen.query(SecretRow)) == 2)
        assert "Security token" not in stage.words()


async def test_another_account_changes_nothing(keeper: Keeper) -> None:
    async with on_accounts(keeper, ONE, entry(2)) as stage:
        await opened(stage)
        stage.app.hear(EntryChanged(entry=entry(2, "Zulu")))
        await stage.until(lambda: stage.app.ledger.entry(f"{2:032x}").account.name == "Zulu")  # type: ignore[union-attr]  # it is there
        await stage.shows("Acme [/red] production")


async def test_it_closes_when_the_account_is_removed(keeper: Keeper) -> None:
    async with on_accounts(keeper, ONE) as stage:
        await opened(stage)
        stage.app.hear(EntryRemoved(account_id=ONE.account.id))
        await stage.on(AccountsScreen)


async def test_esc_goes_back_to_the_selected_row(keeper: Keeper) -> None:
    async with on_accounts(keeper, ONE, entry(2)) as stage:
        await stage.press("j")
        await opened(stage)
        await stage.press("escape")
        await stage.on(AccountsScreen)
        assert stage.line(3).startswith("▎")


async def test_two_quick_enters_open_one(keeper: Keeper) -> None:
    async with on_accounts(keeper, ONE) as stage:
        stage.app.simulate_key("enter")
        stage.app.simulate_key("enter")
        await stage.on(AccountScreen)
        await stage.pilot.pause()
        assert sum(isinstance(screen, AccountScreen) for screen in stage.app.screen_stack) == 1


async def test_locking_takes_everything_off_and_unlocking_brings_it_back(keeper: Keeper) -> None:
    keeper.lock().result(PATIENCE)
    file.edit(file.unlock(keeper.places.accounts, PASSPHRASE), merging.add(ONE.account))
    keeper.unlock(PASSPHRASE).result(PATIENCE)
    async with on_accounts(keeper, size=(100, 40)) as stage:
        await opened(stage)
        await stage.press("j", "ctrl+r")
        await stage.shows("hunter2-clear")
        stage.app.copy_to_clipboard("hunter2-clear")
        account_screen = stage.screen
        await stage.press("ctrl+l")
        await stage.on(UnlockScreen)
        assert all(row._secret is None for row in account_screen.query(SecretRow))
        assert not stage.app.ledger.snapshot.entries
        assert stage.app.clipboard == ""
        await stage.type(PASSPHRASE.text.reveal())
        await stage.press("enter")
        await stage.on(AccountScreen)
        await stage.shows("Acme [/red] production", "Acme Industries", "Password        ••••••••••••")
        assert stage.screen is account_screen
        assert not any(secret in stage.words() for secret in CLEAR)


async def test_a_small_terminal(keeper: Keeper) -> None:
    async with on_accounts(keeper, ONE, size=(60, 18)) as stage:
        await opened(stage)
        await stage.shows("▲ needs reconnect", "Acme Industries", "Esc Back")
        await stage.press("end")
        await stage.shows("Refused by Salesforce")
