"""The org's login page: as text and at the clipboard, never in a browser over SSH."""

from __future__ import annotations

import pytest

from sftui.keeper.keeper import Keeper
from sftui.tui.screens.account import AccountScreen
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.login_page import LoginPageDialog, login_page
from sftui.tui.screens.unlock import UnlockScreen
from tests.support.screens import entry, on_accounts

LINK = "https://acme.my.salesforce.com"


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
async def test_the_link_is_shown_and_copied(keeper: Keeper, size: tuple[int, int]) -> None:
    async with on_accounts(keeper, entry(1, "Acme"), size=size) as stage:
        await stage.press("l")
        await stage.on(LoginPageDialog)
        await stage.shows("Login page of Acme", LINK, "user1@acme.com", "clipboard")
        await stage.press("enter")
        await stage.on(AccountsScreen)
        await stage.press("enter")
        await stage.on(AccountScreen)
        await stage.press("l")
        await stage.on(LoginPageDialog)
        await stage.press("ctrl+l")
        await stage.on(UnlockScreen)


async def test_no_browser_over_ssh(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("shutil.which", lambda name, **_: f"/usr/bin/{name}")
    async with on_accounts(keeper, entry(1, "Acme")) as stage:
        await stage.press("l")
        await stage.shows("o Browser")
        await stage.press("escape")
        monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
        await stage.press("l")
        await stage.on(LoginPageDialog)
        assert "o Browser" not in stage.words()


def test_an_account_that_never_connected_logs_in_at_its_host() -> None:
    assert login_page(entry(1, instance_url="")) == "https://login.salesforce.com"
