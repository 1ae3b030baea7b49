"""A new data key for the whole file: for when somebody may have had the old one.

Every slot must be wrapped anew, which needs its passphrase or key. A slot whose secret is not at hand can
only be dropped, and only when the person said so for that slot.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sftui.errors import Cause, FileAltered, FileDamaged, FileError, UsageError, WrongKey
from sftui.foreign import clean
from sftui.vault import envelope as outer
from sftui.vault.backups import existing_backups
from sftui.vault.derivations import DEFAULT_COST, Cost, key_check
from sftui.vault.disk import DISK, Disk
from sftui.vault.durable import reason_of, replace_file
from sftui.vault.header import Header, Slot
from sftui.vault.keys import KEY_BYTES, HiddenBytes, Key
from sftui.vault.saving import LOCK_WAIT, Next, Vault, load, save_locked, writing_own
from sftui.vault.sealing import DoesNotOpen, unwrap
from sftui.vault.slots import new_slot, type_of
from sftui.vault.writing import remove_quietly


def rotate(
    vault: Vault,
    keys: Mapping[str, Key],
    *,
    drop: Collection[str] = (),
    sessions: Path | None = None,
    cost: Cost = DEFAULT_COST,
    disk: Disk = DISK,
    wait: float = LOCK_WAIT,
) -> Vault:
    """Give the file a new data key. ``keys`` maps slot ids to what opens them; ``drop`` names slots to lose.

    Raises :class:`UsageError` when a slot is neither kept nor dropped, or none would be left, and
    :class:`WrongKey` when a key does not open its slot. ``sessions`` is deleted: its key is derived from the
    data key. Other processes are asked to unlock again.

    Backups are encrypted again with the new key; one that does not open with the old one is deleted. Once the file
    has its new key, whatever fails after that is a warning, which names what the old key still opens.
    """
    data_key = HiddenBytes(secrets.token_bytes(KEY_BYTES))

    def step(current: Vault) -> Next:
        slots = tuple(
            new_slot(data_key, current.file_id, slot.label, keys[slot.id], cost, slot.id)
            for slot in _kept(current.header, keys, drop)
        )
        header = replace(current.header, slots=slots, key_check=key_check(data_key, current.file_id))
        proof = tuple(keys[slot.id] for slot in slots)
        return Next(header, data_key, current.accounts, proof)

    with writing_own(vault.path, disk, wait) as target:
        rotated = save_locked(vault, target, step, disk)
        warnings = _treat_backups(target, rotated, vault.data_key, disk)
    if sessions is not None:
        remove_quietly(sessions, disk)
    return replace(rotated, warnings=(*rotated.warnings, *warnings, *_older_copies(target)))


def _kept(header: Header, keys: Mapping[str, Key], drop: Collection[str]) -> tuple[Slot, ...]:
    for slot in header.slots:
        if slot.id in drop:
            continue
        if slot.id not in keys:
            raise UsageError(
                f"The slot “{clean(slot.label)}” cannot be kept: its passphrase or key was not given.",
                Cause(
                    "A new data key must be wrapped anew for every slot.",
                    "Give its passphrase or key as well, or say that this slot may be dropped.",
                ),
            )
        if not _opens(slot, keys[slot.id], header.file_id):
            raise WrongKey(
                f"What was given for the slot “{clean(slot.label)}” does not open it.",
                Cause("A typing mistake, or the key of another slot.", "Give the right one and try again."),
            )
    kept = tuple(slot for slot in header.slots if slot.id not in drop)
    if not kept:
        raise UsageError(
            "No slot would be left, and nobody could open the account file any more.",
            Cause("Every slot was to be dropped.", "Keep at least one."),
        )
    return kept


def _opens(slot: Slot, key: Key, file_id: str) -> bool:
    if slot.type != type_of(key):
        return False
    try:
        unwrap(slot, key, file_id)
    except DoesNotOpen:
        return False
    return True


def _treat_backups(target: Path, vault: Vault, old_key: HiddenBytes, disk: Disk) -> tuple[str, ...]:
    """Seal each backup anew; returns a sentence for each that had to be deleted, or is as it was."""
    warnings: list[str] = []
    for _, backup in existing_backups(target):
        try:
            _reseal(backup, vault, old_key, disk)
        except (FileDamaged, FileAltered):
            warnings.append(_deleted(backup, disk))
        except FileError as error:
            warnings.append(_still_open(backup, f"could not be encrypted anew. {error.message}"))
    return tuple(warnings)


def _deleted(backup: Path, disk: Disk) -> str:
    try:
        disk.remove(backup)
    except OSError as error:
        return _still_open(backup, f"could not be deleted: {reason_of(error)}.")
    return f"The backup {backup.name} did not open with the old key; it was deleted."


def _still_open(backup: Path, what: str) -> str:
    return f"The backup {backup.name} {what} The old key still opens it: delete it."


def _older_copies(target: Path) -> tuple[str, ...]:
    """Files that a restore put aside are a person's own: they are named, not deleted."""
    aside = re.compile(rf"{re.escape(target.name)}\.(replaced|damaged)-.*")
    try:
        names = sorted(each.name for each in target.parent.iterdir() if aside.fullmatch(each.name))
    except OSError as error:
        reason = reason_of(error)
        return (
            f"What earlier restores put aside could not be listed ({reason}): the old key still opens it.",
        )
    if not names:
        return ()
    return (f"The old key still opens what earlier restores put aside: {', '.join(names)}. Delete them.",)


def _reseal(backup: Path, vault: Vault, old_key: HiddenBytes, disk: Disk) -> None:
    """Raises FileDamaged or FileAltered when the old key does not open it, another FileError for all else."""
    on_disk = load(backup)
    found = on_disk.envelope
    if outer.fits(found.header, vault.data_key):
        return
    plaintext = outer.open_document(found, old_key)
    header = replace(found.header, slots=vault.header.slots, key_check=vault.header.key_check)
    raw, _ = outer.seal(header, vault.data_key, plaintext)
    replace_file(backup, raw, disk, backup=False)
    with suppress(OSError):  # only the time that lists show
        os.utime(backup, ns=(on_disk.status.st_atime_ns, on_disk.status.st_mtime_ns))
