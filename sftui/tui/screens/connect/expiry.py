"""How long a sign-in still waits: the time of day, and what is left in words that change seldom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from sftui.tui.screens.connect import waits


class Expiry(Static):
    """Sends bytes only when its words change; ``far`` away that is once a minute."""

    def __init__(self, expires_at: datetime, *, far: bool, now: Callable[[], datetime]) -> None:
        super().__init__(id="expiry", markup=False)
        self._expires_at = expires_at
        self._far = far
        self._now = now

    def on_mount(self) -> None:
        self._tell()

    def _tell(self) -> None:
        seconds = (self._expires_at - self._now()).total_seconds()
        clock = self._expires_at.astimezone().strftime("%H:%M")
        words = (
            f"Waits until {clock}, {waits.left(seconds, far=self._far)} left."
            if seconds > 0
            else "It is over."
        )
        self.update(Content(words))
        if seconds > 0:
            self.set_timer(waits.until_change(seconds, far=self._far), self._tell)
