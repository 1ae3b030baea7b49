"""Facts in two columns."""

from __future__ import annotations

from textual.content import Content

from sftui.tui.widgets.facts import BLANK, Row, lines_of


def test_values_stay_in_their_column() -> None:
    rows = (Row(Content("one two three"), "Label", 8), BLANK, Row(Content("plain [/red]")))
    assert [line.plain for line in lines_of(rows, 16)] == [
        "Label   one two",
        "        three",
        "",
        "plain [/red]",
    ]


def test_even_no_room_is_enough() -> None:
    assert [line.plain for line in lines_of((Row(Content("abc"), "Label", 8),), 1)] == ["Label   abc"]
