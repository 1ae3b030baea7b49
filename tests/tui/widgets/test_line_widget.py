"""Only what differs is sent."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from sftui.tui.widgets.line_widget import changed_cells

RED, BLUE = Style(color="red"), Style(color="blue")


@pytest.mark.parametrize(
    ("old", "new", "cells"),
    [
        ([Segment("abc", RED), Segment("def", BLUE)], [Segment("abc", RED), Segment("xyz", BLUE)], (3, 6)),
        ([Segment("abc", RED), Segment("def", BLUE)], [Segment("xyz", RED), Segment("def", BLUE)], (0, 3)),
        ([Segment("abc", RED)], [Segment("abc", BLUE)], (0, 3)),
        ([Segment("ab    ", RED)], [Segment("xyz   ", RED)], (0, 3)),
        ([Segment("ab    ", RED)], [Segment("ab    ", BLUE)], (0, 6)),
        ([Segment("日本", RED), Segment("x", BLUE)], [Segment("日", RED), Segment("  x", BLUE)], (0, 5)),
        ([Segment("a", RED)], [Segment("a", RED), Segment("b", BLUE)], (1, 2)),
    ],
)
def test_changed_cells(old: list[Segment], new: list[Segment], cells: tuple[int, int]) -> None:
    assert changed_cells(Strip(old), Strip(new)) == cells
