"""What tests of the keeper share: a cheap key derivation, drafts of the demo org, connecting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sftui.account import Account, Secret
from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.keeper.events import Connected, Entry, Undecided
from sftui.keeper.keeper import Job, Keeper
from sftui.salesforce.drafts import draft_from
from sftui.vault.derivations import Cost
from sftui.vault.keys import Passphrase

CHEAP = Cost(memory_kib=7 * 1024, iterations=1, lanes=1)
PASSPHRASE = Passphrase(Secret("correct horse battery staple"))
PATIENCE = 30.0


def draft(demo: DemoSalesforce, method: str, **changes: object) -> Account:
    """The demo's working credentials for a method, as a draft."""
    return draft_from({**credentials(demo)[method], "method": method}).with_changes(**changes)


def settled(job: Job[Connected | Undecided]) -> Connected:
    """The outcome of a job that leaves nothing to decide."""
    outcome = job.result(PATIENCE)
    assert isinstance(outcome, Connected)
    return outcome


def connected(keeper: Keeper, wanted: Account) -> Connected:
    return settled(keeper.connect(wanted))


@contextmanager
def next_start(
    keeper: Keeper, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[tuple[Keeper, tuple[Entry, ...]]]:
    """The next run of the program, or one beside this; and what it finds in the file."""
    later = Keeper(keeper.places, cost=CHEAP, now=now)
    later.start()
    try:
        yield later, later.unlock(PASSPHRASE).result(PATIENCE).entries
    finally:
        later.close()
