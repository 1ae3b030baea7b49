"""The demo org counts: whichever way the program is used, a refused password goes over the line once."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from sftui.account import Status
from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.problem import ProblemDialog
from sftui.tui.screens.reconnect.dialog import ReconnectDialog
from sftui.tui.screens.reconnect.refusal import Refusal
from sftui.vault.places import Places
from tests.cli.background import in_background
from tests.cli.conftest import Connect, Run
from tests.support.keeping import CHEAP, PASSPHRASE
from tests.support.screens import Running, on_accounts

ADA = "ada@acme.com"
NAMES = ["Acme", "Acme reports", "Data loads"]


@pytest.fixture
def broken(connect: Connect, demo: DemoSalesforce, tmp_path: Path) -> dict[str, str]:
    """Three accounts of one user whose password changed. Gives files: the old password, a wrong one, the new one."""
    old = credentials(demo)["password"]
    for name in NAMES:
        connect("password", name=name)
    demo.change_password(ADA)
    demo.end_sessions(ADA)
    ada = demo.person(ADA)
    texts = {
        "old": old,
        "wrong": {"password": "mistyped", "security_token": "mistypedtoken"},
        "new": {"password": ada.password, "security_token": ada.security_token},
    }
    paths = {}
    for name, values in texts.items():
        path = tmp_path / f"{name}.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(values))
        paths[name] = str(path)
    return paths


def refused(demo: DemoSalesforce) -> int:
    return sum(each.refused for each in demo.attempts(ADA))


def both_at_once(arguments: list[str], environment: dict[str, str]) -> None:
    with in_background(arguments, environment) as first, in_background(arguments, environment) as second:
        assert {each.ended()[0] for each in (first, second)} <= {2, 4}


def test_on_the_command_line(
    run: Run, demo: DemoSalesforce, broken: dict[str, str], environment: dict[str, str]
) -> None:
    both_at_once(["check"], environment)
    assert refused(demo) == 1, "one for three accounts and two programs"
    for arguments in (
        ["check"],
        *(["token", name] for name in NAMES),
        ["reconnect", "--all"],
        ["reconnect", "--needed"],
        ["reconnect", *NAMES],
        ["reconnect", "Acme", "--from", broken["old"]],
        ["connect", "--from", broken["old"], "--name", "Once more"],
    ):
        assert run(*arguments).code in {2, 4}, arguments
    both_at_once(["token", "Acme"], environment)
    assert refused(demo) == 1
    both_at_once(["reconnect", "--needed", "--from", broken["wrong"]], environment)
    for _ in range(2):
        assert run("reconnect", "--all", "--from", broken["wrong"]).code == 4
    assert refused(demo) == 2
    assert run("reconnect", "--needed", "--from", broken["new"]).code == 0
    assert refused(demo) == 2
    assert not demo.refused_twice()


async def answer(stage: Running, password: str, token: str) -> None:
    await stage.on(ReconnectDialog)
    await stage.type(password)
    await stage.press("tab")
    await stage.type(token)
    await stage.press("enter")
    await stage.until(lambda: stage.screen.query(Refusal) and stage.screen.query_one(Refusal).is_open)
    await stage.press("escape")
    await stage.on(AccountsScreen)


async def use_the_screens(keeper: Keeper, old: dict[str, str]) -> None:
    """Every key that could send a password, from the list and from an account's own form."""
    async with on_accounts(keeper) as stage:
        await stage.press("T")
        await stage.says("tested")
        await stage.press("t")
        await stage.says("“Acme” needs to be reconnected")
        await stage.press("c")
        await stage.on(ProblemDialog)
        await stage.press("escape", "r")
        await answer(stage, old["password"], old["security_token"])
        await stage.press("R")
        await answer_all(stage)
        await stage.press("r")
        await answer(stage, "mistyped", "mistypedtoken")
        await stage.press("e")
        await stage.on(ConnectScreen)
        await stage.until(lambda: stage.screen.query("#field-password"))
        await stage.press("ctrl+s")
        await stage.until(lambda: stage.screen.query(FailureStep))
        await stage.shows("refused exactly this before")


async def answer_all(stage: Running) -> None:
    await stage.on(ReconnectDialog)
    await stage.press("escape")
    await stage.shows("accounts are left")
    await stage.press("escape")
    await stage.on(AccountsScreen)


async def test_on_the_screens_and_after_a_restart(
    run: Run, demo: DemoSalesforce, broken: dict[str, str], places: Places
) -> None:
    old = json.loads(await asyncio.to_thread(Path(broken["old"]).read_text))
    for _ in range(2):
        keeper = Keeper(places, cost=CHEAP)
        keeper.start()
        try:
            await asyncio.wrap_future(keeper.unlock(PASSPHRASE))
            await use_the_screens(keeper, old)
        finally:
            await asyncio.to_thread(keeper.close)
        assert refused(demo) == 2, "the saved one once, and the mistyped one once"
    assert run("reconnect", "Acme", "--from", broken["wrong"]).code == 4
    assert refused(demo) == 2
    assert not demo.refused_twice()


def test_when_the_states_are_lost(
    run: Run, demo: DemoSalesforce, broken: dict[str, str], places: Places
) -> None:
    """The expendable files go, as after a clean-up: what the account file knows is enough for saved passwords."""
    assert run("check").code == 4
    places.sessions.unlink()
    shutil.rmtree(places.refresh_locks)
    assert run("check").code == 4
    assert run("token", "Acme").code == 4
    assert refused(demo) == 1
    assert Status.NEEDS_RECONNECT.value in run("list", "--json").out
