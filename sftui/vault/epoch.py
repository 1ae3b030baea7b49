"""How ``sftui lock`` reaches running screens: a counter that they watch. Nothing secret, and no process is
signalled, so it works across terminals, users' sessions and tmux."""

from __future__ import annotations

from sftui.errors import Cause, SftuiError
from sftui.vault.disk import DISK
from sftui.vault.durable import failed, sweep
from sftui.vault.folders import make_private
from sftui.vault.locking import Busy, locked
from sftui.vault.places import Places
from sftui.vault.reading import read_regular
from sftui.vault.writing import put_in_place

_LONGEST = 20
"""Digits."""


def lock_epoch(places: Places) -> int:
    """The counter now; a screen that sees it change locks itself. 0 when nobody ever asked."""
    try:
        found, _ = read_regular(places.lock_epoch, _LONGEST + 1)
    except OSError:
        return 0
    text = found.strip()
    return int(text) if text.isdigit() and len(text) <= _LONGEST else 0


def ask_to_lock(places: Places) -> int:
    """Ask every running screen on this account file to lock; returns the new counter."""
    path = places.lock_epoch
    try:
        make_private(path.parent)
        with locked(path.with_name(f"{path.name}.lock"), 5.0):
            following = lock_epoch(places) + 1
            sweep(path, DISK)
            put_in_place(path, f"{following}\n".encode("ascii"), DISK)
            return following
    except Busy as busy:
        raise SftuiError(
            f"Another sftui is locking at this moment ({busy.holder}).",
            Cause("It hangs, or was stopped.", "Try again."),
        ) from None
    except OSError as error:
        raise failed(path, error) from None
