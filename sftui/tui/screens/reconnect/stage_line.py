"""How far an exchange is, in one line: the stage, the seconds it takes, and what is waited for."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from sftui.keeper.events import Stage
from sftui.tui.screens.connect import waits

EVERY = 1.0
EVERY_FAR = 5.0
"""Seconds between two looks at the clock; over SSH fewer bytes count more than the second."""


class StageLine(Static):
    """Not there until an exchange starts; nothing moves but the seconds."""

    DEFAULT_CSS = """
    StageLine { height: auto; padding: 0 1; display: none; }
    """

    def __init__(
        self,
        *,
        far: bool = False,
        clock: Callable[[], float] = monotonic,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id, markup=False)
        self._every = EVERY_FAR if far else EVERY
        self._clock = clock
        self._stage: Stage | None = None
        self._began = 0.0
        self._ticking: Timer | None = None

    def reach(self, stage: Stage) -> None:
        """This stage begins."""
        self._stage, self._began = stage, self._clock()
        self.display = True
        if self._ticking is None:
            self._ticking = self.set_interval(self._every, self._draw)
        self._draw()

    def rest(self) -> None:
        """The exchange is over, one way or the other."""
        self.display = False
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None

    def _draw(self) -> None:
        if self._stage is not None:
            spent = waits.spent(self._clock() - self._began)
            self.update(Content.assemble(("▸ ", "$accent"), (f"{self._stage.value}  ", "bold"), spent))
