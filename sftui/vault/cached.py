"""Remembering an unlock on this computer: a random key in the OS keyring, and its slot in the file.

Needs the optional extra ``keyring``. Not a source that anybody names: when it has nothing, the person is
asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sftui.errors import Cause, SftuiError, UsageError
from sftui.vault.header import Header, Slot
from sftui.vault.key_files import key_from_text, key_text, new_key
from sftui.vault.keys import RawKey
from sftui.vault.resolving import resolve
from sftui.vault.saving import Vault, load
from sftui.vault.sealing import DoesNotOpen, unwrap
from sftui.vault.slots import add_slot, remove_slot
from sftui.vault.strict import Malformed

SERVICE = "sftui"
LABEL = "this computer"
_LIMIT = 20.0
"""Seconds: a keyring may ask the person to open it, or wait for a desktop that is not there."""


class Keyring(Protocol):
    """The three functions of the ``keyring`` package."""

    def get_password(self, service_name: str, username: str) -> str | None: ...

    def set_password(self, service_name: str, username: str, password: str) -> None: ...

    def delete_password(self, service_name: str, username: str) -> None: ...


def system_keyring() -> Keyring | None:
    """The OS keyring, or ``None`` without the extra."""
    try:
        import keyring  # type: ignore[import-not-found,unused-ignore]  # the extra may be missing
    except ImportError:
        return None
    found: Keyring = keyring
    return found


def cached_key(path: Path, ring: Keyring | None = None) -> RawKey | None:
    """The remembered key, if there is one that opens the file as it is now. Never an error."""
    try:
        header = load(resolve(path)).envelope.header
    except SftuiError:
        return None
    if not any(slot.type == "key" for slot in header.slots):
        return None
    key = _stored(header.file_id, ring or system_keyring())
    return key if key is not None and _slot_of(header, key) is not None else None


def remember(vault: Vault, ring: Keyring | None = None) -> Vault:
    """Let this computer's keyring open the file. Raises :class:`UsageError` when there is no keyring."""
    keyring = ring or system_keyring()
    if keyring is None:
        raise UsageError(
            "This computer's keyring cannot be used.",
            Cause("The package keyring is not installed.", "pip install 'sftui[keyring]'"),
        )
    if (before := _stored(vault.file_id, keyring)) is not None:
        vault = _without(vault, keyring, before)
    key = new_key()
    if not _within_limit(lambda: keyring.set_password(SERVICE, vault.file_id, key_text(key).reveal())):
        raise UsageError(
            "The keyring did not keep the key.",
            Cause("It is locked, or no keyring service runs here, as is usual over SSH.", "Use a key file."),
        )
    try:
        return add_slot(vault, LABEL, key)
    except BaseException:
        _within_limit(lambda: keyring.delete_password(SERVICE, vault.file_id))
        raise


def forget(vault: Vault, ring: Keyring | None = None) -> Vault:
    """Take the remembered key out of the keyring, and its slot out of the file.

    Raises :class:`UsageError` when the keyring has no key, but a slot that some keyring opens is still there.
    """
    keyring = ring or system_keyring()
    key = _stored(vault.file_id, keyring)
    if key is None or keyring is None:
        if left := [slot.id for slot in vault.header.slots if slot.type == "key" and slot.label == LABEL]:
            raise _not_forgotten(left, has_keyring=keyring is not None)
        return vault
    return _without(vault, keyring, key)


def _not_forgotten(slot_ids: list[str], *, has_keyring: bool) -> UsageError:
    return UsageError(
        f"The slot “{LABEL}” still opens the account file: its key was not found in the keyring.",
        Cause(
            "The keyring is locked, or it is the keyring of another computer."
            if has_keyring
            else "The package keyring is not installed.",
            f"Remove the slot itself: sftui passphrase --remove {' or '.join(slot_ids)}",
        ),
    )


def _without(vault: Vault, keyring: Keyring, key: RawKey) -> Vault:
    slot = _slot_of(vault.header, key)
    if slot is not None:
        vault = remove_slot(vault, slot.id)
    _within_limit(lambda: keyring.delete_password(SERVICE, vault.file_id))
    return vault


def _stored(file_id: str, keyring: Keyring | None) -> RawKey | None:
    if keyring is None:
        return None
    found: list[str | None] = []
    if not _within_limit(lambda: found.append(keyring.get_password(SERVICE, file_id))) or not found[0]:
        return None
    try:
        return key_from_text(found[0])
    except Malformed:
        return None


def _slot_of(header: Header, key: RawKey) -> Slot | None:
    for slot in header.slots:
        if slot.type == "key":
            try:
                unwrap(slot, key, header.file_id)
            except DoesNotOpen:
                continue
            return slot
    return None


def _within_limit(work: Callable[[], object]) -> bool:
    """Whether ``work`` succeeded in time. A keyring that hangs is left behind in a daemon thread."""
    succeeded = threading.Event()

    def run() -> None:
        try:
            work()
        except Exception:  # noqa: BLE001  # every keyring backend raises its own errors
            return
        succeeded.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(_LIMIT)
    return succeeded.is_set()
