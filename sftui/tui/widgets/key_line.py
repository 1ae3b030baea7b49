"""The last line of every screen: the few keys that matter now, each from the table of actions.

What does not fit is left out from the end, so the most important keys come first; the help and the way out stay.
"""

from __future__ import annotations

from typing import Any

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from sftui.tui.actions import action_of, shown_key

PINNED = ("help",)
"""Shown at the right end while there is any room."""
WAY_OUT = "escape"
"""The key that others make room for."""


class KeyLine(Widget, can_focus=False):
    """Asks its screen for ``keys_now()`` and shows those whose keys work at this moment.

    The screen's and the focused widget's ``key_labels()`` may give other words than the table.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $muted; text-wrap: nowrap; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._zones: list[tuple[int, int, str]] = []
        self._shown: tuple[tuple[str, str, str], ...] = ()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._look_again)
        self._look_again(self.screen)

    def look_again(self) -> None:
        """Read the keys anew; the line is drawn only when they differ."""
        self._look_again(self.screen)

    def _look_again(self, screen: Screen[Any]) -> None:
        working: dict[str, list[str]] = {}
        for key, active in screen.active_bindings.items():
            if active.binding.id and active.enabled:
                working.setdefault(active.binding.id, []).append(key)
        wanted: tuple[str, ...] = getattr(screen, "keys_now", tuple)()
        labels: dict[str, str] = {}
        for node in (screen, screen.focused):
            labels.update(getattr(node, "key_labels", dict)())
        shown = tuple(
            (self._first_key(each, working[each]), labels.get(each) or action_of(each).label, each)
            for each in wanted
            if each in working
        )
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render(self) -> Content:
        width, gap = self.content_size.width, 3 if self.content_size.width >= 76 else 2
        pinned = [item for item in self._shown if item[2] in PINNED]
        loose = [item for item in self._shown if item[2] not in PINNED]
        end = Content("  ").join(self._piece(key, label) for key, label, _ in pinned)
        room = width - (end.cell_length + gap if pinned else 0)
        parts: list[Content] = []
        self._zones, used = [], 0
        kept = sum(gap + self._piece(key, label).cell_length for key, label, _ in loose if key == WAY_OUT)
        is_full = False
        for key, label, _ in loose:
            piece = self._piece(key, label)
            start = used + (gap if parts else 0)
            kept -= gap + piece.cell_length if key == WAY_OUT else 0
            is_full = is_full or start + piece.cell_length + kept > room
            if is_full and (key != WAY_OUT or start + piece.cell_length > room):
                continue
            parts.append(piece)
            self._zones.append((start, start + piece.cell_length, key))
            used = start + piece.cell_length
        line = Content(" " * gap).join(parts)
        if not pinned:
            return line
        blank = max(width - line.cell_length - end.cell_length, 0)
        self._zones.append((width - end.cell_length, width, pinned[-1][0]))
        return Content.assemble(line, " " * blank, end)

    def on_click(self, event: events.Click) -> None:
        """Do what the clicked key does."""
        at = event.get_content_offset(self)
        if at is None:
            return
        for start, end, key in self._zones:
            if start <= at.x < end:
                self.app.simulate_key(key)

    @staticmethod
    def _piece(key: str, label: str) -> Content:
        return Content.assemble((f"{shown_key(key)} ", "$accent bold"), label)

    @staticmethod
    def _first_key(action_id: str, working: list[str]) -> str:
        order = action_of(action_id).keys.split(",")
        return min(working, key=lambda key: order.index(key) if key in order else len(order))
