"""What the keeper tells is heeded in order, the newest of each account, and a flood leaves time for keys."""

from __future__ import annotations

import threading

import pytest

from sftui.account import Status
from sftui.keeper.events import AccountsLoaded, EntryChanged, EntryRemoved, Event, Locked, Snapshot, Warned
from sftui.keeper.keeper import Keeper
from sftui.tui import app as app_module
from sftui.tui.inbox import Inbox
from sftui.tui.screens.unlock import UnlockScreen
from sftui.tui.widgets.account_list import AccountList
from tests.support.screens import entry, on_accounts

ONE, TWO = EntryChanged(entry=entry(1)), EntryChanged(entry=entry(2))
WORSE = EntryChanged(entry=entry(1, status=Status.UNREACHABLE))
LOADED = AccountsLoaded(snapshot=Snapshot())
WARNED = Warned(words="Saved, but the disk did not confirm it")
LOCKED = Locked(reason="locked by you")


def taken(inbox: Inbox) -> list[Event]:
    events: list[Event] = []
    while (event := inbox.take()) is not None:
        events.append(event)
    return events


@pytest.mark.parametrize(
    ("told", "heeded"),
    [
        ([], []),
        ([ONE, TWO], [ONE, TWO]),
        ([ONE, TWO, WORSE], [TWO, WORSE]),
        ([ONE, EntryRemoved(account_id=entry(1).account.id)], [EntryRemoved(account_id=entry(1).account.id)]),
        ([ONE, TWO, LOADED, WORSE], [LOADED, WORSE]),
        ([ONE, LOADED, TWO, LOCKED], [LOCKED]),
        ([WARNED, ONE, LOADED], [LOADED, WARNED]),
    ],
)
def test_only_what_still_counts_is_heeded(told: list[Event], heeded: list[Event]) -> None:
    inbox = Inbox()
    firsts = [inbox.put(event) for event in told]
    assert firsts == [place == 0 for place in range(len(told))]
    assert taken(inbox) == heeded
    assert not inbox
    assert inbox.put(ONE), "after it was emptied somebody must be told again"


def test_threads_lose_nothing() -> None:
    inbox, found = Inbox(), set[str]()
    everyone = [EntryChanged(entry=entry(number)) for number in range(400)]

    def put(start: int) -> None:
        for event in everyone[start::4]:
            inbox.put(event)

    threads = [threading.Thread(target=put, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    while len(found) < len(everyone):
        event = inbox.take()
        if isinstance(event, EntryChanged):
            found.add(event.entry.account.id)
    for thread in threads:
        thread.join()
    assert not inbox


async def test_a_key_is_answered_in_the_middle_of_a_flood(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a pause after each event, a key that came after two hundred of them need not wait for them all."""
    monkeypatch.setattr(app_module, "HEED_FOR", 0.0)
    rows = [entry(number) for number in range(200)]
    async with on_accounts(keeper, *rows) as stage:
        waiting: list[bool] = []
        accounts = stage.screen.query_one(AccountList)
        move = accounts.action_move

        def moved(by: int) -> None:
            waiting.append(bool(stage.app._inbox))
            move(by)

        monkeypatch.setattr(accounts, "action_move", moved)
        for row in rows:
            stage.app.hear(EntryChanged(entry=entry(int(row.account.id, 16), status=Status.UNREACHABLE)))
        await stage.type("j")
        await stage.until(lambda: accounts.cursor == 1)
        await stage.until(lambda: not stage.app._inbox)
        assert waiting == [True], "the key came before the end of the flood"
        assert stage.app.ledger.count(Status.UNREACHABLE) == 200
        await stage.shows("✕ Account 00000")


async def test_locking_overtakes_a_flood(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "HEED_FOR", 0.0)
    rows = [entry(number) for number in range(200)]
    async with on_accounts(keeper, *rows) as stage:
        for row in rows:
            stage.app.hear(EntryChanged(entry=row))
        stage.app.hear(LOCKED)
        assert [type(event) for event in stage.app._inbox._events.values()] == [Locked]
        await stage.on(UnlockScreen)
        assert len(stage.app.ledger) == 0
