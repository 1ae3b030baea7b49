"""Making, opening and locking the account file. Key derivation and disk run in threads."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sftui.keeper.collecting import collecting_later
from sftui.keeper.desk import Desk
from sftui.keeper.events import Snapshot
from sftui.vault import file
from sftui.vault.keys import Key


async def create(desk: Desk, keys: Mapping[str, Key]) -> Snapshot:
    """Make the account file. Only an explicit first run calls this."""
    vault = await asyncio.to_thread(file.create, desk.places.accounts, keys, cost=desk.cost)
    return await desk.open(vault)


async def unlock(desk: Desk, key: Key) -> Snapshot:
    """Open the account file and the sessions beside it."""
    with collecting_later():
        vault = await asyncio.to_thread(file.unlock, desk.places.accounts, key)
        return await desk.open(vault)


async def lock(desk: Desk, reason: str) -> None:
    await desk.shut(reason)


async def fresh_snapshot(desk: Desk) -> Snapshot:
    await desk.look_again()
    return desk.snapshot()
