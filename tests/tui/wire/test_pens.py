"""From one pen to the next by the shortest way."""

from __future__ import annotations

import pytest

from sftui.tui.wire.colours import FEW, MANY, NONE
from sftui.tui.wire.pens import Pens, change


@pytest.mark.parametrize(
    ("before", "after", "sequence"),
    [
        ("38;5;1;48;5;2", "38;5;1;48;5;2", ""),
        ("38;5;1;48;5;2", "38;5;3;48;5;2", "\x1b[38;5;3m"),
        ("38;5;1;48;5;2", "1;38;5;1;48;5;2", "\x1b[1m"),
        ("1;38;5;1;48;5;2", "38;5;1;48;5;2", "\x1b[22m"),
        ("1;2;38;5;111", "2;38;5;111", "\x1b[22;2m"),
        ("1;4;38;5;1", "", "\x1b[m"),
        ("7;38;5;123", "31", "\x1b[0;31m"),
        ("38;5;1", "48;5;1", "\x1b[39;48;5;1m"),
    ],
)
def test_the_shortest_way(before: str, after: str, sequence: str) -> None:
    pens = Pens()
    found = change(pens.pen(before), pens.pen(after))
    assert len(found) <= len(sequence)
    assert (found == "") == (sequence == "")


def test_from_an_unknown_pen_everything_is_said() -> None:
    assert change(None, Pens().pen("1;31")) == "\x1b[0;1;31m"


def test_the_same_pen_is_the_same_object() -> None:
    pens = Pens()
    assert pens.pen("1;31") is pens.pen("1;31")
    assert pens.pen("1;31") is pens.pen("31;1")


def test_a_blank_shows_no_letter_colour_but_lines_and_reverse() -> None:
    pens = Pens()
    assert pens.pen("1;31;44").blank is pens.pen("44")
    assert pens.pen("4;31;44").blank is pens.pen("4;31;44")
    assert pens.pen("7;31").blank is pens.pen("7;31")


def test_a_link_begins_and_ends() -> None:
    pens = Pens()
    plain, linked = pens.pen("31"), pens.pen("31", "id=7;https://example.test/")
    assert change(plain, linked) == "\x1b]8;id=7;https://example.test/\x1b\\"
    assert change(linked, plain) == "\x1b]8;;\x1b\\"


def test_what_the_terminal_lacks_is_left_out() -> None:
    assert Pens(links=False).pen("31", "id=7;https://example.test/").link == ""
    assert change(None, Pens(colours=NONE).pen("1;38;2;1;2;3;48;5;9")) == "\x1b[0;1m"
    assert change(None, Pens(colours=MANY).pen("38;2;122;167;220")) == "\x1b[0;38;5;110m"
    assert change(None, Pens(colours=FEW).pen("38;2;222;123;123;48;2;0;0;0")) == "\x1b[0;91;40m"


def test_own_colours_of_the_terminal_stay_its_own() -> None:
    assert change(None, Pens(colours=MANY).pen("94;40")) == "\x1b[0;94;40m"
    assert Pens().pen("39;49;1") is not None
    pen = Pens().pen("39;49;1")
    assert (pen.foreground, pen.background) == ("", "")
