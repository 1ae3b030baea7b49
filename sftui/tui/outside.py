"""Outside the full screen for a moment: a text as the plain terminal shows it, until Enter is pressed.

The loop goes on meanwhile, so that an answer, a signal or the end of the terminal ends the waiting as well.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from textual.app import App


async def show_outside(app: App[Any], text: str) -> None:
    """Raises SuspendNotSupported. When it is cancelled, the screens come back first, unless the app ends."""
    cancelled = False
    with app.suspend():
        sys.stdout.write(text)
        sys.stdout.flush()
        try:
            await _enter()
        except asyncio.CancelledError:
            if app.return_code is not None:
                raise
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError


async def _enter() -> None:
    loop = asyncio.get_running_loop()
    pressed = asyncio.Event()
    descriptor = sys.stdin.fileno()
    with _interrupt_goes_back(loop, pressed):
        loop.add_reader(descriptor, pressed.set)
        try:
            await pressed.wait()
        finally:
            loop.remove_reader(descriptor)
    with suppress(OSError):  # the terminal is gone: the app learns it by itself
        os.read(descriptor, 4096)


@contextmanager
def _interrupt_goes_back(loop: asyncio.AbstractEventLoop, pressed: asyncio.Event) -> Iterator[None]:
    """Ctrl+C out here means: back to the screens."""
    before = signal.signal(signal.SIGINT, lambda _number, _frame: loop.call_soon_threadsafe(pressed.set))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
