"""Ten thousand accounts on a wide window: everything that works with ten works with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sftui.account import Health, Status
from sftui.keeper.events import AccountsLoaded, Entry, EntryChanged, Snapshot
from sftui.keeper.keeper import Keeper
from sftui.tui.app import SftuiApp
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.unlock import UnlockScreen
from sftui.tui.widgets.account_list import AccountList
from tests.support.keeping import PASSPHRASE, PATIENCE
from tests.support.screens import Running, running
from tests.support.ten_thousand import make, name_of

MANY = 10_000
SIZE = (120, 40)


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Keeper]:
    worker = Keeper(make(tmp_path / "many", MANY))
    worker.start()
    yield worker
    worker.close()


def the_list(stage: Running) -> AccountList:
    return stage.screen.query_one(AccountList)


def selected(stage: Running) -> str:
    entry = the_list(stage).selected
    return entry.account.name if entry is not None else ""


def pane(stage: Running) -> str:
    """What stands in the detail pane."""
    return "\n".join(line.partition("│")[2] for line in stage.words().splitlines())


async def test_from_unlocking_to_locking(many: Keeper) -> None:
    app = SftuiApp(many)
    async with running(app, size=SIZE) as stage:
        await stage.on(UnlockScreen)
        await stage.type(PASSPHRASE.text.reveal())
        await stage.press("enter")
        await stage.shows("10,000 accounts, 1,000 to reconnect", name_of(0))
        snapshot = app.snapshot
        assert [entry.account.name for entry in snapshot.entries] == [
            name_of(number) for number in range(MANY)
        ]

        await stage.press("end")
        assert selected(stage) == name_of(9999)
        await stage.until(lambda: "integration-9999@" in pane(stage))

        await stage.press("slash")
        await stage.type("@customer7. needs")
        found = sum(number % 97 == 7 and number % 10 == 0 for number in range(MANY))
        await stage.shows(f"{found:,} of 10,000")
        await stage.press("enter", "up")
        kept = selected(stage)
        assert kept.endswith("customer 7")
        await stage.press("escape")
        await stage.shows("Environment")
        assert selected(stage) == kept

        for words, first in [
            ("by state", name_of(0)),
            ("by last use", name_of(1)),
            ("accounts.toml", name_of(0)),
        ]:
            await stage.press("o")
            await stage.shows(words)
            assert selected(stage) == kept
            assert the_list(stage)._entries[0].account.name == first

        better = [
            Entry(account=each.account, health=Health(status=Status.UNREACHABLE)) for each in snapshot.entries
        ]
        for entry in better:
            app.hear(EntryChanged(entry=entry))
        await stage.shows("✕", "10,000 accounts")
        await stage.until(lambda: app.ledger.count(Status.UNREACHABLE) == MANY)
        assert selected(stage) == kept
        await stage.until(lambda: "✕ unreachable" in pane(stage))

        app.hear(AccountsLoaded(snapshot=Snapshot(entries=tuple(better[10:]))))
        await stage.shows("9,990 accounts")
        assert selected(stage) == kept

        await stage.press("enter")
        await stage.until(lambda: not isinstance(stage.screen, AccountsScreen))
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.screen, AccountsScreen))
        assert selected(stage) == kept

        many.lock().result(PATIENCE)
        await stage.on(UnlockScreen)
        assert len(app.ledger) == 0
