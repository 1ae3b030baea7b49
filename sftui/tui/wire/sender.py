"""The thread that writes to the terminal, so that no screen ever waits for a slow or a dead line.

What is drawn goes into the wanted picture; the thread takes the difference when the line is free. On a slow line
the pictures in between are never sent. Other sequences keep their place among the drawings.
"""

from __future__ import annotations

import os
import select
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread

from sftui.tui.wire.changes import Changes
from sftui.tui.wire.pens import Pens
from sftui.tui.wire.picture import Drawer, Picture
from sftui.tui.wire.terminals import Abilities

_ONE_PIECE = 1_000
"""Bytes from which a change is marked as one, so that a terminal that knows how shows it at once."""
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
_QUIET = frozenset({_BEGIN, _END})
LAST_WORDS = 2.0
"""Seconds that the end waits for a line that takes nothing."""


class Sender:
    """Everything that goes to one terminal. All methods may be called from any thread."""

    def __init__(
        self,
        descriptor: int,
        abilities: Abilities,
        *,
        encoding: str,
        on_lost: Callable[[], None],
        size: tuple[int, int],
    ) -> None:
        """``on_lost`` is called once, on the writing thread, when the terminal is gone."""
        self._descriptor = descriptor
        self._encoding = encoding
        self._on_lost = on_lost
        self._changes = Changes(erases=abilities.erases, scrolls=abilities.scrolls)
        self._drawer = Drawer(Pens(colours=abilities.colours, links=abilities.modern))
        self._wanted, self._shown = Picture(*size), Picture(*size)
        self._changed = Condition()
        self._before: deque[str] = deque()
        self._is_drawn = False
        self._in_one_piece = False
        self._is_held = True
        self._is_over = False
        self._is_lost = False
        self._thread: Thread | None = None

    # What the app does

    def draw(self, data: str) -> None:
        """Draw into the wanted picture. What is no drawing is passed on as it is."""
        with self._changed:
            rest = self._drawer.draw(self._wanted, data)
            self._is_drawn = True
            if rest:
                self._pass_on(rest)
                self._forget()
            self._changed.notify()

    def pass_on(self, sequence: str) -> None:
        """Write this after everything that was drawn before it."""
        if sequence in _QUIET:
            self._in_one_piece = True
            return
        with self._changed:
            self._pass_on(sequence)
            self._changed.notify()

    def hold(self) -> None:
        """From now on drawings are kept back: the terminal belongs to somebody else."""
        with self._changed:
            self._pass_on("\x1b[m")
            self._is_held = True
            self._changed.notify()

    def resume(self) -> None:
        """The terminal is ours again; nothing of ours is on it."""
        with self._changed:
            self._is_held = False
            self._forget()
            self._changed.notify()

    def resize(self, columns: int, rows: int) -> None:
        """The window changed, or may have: what it shows is unknown."""
        with self._changed:
            if (columns, rows) != (self._wanted.columns, self._wanted.rows):
                self._wanted = Picture(columns, rows)
                self._is_drawn = False
            self._forget()
            self._changed.notify()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the picture."""
        return self._wanted.columns, self._wanted.rows

    # The thread

    def start(self) -> None:
        self._is_over = False
        self._thread = Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write what is left and end the thread; one that a dead line holds is left behind."""
        with self._changed:
            self._is_over = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(LAST_WORDS)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not (self._before or self._is_due() or self._is_over):
                    self._changed.wait()
                text = "".join(self._before) + self._difference()
                self._before.clear()
                if not text and self._is_over:
                    return
            try:
                self._write(text.encode(self._encoding, "replace"))
            except OSError:
                self._lose()
                return

    def _write(self, octets: bytes) -> None:
        left = memoryview(octets)
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                select.select([], [self._descriptor], [])

    def _lose(self) -> None:
        with self._changed:
            self._is_lost = True
            self._before.clear()
        self._on_lost()

    # Inside, with the condition held

    def _is_due(self) -> bool:
        return self._is_drawn and not self._is_held

    def _difference(self) -> str:
        if not self._is_due():
            return ""
        self._is_drawn = False
        text = self._changes.from_to(self._shown, self._wanted, self._drawer.cursor)
        if self._in_one_piece and len(text) > _ONE_PIECE:
            return f"{_BEGIN}{text}{_END}"
        return text

    def _pass_on(self, sequence: str) -> None:
        if not self._is_lost:
            self._before.append(self._difference() + sequence)

    def _forget(self) -> None:
        self._shown = Picture(self._wanted.columns, self._wanted.rows)
        self._changes.forget()
        self._is_drawn = True
