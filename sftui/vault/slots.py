"""What opens the file: list, add, change and remove slots. A file never loses its last slot.

Changing a passphrase wraps the same data key again, so old backups still open with the old passphrase;
``rotation`` gives the file a new data key.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from sftui.errors import Cause, UsageError
from sftui.vault.derivations import DEFAULT_COST, Cost, new_kdf
from sftui.vault.disk import DISK, Disk
from sftui.vault.header import MAX_LABEL, MAX_SLOTS, Argon2id, Kdf, Scrypt, Slot, SlotType
from sftui.vault.keys import HiddenBytes, Key, Passphrase
from sftui.vault.saving import LOCK_WAIT, Next, Vault, save
from sftui.vault.sealing import wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotInfo:
    """One way to open the file, as it is listed."""

    id: str
    type: SlotType
    label: str
    derivation: str
    """In words, such as ``Argon2id, 64 MiB, 3 passes, 4 lanes``."""
    opened_this: bool
    """Whether the present unlock came through it."""


def list_slots(vault: Vault) -> tuple[SlotInfo, ...]:
    return tuple(
        SlotInfo(
            id=slot.id,
            type=slot.type,
            label=slot.label,
            derivation=_in_words(slot.kdf),
            opened_this=slot.id == vault.opened_by,
        )
        for slot in vault.header.slots
    )


def type_of(key: Key) -> SlotType:
    """The type of slot that this kind of key opens."""
    return "passphrase" if isinstance(key, Passphrase) else "key"


def new_slot(
    data_key: HiddenBytes, file_id: str, label: str, key: Key, cost: Cost, slot_id: str = ""
) -> Slot:
    """Wrap the data key for one passphrase or key, with a fresh salt. Saves nothing."""
    if len(label) > MAX_LABEL or not label.isprintable():
        raise UsageError(
            f"A label has at most {MAX_LABEL} printable characters.",
            Cause("It stands unencrypted in the file.", "Choose a short one that names no person or host."),
        )
    bare = Slot(
        id=slot_id or secrets.token_hex(4),
        type=type_of(key),
        label=label,
        kdf=new_kdf(key, cost),
    )
    return replace(bare, wrapped=wrap(data_key, key, bare, file_id))


def add_slot(
    vault: Vault,
    label: str,
    key: Key,
    *,
    cost: Cost = DEFAULT_COST,
    disk: Disk = DISK,
    wait: float = LOCK_WAIT,
) -> Vault:
    """Let a further passphrase, key file or recovery code open the file; at most eight."""
    slot = new_slot(vault.data_key, vault.file_id, label, key, cost)

    def added(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        if len(slots) >= MAX_SLOTS:
            raise UsageError(
                f"The account file has {MAX_SLOTS} slots already, and more are not possible.",
                Cause("Every passphrase, key file and recovery code takes one.", "Remove one first."),
            )
        return (*slots, slot)

    return _change_slots(vault, added, (key,), disk, wait)


def change_passphrase(
    vault: Vault,
    new: Passphrase,
    *,
    slot_id: str = "",
    cost: Cost = DEFAULT_COST,
    disk: Disk = DISK,
    wait: float = LOCK_WAIT,
) -> Vault:
    """Wrap the data key with another passphrase: in the slot that is named, or the one that a person means.

    The old passphrase opens the file no more, but it still opens the backups made before.
    """
    old = _passphrase_slot(vault, slot_id)
    slot = new_slot(vault.data_key, vault.file_id, old.label, new, cost, old.id)

    def changed(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        _find(slots, old.id)
        return tuple(slot if each.id == slot.id else each for each in slots)

    return _change_slots(vault, changed, (new,), disk, wait)


def remove_slot(vault: Vault, slot_id: str, *, disk: Disk = DISK, wait: float = LOCK_WAIT) -> Vault:
    """Take one way to open the file away; never the last one."""

    def removed(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        _find(slots, slot_id)
        if len(slots) == 1:
            raise UsageError(
                "This is the last slot: without it nobody could open the account file any more.",
                Cause("Every other slot was removed before.", "Add another passphrase or key file first."),
            )
        return tuple(each for each in slots if each.id != slot_id)

    return _change_slots(vault, removed, (), disk, wait)


def _change_slots(
    vault: Vault,
    change: Callable[[tuple[Slot, ...]], tuple[Slot, ...]],
    proof: tuple[Key, ...],
    disk: Disk,
    wait: float,
) -> Vault:
    def step(current: Vault) -> Next:
        header = replace(current.header, slots=change(current.header.slots))
        return Next(header, current.data_key, current.accounts, proof)

    return save(vault, step, disk, wait)


def _passphrase_slot(vault: Vault, slot_id: str) -> Slot:
    if slot_id:
        named = _find(vault.header.slots, slot_id)
        if named.type != "passphrase":
            raise UsageError(
                f"The slot “{named.label}” is not a passphrase.",
                Cause("It is a key file, a recovery code or this computer's keyring.", "Remove it instead."),
            )
        return named
    passphrases = [slot for slot in vault.header.slots if slot.type == "passphrase"]
    for slot in passphrases:
        if slot.id == vault.opened_by or len(passphrases) == 1:
            return slot
    raise UsageError(
        "The account file has several passphrases." if passphrases else "The account file has no passphrase.",
        Cause(
            "It is opened with a key file or another slot.",
            "Name the slot to change." if passphrases else "Add a passphrase instead of changing it.",
        ),
    )


def _find(slots: tuple[Slot, ...], slot_id: str) -> Slot:
    for slot in slots:
        if slot.id == slot_id:
            return slot
    raise UsageError(
        "There is no such slot in the account file.",
        Cause("It was removed in the meantime, or the name is wrong.", "List the slots and choose again."),
    )


def _in_words(kdf: Kdf) -> str:
    if isinstance(kdf, Argon2id):
        passes, lanes = _counted(kdf.iterations, "pass", "passes"), _counted(kdf.lanes, "lane", "lanes")
        return f"Argon2id, {kdf.memory_kib // 1024} MiB, {passes}, {lanes}"
    if isinstance(kdf, Scrypt):
        return f"scrypt, {kdf.n * kdf.r // 8192} MiB, {_counted(kdf.p, 'pass', 'passes')}"
    return "random key"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
