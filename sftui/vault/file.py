"""The account file as a whole: is there one, make it, unlock it, look again, edit it.

An edit is a function applied to the newest document under the lock, so that two writers cannot lose each
other's work; when :func:`edit` returns, the result is on the disk. Readers need no lock: a save puts a whole
new file in place in one step.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from sftui.errors import FileDamaged, FileError, FileMissing
from sftui.vault import envelope as outer
from sftui.vault.advice import naming_a_backup
from sftui.vault.backups import existing_backups
from sftui.vault.complaints import UnlockAgain, already_there
from sftui.vault.derivations import DEFAULT_COST, Cost, key_check
from sftui.vault.disk import DISK, Disk
from sftui.vault.document import Document
from sftui.vault.durable import failed, replace_file
from sftui.vault.folders import make_private
from sftui.vault.header import Header
from sftui.vault.keys import KEY_BYTES, HiddenBytes, Key
from sftui.vault.merging import Change
from sftui.vault.resolving import resolve, stamp_of, tighten
from sftui.vault.saving import (
    LOCK_WAIT,
    Next,
    Vault,
    load,
    newest,
    opened,
    save,
    sealed_and_proven,
    writing,
)
from sftui.vault.slots import new_slot

__all__ = [
    "LOCK_WAIT",
    "FileState",
    "UnlockAgain",
    "Vault",
    "create",
    "edit",
    "file_id_of",
    "reread",
    "state_of",
    "unlock",
]


class FileState(StrEnum):
    """What stands at the place of the account file, as far as can be seen without a key."""

    FIRST_RUN = "first-run"
    """Neither file nor backups: a new file may be made."""
    PRESENT = "present"
    NEEDS_RECOVERY = "needs-recovery"
    """Missing, empty, zeroed or damaged: never make a new one over it."""


def state_of(path: Path) -> FileState:
    """Reads, derives nothing, creates nothing. Raises :class:`FileError` when the place cannot be read."""
    target = resolve(path)
    try:
        load(target)
    except FileMissing:
        return FileState.NEEDS_RECOVERY if existing_backups(target) else FileState.FIRST_RUN
    except FileDamaged:
        return FileState.NEEDS_RECOVERY
    except FileError:
        if not target.is_file():
            raise
    return FileState.PRESENT


def create(
    path: Path,
    keys: Mapping[str, Key],
    *,
    cost: Cost = DEFAULT_COST,
    disk: Disk = DISK,
    wait: float = LOCK_WAIT,
) -> Vault:
    """Make a new account file that each of ``keys`` opens, by the label of its slot.

    Only ever called because a person asked for it. Refuses with :class:`FileError` when the file or a
    backup of it is there; nothing is ever replaced.
    """
    target = resolve(path)
    try:
        make_private(target.parent)
    except OSError as error:
        raise failed(target, error) from None
    data_key = HiddenBytes(secrets.token_bytes(KEY_BYTES))
    file_id = secrets.token_hex(16)
    with writing(target, disk, wait):
        _refuse_if_anything_is_there(target)
        header = Header(
            file_id=file_id,
            generation=1,
            key_check=key_check(data_key, file_id),
            payload_salt=b"",
            slots=tuple(new_slot(data_key, file_id, label, key, cost) for label, key in keys.items()),
        )
        wanted = Next(header, data_key, (), tuple(keys.values()))
        raw, envelope = sealed_and_proven(header, wanted, Document(), ())
        warnings = replace_file(target, raw, disk, backup=False)
        return Vault(
            path=path,
            header=envelope.header,
            data_key=data_key,
            document=Document(),
            opened_by=envelope.header.slots[0].id,
            stamp=stamp_of(target.stat()),
            digest=hashlib.sha256(raw).digest(),
            warnings=warnings,
        )


def unlock(path: Path, key: Key) -> Vault:
    """Open the file with a passphrase or key; takes as long as the derivation (0.2 s for a passphrase).

    Raises :class:`WrongKey`, :class:`FileMissing`, :class:`FileDamaged`, :class:`FileAltered`,
    :class:`FileTooNew`: five different messages.
    """
    target = resolve(path)
    with naming_a_backup(path):
        found = load(target)
        data_key, slot = outer.unlock_data_key(found.envelope.header, key)
        vault = opened(path, found, data_key, slot.id)
    return replace(vault, warnings=tighten(target, found.status))


def reread(vault: Vault) -> Vault:
    """The newest state; the very same object when the file did not change, at the price of one ``stat``.

    Raises :class:`UnlockAgain` when the data key was changed, and like :func:`unlock`.
    """
    target = resolve(vault.path)
    try:
        if stamp_of(target.stat()) == vault.stamp:
            return vault
    except OSError:
        pass  # load says what is wrong
    with naming_a_backup(vault.path):
        return newest(vault, target)


def edit(vault: Vault, change: Change, *, disk: Disk = DISK, wait: float = LOCK_WAIT) -> Vault:
    """Apply ``change`` to the newest accounts, under the lock, and return when the result is durable.

    New accounts get their id, changed ones a new ``rev`` and time. Raises :class:`InvalidFields`,
    :class:`NotSaved`, :class:`UnlockAgain`, the errors of :func:`unlock`, and what ``change`` raises; then
    the file is as it was.
    """

    def step(current: Vault) -> Next:
        return Next(current.header, current.data_key, change(current.accounts))

    with naming_a_backup(vault.path):
        return save(vault, step, disk, wait)


def file_id_of(path: Path) -> str:
    """The file's id, read without a key; the OS keyring files its keys under it."""
    return load(resolve(path)).envelope.header.file_id


def _refuse_if_anything_is_there(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise already_there(target, f"{target.name} is")
    if backups := existing_backups(target):
        raise already_there(target, f"{backups[0][1].name}, a backup of {target.name}, is")
