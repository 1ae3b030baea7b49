"""The accounts as the app knows them: fed by the keeper's events, asked by the screens. Empty while locked."""

from __future__ import annotations

from collections import Counter

from sftui.account import Status
from sftui.keeper.events import AccountsLoaded, Entry, EntryChanged, EntryRemoved, Event, Locked, Snapshot


class Ledger:
    """Takes one event in constant time; the sorted snapshot is made when somebody asks for it."""

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        self._entries: dict[str, Entry] = {}
        self._snapshot: Snapshot | None = None
        self._states: Counter[Status] = Counter()
        self.generation = 0
        self.warnings: tuple[str, ...] = ()
        self.take_snapshot(snapshot or Snapshot())

    def take(self, event: Event) -> None:
        """What the event says is so from now on."""
        if isinstance(event, AccountsLoaded):
            self.take_snapshot(event.snapshot)
        elif isinstance(event, EntryChanged):
            self._drop(event.entry.account.id)
            self._entries[event.entry.account.id] = event.entry
            self._states[event.entry.health.status] += 1
        elif isinstance(event, EntryRemoved):
            self._drop(event.account_id)
        elif isinstance(event, Locked):
            self.take_snapshot(Snapshot())

    def take_snapshot(self, snapshot: Snapshot) -> None:
        self._entries = {entry.account.id: entry for entry in snapshot.entries}
        self._snapshot = snapshot
        self._states = Counter(entry.health.status for entry in snapshot.entries)
        self.generation = snapshot.generation
        self.warnings = snapshot.warnings

    def entry(self, account_id: str) -> Entry | None:
        return self._entries.get(account_id)

    def count(self, status: Status) -> int:
        """How many accounts are in this state."""
        return self._states[status]

    @property
    def snapshot(self) -> Snapshot:
        """All entries in the order of their names."""
        if self._snapshot is None:
            entries = sorted(
                self._entries.values(), key=lambda entry: (entry.account.name.casefold(), entry.account.id)
            )
            self._snapshot = Snapshot(
                entries=tuple(entries), generation=self.generation, warnings=self.warnings
            )
        return self._snapshot

    def _drop(self, account_id: str) -> None:
        self._snapshot = None
        before = self._entries.pop(account_id, None)
        if before is not None:
            self._states[before.health.status] -= 1

    def __len__(self) -> int:
        return len(self._entries)
