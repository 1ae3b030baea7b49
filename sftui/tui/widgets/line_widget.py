"""A widget that draws itself line by line, and after a change sends only the cells that look different.

Textual redraws a whole widget for any change; over a slow line that is the difference between 300 bytes and 6,000.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class LineWidget(Widget):
    """Subclasses draw in ``draw_line`` from their own state, and change that state inside ``repainting``.

    A line is drawn once and kept until the state changes, or ``refresh`` without a region says that all is new.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._drawn: dict[int, Strip] = {}

    def draw_line(self, y: int) -> Strip:
        """Line ``y`` of what is seen, as wide as the widget."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        if y not in self._drawn:
            self._drawn[y] = self.draw_line(y)
        return self._drawn[y]

    def refresh(self, *regions: Region, **how: Any) -> Self:
        if not regions:
            self._drawn = {}
        return super().refresh(*regions, **how)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn = {}

    @contextmanager
    def repainting(self, lines: range | None = None) -> Iterator[None]:
        """Compare the lines before and after the block, and refresh the cells that differ.

        ``lines`` when no others can change: a flood of changes then costs only what is seen of it.
        """
        if not self.is_mounted or not self.size:
            yield
            self.refresh()
            return
        seen = range(self.size.height) if lines is None else lines
        before = [self.render_line(y) for y in seen]
        yield
        for y, old in zip(seen, before, strict=True):
            new = self._drawn[y] = self.draw_line(y)
            if old != new:
                start, end = changed_cells(old, new)
                self.refresh(Region(start, y, end - start, 1))


def changed_cells(old: Strip, new: Strip) -> tuple[int, int]:
    """Start and end, in cells, of what differs between two strips."""
    olds, news = list(old), list(new)
    start = 0
    while olds and news and olds[0] == news[0]:
        start += news.pop(0).cell_length
        olds.pop(0)
    kept = 0
    while olds and news and olds[-1] == news[-1]:
        kept += news.pop().cell_length
        olds.pop()
    end = max(old.cell_length, new.cell_length) - kept
    if olds and news and olds[-1].style == news[-1].style:
        drawn = max(_drawn(olds), _drawn(news))
        end = min(end, start + drawn)
    return start, end


def _drawn(segments: list[Segment]) -> int:
    """Cells up to the last one that is not blank."""
    return cell_len("".join(segment.text for segment in segments).rstrip())
