"""Locking drops what was decrypted, and loses nothing that Salesforce already answered."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from sftui.demo.server import DemoSalesforce
from sftui.errors import LockedError
from sftui.keeper import opening
from sftui.keeper.desk import Desk
from sftui.keeper.events import Event, Locked
from sftui.keeper.keeper import Keeper
from sftui.moments import utc_now
from sftui.vault import file
from sftui.vault.epoch import ask_to_lock
from sftui.vault.places import find_places
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE, connected, draft


class Heard:
    """Listens for the word that the file was locked."""

    def __init__(self) -> None:
        self.locked = threading.Event()

    def __call__(self, event: Event) -> None:
        if isinstance(event, Locked):
            self.locked.set()

    async def lock(self) -> None:
        """Wait for the next one."""
        assert await asyncio.to_thread(self.locked.wait, PATIENCE)
        self.locked.clear()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def desk(tmp_path: Path, heard: Heard) -> Desk:
    return Desk(places=find_places(tmp_path / "accounts.toml", {}), notify=heard, now=utc_now, cost=CHEAP)


def test_a_rotated_refresh_token_survives_a_lock_in_the_middle(keeper: Keeper, demo: DemoSalesforce) -> None:
    heard = Heard()
    keeper.listen(heard)
    wanted = draft(demo, "tokens")
    demo.set_app(wanted.client_id, rotation=True)
    account = connected(keeper, wanted).entry.account
    demo.switch(hold="/services/oauth2/token")
    job = keeper.reconnect(account.id)
    demo.wait_until_held(1)
    locking = keeper.lock()
    assert heard.locked.wait(PATIENCE)
    demo.let_go()
    locking.result(PATIENCE)
    with pytest.raises(LockedError):
        job.result(PATIENCE)
    keeper.unlock(PASSPHRASE).result(PATIENCE)
    entry = keeper.snapshot().result(PATIENCE).entry(account.id)
    assert entry is not None
    assert entry.account.refresh_token != account.refresh_token
    keeper.reconnect(account.id).result(PATIENCE)


def test_locking_from_another_terminal_reaches_this_one(keeper: Keeper) -> None:
    heard = Heard()
    keeper.listen(heard)
    ask_to_lock(keeper.places)
    assert heard.locked.wait(PATIENCE)
    with pytest.raises(LockedError):
        keeper.snapshot().result(PATIENCE)


async def test_what_was_unlocked_while_a_lock_still_waited_stays_open_and_watched(
    desk: Desk, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old lock waits for what was sent to Salesforce; the new unlocking is a person's last word."""
    monkeypatch.setattr("sftui.keeper.opening.WATCH_EVERY", 0.01)
    vault = file.create(desk.places.accounts, {"main": PASSPHRASE}, cost=CHEAP)
    await opening.take_up(desk, vault)
    answered = asyncio.Event()
    under_way = asyncio.ensure_future(desk.under_way.finish(answered.wait()))
    ask_to_lock(desk.places)
    await heard.lock()
    await opening.take_up(desk, vault)
    locking = asyncio.ensure_future(opening.lock(desk, "locked by you"))
    await heard.lock()
    await opening.take_up(desk, vault)
    answered.set()
    await asyncio.gather(under_way, locking)
    assert desk.accounts == ()
    ask_to_lock(desk.places)
    await heard.lock()
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
    assert desk.vault is None


async def test_a_lock_is_told_even_when_nothing_is_open(desk: Desk, heard: Heard) -> None:
    """A screen that shows accounts all the same must drop them."""
    await opening.lock(desk, "locked by you")
    assert heard.locked.is_set()
