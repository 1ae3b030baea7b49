"""Colours of the themes, as a terminal shows them that has fewer."""

from __future__ import annotations

import pytest

from sftui.tui.themes import DARK, LIGHT
from sftui.tui.wire.colours import EVERY, FEW, MANY, reduced

GREYS = range(232, 256)


def of(colour: str | None, depth: int) -> str:
    assert colour is not None
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return reduced(f"48;2;{red};{green};{blue}", depth)


def test_with_every_colour_nothing_changes() -> None:
    assert of(DARK.background, EVERY) == "48;2;21;24;29"


@pytest.mark.parametrize("name", ["field", "field-focus", "cursor-row"])
def test_tinted_greys_stay_grey(name: str) -> None:
    head, number = of(DARK.variables[name], MANY).rsplit(";", 1)
    assert head == "48;5"
    assert int(number) in GREYS


def test_what_must_differ_differs_among_256() -> None:
    for theme in (DARK, LIGHT):
        row, field = theme.variables["cursor-row"], theme.variables["field-focus"]
        assert of(theme.background, MANY) != of(row, MANY)
        assert of(theme.background, MANY) != of(field, MANY)
        assert (
            len({of(each, MANY) for each in (theme.success, theme.warning, theme.error, theme.accent)}) == 4
        )


def test_named_colours_are_left_alone() -> None:
    assert reduced("31", MANY) == "31"
    assert reduced("48;5;99", FEW) == "48;5;99"


def test_sixteen_colours() -> None:
    assert of("#ffffff", FEW) == "107"
    assert of("#000000", FEW) == "40"
    assert reduced("38;2;170;0;0", FEW) == "31"
