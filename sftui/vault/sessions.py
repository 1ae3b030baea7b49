"""The expendable file: access tokens, health, sign-ins that wait for a person.

It lies apart from the account file, because rewriting a precious file at every token refresh is what
destroys such files. It is encrypted with a key that comes from the account file's data key. What is missing,
damaged, from another version or under another data key reads as empty; a write never waits for the disk.

The text is TOML: ``[sftui]`` with ``format = "sftui-sessions"``, ``version``, ``file_id``, ``salt`` (32 bytes,
fresh at each write), and ``data``: ChaCha20-Poly1305 of the padded lines of ``session_text`` under
HKDF(data key, salt, "sftui/v1/sessions:" + file_id), with a nonce of zeros and the other values as associated data.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sftui.vault.blocks import COLUMNS, MAX_FILE, decode, parse, render_block
from sftui.vault.complaints import held, not_saved
from sftui.vault.derivations import sessions_key
from sftui.vault.disk import DISK, Disk
from sftui.vault.durable import failed, sweep
from sftui.vault.folders import make_private
from sftui.vault.keys import KEY_BYTES
from sftui.vault.locking import Busy, locked
from sftui.vault.resolving import Stamp, read_all, stamp_of
from sftui.vault.saving import Vault
from sftui.vault.sealing import DoesNotOpen, decrypt, encrypt, pad, unpad
from sftui.vault.session_data import PendingSignIn, Sessions
from sftui.vault.session_text import from_text, to_text
from sftui.vault.strict import Malformed, canonical, hexadecimal, octets, table
from sftui.vault.toml import render_value
from sftui.vault.writing import put_in_place, remove_quietly

__all__ = ["PendingSignIn", "Seen", "Sessions", "change", "drop", "edit", "look", "read", "stamp_at"]

_FORMAT = "sftui-sessions"
_VERSION = 2
_KEYS = frozenset({"format", "version", "file_id", "salt", "data"})
_WAIT = 5.0
_SHORTER_HISTORIES = (None, 10, 0)
"""Lines of each history that are kept when all of them would make the file too large."""
_AROUND = 8192
"""Bytes of the file besides the data, and of its padding: generously."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one version of the file said, and which version it was: ``None`` when there was no file."""

    sessions: Sessions = field(default_factory=Sessions)
    stamp: Stamp | None = None


def read(path: Path, vault: Vault) -> Sessions:
    """What is remembered; empty when there is nothing that can be read. Never an error, never a lock."""
    return look(path, vault).sessions


def look(path: Path, vault: Vault, before: Seen | None = None) -> Seen:
    """Like :func:`read`; the very same object as ``before`` when the file is still as it was, for one ``stat``."""
    if before is not None and before.stamp is not None and before.stamp == stamp_at(path):
        return before
    try:
        raw, status = read_all(path)
    except OSError:
        return Seen()
    try:
        return Seen(from_text(_opened(raw, vault)), stamp_of(status))
    except (ValueError, TypeError, RecursionError, OverflowError, DoesNotOpen):
        return Seen(stamp=stamp_of(status))


def stamp_at(path: Path) -> Stamp | None:
    """Which version of the file is there; ``None`` when there is none."""
    try:
        return stamp_of(path.stat())
    except OSError:
        return None


def edit(
    path: Path,
    vault: Vault,
    step: Callable[[Sessions], Sessions],
    *,
    disk: Disk = DISK,
    wait: float = _WAIT,
) -> Sessions:
    """Like :func:`change`, for whoever looks only once."""
    return change(path, vault, step, disk=disk, wait=wait).sessions


def change(
    path: Path,
    vault: Vault,
    step: Callable[[Sessions], Sessions],
    before: Seen | None = None,
    *,
    disk: Disk = DISK,
    wait: float = _WAIT,
) -> Seen:
    """Apply ``step`` to the newest state under a lock, across processes. Writes only when it changed.

    The file is not read when it is still as it was seen ``before``. Raises :class:`NotSaved` when the disk refuses;
    the accounts themselves are not touched by that.
    """
    try:
        make_private(path.parent)
        with locked(path.with_name(f"{path.name}.lock"), wait):
            newest = look(path, vault, before)
            after = step(newest.sessions)
            if after == newest.sessions:
                return newest
            raw, written = _sealed(after, vault)
            sweep(path, disk)
            put_in_place(path, raw, disk)
            return Seen(written, stamp_at(path))
    except Busy as busy:
        raise held(busy.holder, wait) from None
    except OSError as error:
        raise failed(path, error) from None


def drop(path: Path, disk: Disk = DISK) -> None:
    """Forget every token, status and waiting sign-in; the accounts stay."""
    remove_quietly(path, disk)


def _sealed(sessions: Sessions, vault: Vault) -> tuple[bytes, Sessions]:
    """The bytes of the file, and what they hold: very many long histories lose their oldest lines."""
    text, written = _that_fits(sessions)
    salt = secrets.token_bytes(KEY_BYTES)
    values = {
        "format": _FORMAT,
        "version": _VERSION,
        "file_id": vault.file_id,
        "salt": base64.b64encode(salt).decode("ascii"),
    }
    key = sessions_key(vault.data_key, salt, vault.file_id)
    ciphertext = encrypt(key, pad(text), canonical(values))
    lines = ["# sftui: access tokens and states, encrypted. Safe to delete.\n[sftui]\n"]
    lines += [f"{name} = {render_value(value)}\n" for name, value in values.items()]
    return "".join(lines).encode("ascii") + render_block(ciphertext), written


def _that_fits(sessions: Sessions) -> tuple[bytes, Sessions]:
    for kept in _SHORTER_HISTORIES:
        text, written = to_text(sessions, kept)
        if len(text) * 4 // 3 * (COLUMNS + 1) // COLUMNS + _AROUND <= MAX_FILE:
            return text, written
    raise not_saved(
        "the file of tokens and states would be too large",
        "There are very many accounts.",
        "Keep some of them in another account file.",
    )


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
