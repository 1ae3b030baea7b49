"""The accounts as the app knows them."""

from __future__ import annotations

from sftui.account import Status
from sftui.keeper.events import AccountsLoaded, EntryChanged, EntryRemoved, Locked, Snapshot
from sftui.tui.ledger import Ledger
from tests.support.screens import entry


def test_events_change_what_is_known() -> None:
    ledger = Ledger()
    first, second = entry(1, "Beta"), entry(2, "alpha")
    ledger.take(AccountsLoaded(snapshot=Snapshot(entries=(first,), generation=3, warnings=("loose mode",))))
    assert (ledger.generation, ledger.warnings, len(ledger)) == (3, ("loose mode",), 1)
    ledger.take(EntryChanged(entry=second))
    assert [each.account.name for each in ledger.snapshot.entries] == ["alpha", "Beta"]
    worse = entry(1, "Beta", status=Status.NEEDS_RECONNECT)
    ledger.take(EntryChanged(entry=worse))
    assert ledger.entry(first.account.id) is worse
    assert ledger.snapshot is ledger.snapshot
    ledger.take(EntryRemoved(account_id=second.account.id))
    ledger.take(EntryRemoved(account_id="unknown"))
    assert ledger.snapshot.entries == (worse,)


def test_a_lock_leaves_nothing() -> None:
    ledger = Ledger(Snapshot(entries=(entry(1),), generation=3))
    ledger.take(Locked(reason="locked by you"))
    assert ledger.snapshot == Snapshot()
    assert len(ledger) == 0
    assert ledger.entry(entry(1).account.id) is None


def test_states_are_counted_as_they_change() -> None:
    ledger = Ledger(Snapshot(entries=(entry(1), entry(2, status=Status.NEEDS_RECONNECT))))
    ledger.take(EntryChanged(entry=entry(1, status=Status.NEEDS_RECONNECT)))
    assert (ledger.count(Status.NEEDS_RECONNECT), ledger.count(Status.CONNECTED)) == (2, 0)
    ledger.take(EntryRemoved(account_id=entry(2).account.id))
    assert ledger.count(Status.NEEDS_RECONNECT) == 1
    ledger.take(Locked(reason="locked by you"))
    assert ledger.count(Status.NEEDS_RECONNECT) == 0
