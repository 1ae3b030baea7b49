"""What opens the account file: listing, adding, changing and removing slots; and its backups.

Key derivation and disk run in threads; changes go through the desk, so that they and saves do not cross.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

from sftui.keeper.desk import Desk
from sftui.vault import key_files, recovery, rotation, slots
from sftui.vault.file import Vault
from sftui.vault.keys import Key, Passphrase
from sftui.vault.recovery import Backup, Restored
from sftui.vault.slots import SlotInfo


async def listed(desk: Desk) -> tuple[SlotInfo, ...]:
    """As the file on the disk has them: another process may have changed them."""
    await desk.look_again()
    return slots.list_slots(desk.open_vault())


async def change_passphrase(desk: Desk, new: Passphrase, slot_id: str) -> tuple[SlotInfo, ...]:
    return await _change(
        desk, lambda vault: slots.change_passphrase(vault, new, slot_id=slot_id, cost=desk.cost)
    )


async def add(desk: Desk, label: str, key: Key) -> tuple[SlotInfo, ...]:
    return await _change(desk, lambda vault: slots.add_slot(vault, label, key, cost=desk.cost))


async def add_key_file(desk: Desk, label: str, path: Path) -> tuple[SlotInfo, ...]:
    """Make a key file and its slot. When the slot cannot be saved, the new key file goes again."""

    def made(vault: Vault) -> Vault:
        with key_files.key_file_made(path) as new:
            after = slots.add_slot(vault, label, new.key, cost=desk.cost)
        return replace(after, warnings=(*new.warnings, *after.warnings))

    return await _change(desk, made)


async def remove(desk: Desk, slot_id: str) -> tuple[SlotInfo, ...]:
    return await _change(desk, lambda vault: slots.remove_slot(vault, slot_id))


async def rotate(desk: Desk, keys: Mapping[str, Key], drop: Collection[str]) -> tuple[SlotInfo, ...]:
    """A new data key: sessions are dropped, backups encrypted anew."""
    changed = await _change(
        desk,
        lambda vault: rotation.rotate(vault, keys, drop=drop, sessions=desk.places.sessions, cost=desk.cost),
    )
    await desk.load()
    return changed


async def backups(desk: Desk, key: Key | None) -> tuple[Backup, ...]:
    """The backups beside the file, the newest first; the file itself need not be open."""
    return await asyncio.to_thread(recovery.list_backups, desk.places.accounts, key)


async def restore(desk: Desk, backup: Backup, key: Key | None) -> Restored:
    """Put a backup in the file's place; what stood there is kept aside."""
    return await desk.under_way.finish(
        asyncio.to_thread(recovery.restore, desk.places.accounts, backup, key=key)
    )


async def _change(desk: Desk, step: Callable[[Vault], Vault]) -> tuple[SlotInfo, ...]:
    await desk.change_file(step)
    return slots.list_slots(desk.open_vault())
