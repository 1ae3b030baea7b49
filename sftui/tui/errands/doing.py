"""What goes on in the background, in the title: said at once, then once a second, and gone when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sftui.foreign import clean

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

SAY_EVERY = 1.0
"""Seconds between two words on the progress: each is sent over the line."""


LEAST_NAME = 8
BESIDE_NAME = 39
"""Columns of a title that are not for the name: its left part, and the words around the name."""


def with_name(app: SftuiApp, doing: str, name: str) -> str:
    """``testing “Acme”``, the name as long as the title has room for: one that is too long would say nothing."""
    return f"{doing} “{clean(name, max(app.size.width - BESIDE_NAME, LEAST_NAME))}”"


@dataclass(frozen=True, slots=True, eq=False)
class Doing:
    """Something that goes on in the background."""

    words: Callable[[], str]
    stop: Callable[[], object] | None = None
    """Ends it, where it can be ended without losing anything; then Esc in the list does."""


@contextmanager
def doing(
    app: SftuiApp, words: Callable[[], str], *, stop: Callable[[], object] | None = None
) -> Iterator[None]:
    """For as long as the block runs, the title says ``words()``, unless something began after it."""
    this = Doing(words, stop)

    def say() -> None:
        app.doing = app.doings[-1].words() if app.doings else ""

    app.doings.append(this)
    say()
    ticking = app.set_interval(SAY_EVERY, say)
    try:
        yield
    finally:
        ticking.stop()
        app.doings.remove(this)
        say()
