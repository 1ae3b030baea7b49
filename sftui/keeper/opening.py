"""Making, opening, watching and locking the account file. Key derivation and disk run in threads."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sftui.errors import LockedError, SftuiError
from sftui.keeper.collecting import collecting_later
from sftui.keeper.desk import Desk
from sftui.keeper.events import Locked, Snapshot
from sftui.vault import file
from sftui.vault.epoch import lock_epoch
from sftui.vault.keys import Key

FINISH_BEFORE_LOCK = 15.0
"""Seconds that locking waits for saves of what Salesforce already answered."""
WATCH_EVERY = 2.0
"""Seconds between two looks at what other processes changed; two ``stat`` calls each."""


async def create(desk: Desk, keys: Mapping[str, Key]) -> Snapshot:
    """Make the account file. Only an explicit first run calls this."""
    vault = await asyncio.to_thread(file.create, desk.places.accounts, keys, cost=desk.cost)
    return await take_up(desk, vault)


async def unlock(desk: Desk, key: Key) -> Snapshot:
    """Open the account file and the sessions beside it."""
    with collecting_later():
        vault = await asyncio.to_thread(file.unlock, desk.places.accounts, key)
        return await take_up(desk, vault)


async def take_up(desk: Desk, vault: file.Vault) -> Snapshot:
    """Work with a file that was opened, and watch what others do to it."""
    opening = desk.opened(vault)
    desk.watcher = asyncio.ensure_future(_watch(desk, opening, lock_epoch(desk.places)))
    return await desk.load()


async def lock(desk: Desk, reason: str) -> None:
    """Tell the screens at once; let what Salesforce answered be saved; then drop everything decrypted.

    A file that was opened again meanwhile stays open: a person unlocked it after this lock.
    """
    desk.notify(Locked(reason=reason))
    closing = desk.openings
    for poll in desk.polls:
        poll.set()
    await desk.under_way.finished(FINISH_BEFORE_LOCK)
    await desk.flush()
    if desk.openings == closing:
        desk.drop()


async def _watch(desk: Desk, opening: int, epoch: int) -> None:
    """See what other processes do: a changed file, a changed state, a request to lock.

    Each opening has a watcher of its own, since the one before may be busy with a lock still.
    """
    while True:
        await asyncio.sleep(WATCH_EVERY)
        if not desk.is_open_since(opening):
            return
        if lock_epoch(desk.places) != epoch:
            await lock(desk, "locked from another terminal")
            return
        try:
            await desk.look_again()
        except LockedError:
            if desk.is_open_since(opening):
                await lock(desk, "its keys were changed by another sftui")
            return
        except SftuiError:
            continue  # a file that is being replaced, or damaged: the next job that needs it says so


async def fresh_snapshot(desk: Desk) -> Snapshot:
    await desk.look_again()
    return desk.snapshot()
