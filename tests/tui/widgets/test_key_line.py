"""The last line tells the truth: only keys that work now, the most important first."""

from __future__ import annotations

import pytest

from sftui.account import Status
from sftui.keeper.events import EntryChanged
from sftui.keeper.keeper import Keeper
from tests.support.screens import entry, on_accounts


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_line_fits_and_ends_with_the_help(keeper: Keeper, width: int) -> None:
    async with on_accounts(keeper, entry(1), size=(width, 18)) as stage:
        line = stage.line(-1)
        assert len(line) <= width
        assert line.startswith(" n New")
        assert line.endswith("? Help")
        assert ("c Copy token" in line) == (width == 120)


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_what_needs_to_reconnect_brings_the_key_for_all_of_it(keeper: Keeper, width: int) -> None:
    broken = entry(2, status=Status.NEEDS_RECONNECT)
    async with on_accounts(keeper, entry(1), broken, size=(width, 18)) as stage:
        assert "r Reconnect" in stage.line(-1)
        assert "R All" in stage.line(-1)
        assert stage.line(-1).endswith("? Help")
        stage.app.hear(EntryChanged(entry=entry(2)))
        await stage.until(lambda: "R All" not in stage.line(-1))


async def test_keys_that_do_nothing_are_left_out(keeper: Keeper) -> None:
    async with on_accounts(keeper) as stage:
        line = stage.line(-1)
        assert "n New" in line
        assert "Open" not in line
        assert "Filter" not in line
        assert line.count("n New") == 1


async def test_letters_are_text_while_typing(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        await stage.press("slash")
        await stage.shows("Enter Keep", "Esc Clear filter", "F2 Help")
        assert "n New" not in stage.line(-1)
        await stage.press("escape")
        await stage.shows("n New", "? Help")


async def test_a_click_does_what_the_key_does(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        place = stage.line(-1).index("/ Filter")
        await stage.pilot.click("KeyLine", offset=(place, 0))
        await stage.shows("Esc Clear filter")
