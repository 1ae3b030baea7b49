"""What goes on in the background, in the title: said at once, then once a second, and gone when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

SAY_EVERY = 1.0
"""Seconds between two words on the progress: each is sent over the line."""


@contextmanager
def doing(app: SftuiApp, words: Callable[[], str]) -> Iterator[None]:
    """For as long as the block runs, the title says ``words()``."""

    def say() -> None:
        app.doing = words()

    say()
    ticking = app.set_interval(SAY_EVERY, say)
    try:
        yield
    finally:
        ticking.stop()
        app.doing = ""
