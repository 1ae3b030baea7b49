"""The process itself: no core dumps, no debugging switches that record secrets, and clean ends.

A signal that asks to end becomes an exception in the main thread, so that every ``finally`` runs: the keeper
finishes the saves of what Salesforce already answered, echo comes back, throw-away folders go.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from sftui.vault.hardening import harden_process

SILENT_FOR = 1.0
"""Seconds of waiting at the end before it is explained."""
HARMLESS_TEXTUAL = frozenset(
    {
        "TEXTUAL_ANIMATIONS",
        "TEXTUAL_COLOR_SYSTEM",
        "TEXTUAL_DIM_FACTOR",
        "TEXTUAL_DISABLE_KITTY_KEY",
        "TEXTUAL_FILTERS",
        "TEXTUAL_FPS",
        "TEXTUAL_SMOOTH_SCROLL",
        "TEXTUAL_SPEEDUPS",
    }
)
"""What only changes how screens are drawn. The others record keys, take pictures or press keys by themselves
(textual-craft.md §3)."""


class Ended(BaseException):
    """A signal asked the program to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


PASSPHRASE = "SFTUI_PASSPHRASE"  # noqa: S105 - the name of a variable


def open_missing_streams() -> None:
    """Where stdin, stdout or stderr is closed, nothing takes its number: the account file must not become stdout."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number, which is this one
    nowhere = Path(os.devnull)
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")


def harden(environment: MutableMapping[str, str]) -> dict[str, str]:
    """Before anything secret is read (account-file.md §6). Gives back the variables as they were.

    The passphrase leaves the process's own environment, so that no child inherits it.
    """
    before = dict(environment)
    environment.pop(PASSPHRASE, None)
    for name in [each for each in environment if each.startswith("TEXTUAL")]:
        if name not in HARMLESS_TEXTUAL:
            del environment[name]
    harden_process()
    threading.excepthook = _calm_thread
    return before


def _calm_thread(arguments: threading.ExceptHookArgs) -> None:
    """A thread's traceback could show secrets; the main thread tells what became of the job."""


def _signals() -> tuple[signal.Signals, ...]:
    return tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def clean_ends() -> Iterator[None]:
    """SIGTERM and SIGHUP raise :class:`Ended`, once; what ``nohup`` ignores stays ignored."""
    with _handled(_raise_ended):
        yield


@contextmanager
def uninterrupted() -> Iterator[None]:
    """While the keeper finishes what was sent to Salesforce, at most some seconds, signals must wait."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    patience = threading.Timer(SILENT_FOR, _tell_to_wait)
    patience.daemon = True
    patience.start()
    with _handled(_wait_a_moment):
        signal.signal(signal.SIGINT, _wait_a_moment)
        try:
            yield
        finally:
            patience.cancel()


@contextmanager
def _handled(handler: object) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (*_signals(), signal.SIGINT)}
    for number in _heard():
        signal.signal(number, handler)  # type: ignore[arg-type]  # both handlers have the right shape
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old if old is not None else signal.SIG_DFL)


def _heard() -> tuple[signal.Signals, ...]:
    """Those that nobody, such as ``nohup``, told to be ignored."""
    return tuple(number for number in _signals() if signal.getsignal(number) is not signal.SIG_IGN)


def _raise_ended(number: int, _frame: FrameType | None) -> None:
    """A shell and the system both tell of a closed terminal: the second word must not break into a ``finally``."""
    for each in (*_heard(), signal.SIGINT):
        signal.signal(each, _is_ending_already)
    raise Ended(number)


def _is_ending_already(_number: int, _frame: FrameType | None) -> None:
    """What was begun is being put away, and that takes a moment."""


def _wait_a_moment(_number: int, _frame: FrameType | None) -> None:
    _tell_to_wait()


def _tell_to_wait() -> None:
    with suppress(OSError):
        os.write(
            2,
            b"sftui: waiting for the answer to what was sent, so that it is not lost; at most ten seconds.\n",
        )
