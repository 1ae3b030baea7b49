"""The expendable file: access tokens, health, sign-ins that wait for a person.

It lies apart from the account file, because rewriting a precious file at every token refresh is what
destroys such files. It is encrypted with a key that comes from the account file's data key. What is missing,
damaged, from another version or under another data key reads as empty; a write never waits for the disk.

The text is TOML: ``[sftui]`` with ``format = "sftui-sessions"``, ``version``, ``file_id``, ``salt`` (32 bytes,
fresh at each write), and ``data``: ChaCha20-Poly1305 of padded JSON under HKDF(data key, salt,
"sftui/v1/sessions:" + file_id), with a nonce of zeros and the other values as associated data.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Collection
from pathlib import Path

from sftui.vault.blocks import MAX_FILE, decode, parse, render_block
from sftui.vault.complaints import held, not_saved
from sftui.vault.derivations import sessions_key
from sftui.vault.disk import DISK, Disk
from sftui.vault.durable import failed
from sftui.vault.folders import make_private
from sftui.vault.keys import KEY_BYTES
from sftui.vault.locking import Busy, locked
from sftui.vault.resolving import read_all
from sftui.vault.saving import Vault
from sftui.vault.sealing import DoesNotOpen, decrypt, encrypt, pad, unpad
from sftui.vault.session_data import PendingSignIn, Sessions, sessions_from_json, sessions_to_json
from sftui.vault.strict import Malformed, canonical, hexadecimal, octets, table
from sftui.vault.toml import render_value
from sftui.vault.writing import remove_quietly, temporary_beside, write_file

__all__ = ["PendingSignIn", "Sessions", "drop", "edit", "read", "write"]

_FORMAT = "sftui-sessions"
_VERSION = 1
_KEYS = frozenset({"format", "version", "file_id", "salt", "data"})
_WAIT = 5.0


def read(path: Path, vault: Vault) -> Sessions:
    """What is remembered; empty when there is nothing that can be read. Never an error, never a lock."""
    try:
        raw, _ = read_all(path)
        return sessions_from_json(_opened(raw, vault))
    except (OSError, ValueError, TypeError, RecursionError, OverflowError, DoesNotOpen):
        return Sessions()


def edit(
    path: Path,
    vault: Vault,
    change: Callable[[Sessions], Sessions],
    *,
    disk: Disk = DISK,
    wait: float = _WAIT,
) -> Sessions:
    """Apply ``change`` to the newest state under a lock, across processes. Writes only when it changed.

    Raises :class:`NotSaved` when the disk refuses; the accounts themselves are not touched by that.
    """
    try:
        make_private(path.parent)
        with locked(path.with_name(f"{path.name}.lock"), wait):
            before = read(path, vault)
            after = change(before)
            if after != before:
                _write(path, _sealed(after, vault), disk)
            return after
    except Busy as busy:
        raise held(busy.holder, wait) from None
    except OSError as error:
        raise failed(path, error) from None


def write(path: Path, vault: Vault, sessions: Sessions, changed: Collection[str]) -> Sessions:
    """Put tokens and health of the ``changed`` accounts over what other processes wrote; like :func:`edit`."""
    return edit(path, vault, lambda newest: newest.with_accounts_of(sessions, changed))


def drop(path: Path, disk: Disk = DISK) -> None:
    """Forget every token, status and waiting sign-in; the accounts stay."""
    remove_quietly(path, disk)


def _write(path: Path, raw: bytes, disk: Disk) -> None:
    """In one step, but not synced: after a power cut an older or an empty file is fine here."""
    temporary = temporary_beside(path)
    write_file(temporary, raw, disk, durable=False)
    try:
        disk.rename(temporary, path)
    except BaseException:
        remove_quietly(temporary, disk)
        raise


def _sealed(sessions: Sessions, vault: Vault) -> bytes:
    salt = secrets.token_bytes(KEY_BYTES)
    values = {
        "format": _FORMAT,
        "version": _VERSION,
        "file_id": vault.file_id,
        "salt": base64.b64encode(salt).decode("ascii"),
    }
    key = sessions_key(vault.data_key, salt, vault.file_id)
    ciphertext = encrypt(key, pad(sessions_to_json(sessions)), canonical(values))
    lines = ["# sftui: access tokens and states, encrypted. Safe to delete.\n[sftui]\n"]
    lines += [f"{name} = {render_value(value)}\n" for name, value in values.items()]
    raw = "".join(lines).encode("ascii") + render_block(ciphertext)
    if len(raw) > MAX_FILE:
        raise not_saved(
            "the file of tokens and states would be too large",
            "There are very many accounts with a long history.",
            "Delete sessions.toml: it is rebuilt.",
        )
    return raw


def _opened(raw: bytes, vault: Vault) -> bytes:
    found = parse(raw, "sftui")
    values = dict(table(found.values.get("sftui"), "sftui", _KEYS))
    del values["data"]
    ciphertext = decode(found.block, "sftui.data")
    salt = octets(values["salt"], "sftui.salt", KEY_BYTES)
    if values["format"] != _FORMAT or values["version"] != _VERSION:
        raise Malformed("sftui.version", "is another one")
    if hexadecimal(values["file_id"], "sftui.file_id", 32) != vault.file_id:
        raise Malformed("sftui.file_id", "belongs to another account file")
    key = sessions_key(vault.data_key, salt, vault.file_id)
    return unpad(decrypt(key, ciphertext, canonical(values)))
