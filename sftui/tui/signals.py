"""A closed terminal or a kill ends the screens in order: the terminal is restored, and answers are saved."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import Any

from textual.app import App

_FIRST_CODE = 128
"""A shell shows the end by a signal as this and the signal's number."""


def end_on_signals(app: App[Any]) -> None:
    """From now on SIGTERM and SIGHUP end the app.

    The handlers stay when the loop is over: a signal that comes twice, as after a dropped line, must not kill the
    program while the keeper saves. What ``nohup`` ignores stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()

    def end(number: int, _frame: FrameType | None) -> None:
        with suppress(RuntimeError):  # the loop is over, so the end is near already
            loop.call_soon_threadsafe(partial(app.exit, "", _FIRST_CODE + number))

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)
