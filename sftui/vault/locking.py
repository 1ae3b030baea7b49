"""One writer at a time, across processes and threads: ``flock`` on a file that is never deleted or replaced.

The lock is freed by the system when its holder ends, however it ends. Who holds it stands in the file as
text for people; it is shown and never believed.
"""

from __future__ import annotations

import os
import random
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sftui.errors import Cause, SftuiError
from sftui.foreign import clean
from sftui.vault.bookkeeping import now_text
from sftui.vault.reading import read_regular

_LONGEST_PAUSE = 0.02
"""Seconds between two tries, at most."""


@dataclass(frozen=True, slots=True)
class Held:
    """A lock that is held; closing the descriptor frees it."""

    descriptor: int
    waited: bool
    """Whether somebody else held it first: then what they protect may have changed."""

    def release(self) -> None:
        os.close(self.descriptor)


class Busy(Exception):
    """Somebody else holds the lock. ``holder`` is what they wrote about themselves."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@contextmanager
def locked(path: Path, wait: float) -> Iterator[Held]:
    """Hold the lock; :class:`Busy` after ``wait`` seconds, ``OSError`` when the file cannot be opened."""
    held = take(path, wait)
    try:
        yield held
    finally:
        held.release()


def take(path: Path, wait: float) -> Held:
    """Like :func:`locked`, for callers whose work is no block of code; they call ``release``."""
    deadline = time.monotonic() + wait
    waited = False
    while (held := try_to_take(path, waited=waited)) is None:
        if time.monotonic() >= deadline:
            raise Busy(holder_of(path))
        waited = True
        time.sleep(random.uniform(0.002, _LONGEST_PAUSE))  # noqa: S311  # spreads the tries, hides nothing
    return held


def try_to_take(path: Path, *, waited: bool = False) -> Held | None:
    """The lock if it is free now; never waits."""
    flock = _flock()
    descriptor = _open(path)
    try:
        flock(descriptor)
        _sign(descriptor)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return Held(descriptor, waited)


def holder_of(path: Path) -> str:
    """What the holder wrote about itself, such as ``process 4711, since 2026-01-31T12:00:00Z``."""
    try:
        found, _ = read_regular(path, 200)
        return clean(found.decode("utf-8", "replace"), 100) or "another process"
    except OSError:
        return "another process"


def _open(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    if stat.S_IMODE(os.fstat(descriptor).st_mode) != 0o600:
        os.fchmod(descriptor, 0o600)
    return descriptor


def _sign(descriptor: int) -> None:
    """Only for people, so that a full disk is no reason to go without the lock."""
    line = f"process {os.getpid()}, since {now_text()}\n".encode("ascii")
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, line, 0)


def _flock() -> Callable[[int], None]:
    """Takes the lock of a descriptor, or raises ``BlockingIOError``."""
    try:
        import fcntl
    except ImportError:
        raise SftuiError(
            "sftui cannot lock its files on this system.",
            Cause("This Python has no flock, as on Windows.", "Use Linux, macOS, or WSL on Windows."),
        ) from None
    return lambda descriptor: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
