"""Auto-lock: the account file is locked after a time without a key."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

LOOK_EVERY = 5.0
"""Seconds."""
AT_WORK = ("job", "connect")
"""Groups of workers that keep the file open while they run: what Salesforce answers must be saved."""


class IdleWatch:
    """Looks at the clock now and then; sends nothing to the terminal."""

    def __init__(
        self, app: SftuiApp, wait: Callable[[], float], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``wait`` says after how many seconds the file is locked; 0 is never."""
        self._app = app
        self._wait = wait
        self.clock = clock
        self._touched = clock()

    def start(self) -> None:
        self._app.set_interval(LOOK_EVERY, self.look)

    def touch(self) -> None:
        """The person did something."""
        self._touched = self.clock()

    def look(self) -> None:
        """Lock when it is time to."""
        if self._app.is_locked or self._is_at_work():
            self.touch()
            return
        wait = self._wait()
        if wait and self.clock() - self._touched >= wait:
            self._app.lock(f"locked after {_in_words(wait)} without a key")

    def _is_at_work(self) -> bool:
        return any(worker.is_running and worker.group.startswith(AT_WORK) for worker in self._app.workers)


def _in_words(seconds: float) -> str:
    minutes = int(seconds // 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
