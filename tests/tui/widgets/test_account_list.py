"""The list: draws what is seen, keeps its place, and sends only what changed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from textual.geometry import Region
from textual.strip import Strip

from sftui.account import Environment, Health, Status
from sftui.keeper.events import Entry
from sftui.keeper.keeper import Keeper
from sftui.moments import stamp
from sftui.tui.widgets.account_columns import Longest, columns_for, fit, longest_of
from sftui.tui.widgets.account_list import AccountList
from tests.support.screens import NOW, Running, entry, on_accounts


def the_list(stage: Running) -> AccountList:
    return stage.screen.query_one(AccountList)


LONG = Longest(name=999, user=999)
WIDTHS = [40, 60, 73, 74, 80, 99, 100, 120, 300]


@pytest.mark.parametrize("longest", [LONG, Longest(), Longest(60, 4), Longest(7, 60), Longest(19, 12)])
@pytest.mark.parametrize("width", WIDTHS)
def test_columns_fill_the_width(width: int, longest: Longest) -> None:
    columns = columns_for(width, longest)
    gaps = 2 + 2 * bool(columns.user)
    used = 2 + 2 + columns.name + 2 + columns.environment + gaps + columns.user + columns.state
    assert used <= max(width, 51)
    assert columns.name >= 8


def test_each_state_has_room_for_its_age() -> None:
    widest = max(len(status.words) for status in Status) + 1 + len("59 min")
    assert {columns_for(width, LONG).state for width in range(40, 301)} == {widest}


@pytest.mark.parametrize("width", [width for width in WIDTHS if width >= 74])
def test_what_one_column_can_spare_goes_to_the_other(width: int) -> None:
    shared = columns_for(width, LONG)
    room = shared.name + shared.user
    for name, user in ((room - 12, 12), (16, room - 16)):
        assert columns_for(width, Longest(name, user)).name == name
        assert columns_for(width, Longest(name + 1, user + 1)).name >= min(name, shared.name)
    assert columns_for(width, Longest(shared.name, shared.user)) == shared
    assert columns_for(width, Longest(shared.name + 1, shared.user + 1)) == shared


def test_the_longest_texts_are_counted_in_cells() -> None:
    accounts = [
        entry(1, "Kurz", username="ada@acme.example").account,
        entry(2, "日本語の組織", username="").account,
    ]
    assert longest_of(accounts) == Longest(name=12, user=16)
    assert longest_of([]) == Longest(name=7, user=4)


def test_fit_counts_cells() -> None:
    assert fit("abc", 5) == "abc  "
    assert fit("abcdef", 4) == "abc…"
    assert fit("日本語", 5) == "日本…"
    assert fit("abc", 0) == ""


async def test_a_row_tells_the_state_by_sign_and_word(keeper: Keeper) -> None:
    rows = [
        entry(1, "Alpha", status=Status.CONNECTED, environment=Environment.PRODUCTION),
        entry(2, "Beta", status=Status.NEEDS_RECONNECT),
        entry(3, "Gamma", status=Status.UNREACHABLE),
        entry(4, "Delta [/red]\x1b[31m\u202e", status=Status.NOT_CHECKED),
    ]
    async with on_accounts(keeper, *rows) as stage:
        words = stage.words()
        for text in (
            "● Alpha",
            "Production",
            "connected",
            "▲ Beta",
            "needs reconnect",
            "✕ Gamma",
            "unreachable",
        ):
            assert text in words
        assert "○ Delta [/red][31m" in words
        assert "not checked" in words


@pytest.mark.parametrize("width", [60, 80, 120, 160])
async def test_every_state_stands_with_its_age(keeper: Keeper, width: int) -> None:
    at = stamp(NOW - timedelta(minutes=26))
    states = ("connected", "needs-reconnect", "unreachable", "not-checked")
    rows = [
        Entry(account=each.account, health=Health(status=each.health.status, last_checked_at=at))
        for each in (entry(number, status=Status(word)) for number, word in enumerate(states))
    ]
    async with on_accounts(keeper, *rows, size=(width, 24), now=lambda: NOW) as stage:
        lines = [re.split(r"\s+│", line)[0] for line in stage.words().splitlines()[2:6]]
    for line, word in zip(lines, states, strict=True):
        assert re.search(rf"{word.replace('-', ' ')} +26 min$", line), line


async def test_only_what_is_seen_is_drawn(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    rows = [entry(number) for number in range(10_000)]
    async with on_accounts(keeper, *rows) as stage:
        accounts = the_list(stage)
        original = accounts.draw_line

        def spy(y: int) -> Strip:
            drawn.append(y)
            return original(y)

        monkeypatch.setattr(accounts, "draw_line", spy)
        await stage.press("end")
        assert accounts.selected is rows[-1]
        assert "Account 09999" in stage.words()
        assert max(drawn) < accounts.size.height


async def test_moving_refreshes_two_lines(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    refreshed: list[Region] = []
    whole = Region(0, 0, 999, 999)
    async with on_accounts(keeper, *[entry(number) for number in range(50)]) as stage:
        accounts = the_list(stage)
        original = accounts.refresh

        def spy(*regions: Region, **how: bool) -> AccountList:
            refreshed.extend(regions or (whole,))
            return original(*regions, **how)

        monkeypatch.setattr(accounts, "refresh", spy)
        await stage.press("j")
        assert [region.y for region in refreshed] == [0, 1]
        refreshed.clear()
        changed = entry(5, status=Status.UNREACHABLE)
        assert accounts.show_entry(changed)
        assert [region.y for region in refreshed] == [5]
        refreshed.clear()
        assert accounts.show_entry(entry(40, status=Status.UNREACHABLE))
        assert refreshed == []


async def test_a_change_draws_its_own_row_and_only_if_it_is_seen(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    async with on_accounts(keeper, *[entry(number) for number in range(50)]) as stage:
        accounts = the_list(stage)
        await stage.press("end")
        original = accounts.draw_line

        def spy(y: int) -> Strip:
            drawn.append(y)
            return original(y)

        monkeypatch.setattr(accounts, "draw_line", spy)
        last = accounts.size.height - 1
        for number, lines in [(49, [last]), (48, [last - 1]), (0, []), (49 - last - 1, [])]:
            drawn.clear()
            assert accounts.show_entry(entry(number, status=Status.UNREACHABLE))
            assert drawn == lines
        await stage.press("home")
        await stage.shows("✕ Account 00000")


async def test_keys(keeper: Keeper) -> None:
    async with on_accounts(keeper, *[entry(number) for number in range(100)]) as stage:
        accounts = the_list(stage)
        for keys, place in [
            (("k",), 0),
            (("j", "down"), 2),
            (("up",), 1),
            (("end",), 99),
            (("down",), 99),
            (("home",), 0),
            (("G",), 99),
        ]:
            await stage.press(*keys)
            assert accounts.cursor == place
        await stage.press("home", "pagedown")
        assert accounts.cursor == accounts.size.height - 1
        await stage.press("pagedown", "pageup", "pageup")
        assert accounts.cursor == 0


async def test_the_cursor_is_always_seen(keeper: Keeper) -> None:
    async with on_accounts(keeper, *[entry(number) for number in range(100)]) as stage:
        await stage.type("j" * 60)
        await stage.shows("▎● Account 00060")
        await stage.pilot.resize_terminal(80, 10)
        await stage.until(lambda: "▎● Account 00060" in stage.words())
        await stage.type("k" * 55)
        await stage.shows("▎● Account 00005")


async def test_mouse(keeper: Keeper) -> None:
    async with on_accounts(keeper, *[entry(number) for number in range(100)]) as stage:
        accounts = the_list(stage)
        await stage.pilot.click(AccountList, offset=(10, 4))
        assert accounts.cursor == 4
        await stage.pilot._post_mouse_events([_scroll_down()], AccountList, offset=(10, 4))
        await stage.until(lambda: "Account 00002" not in stage.words())
        assert accounts.cursor == 4


def _scroll_down() -> type:
    from textual import events

    return events.MouseScrollDown


async def test_far_away_only_the_name_is_marked(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")
    async with on_accounts(keeper, entry(1), entry(2)) as stage:
        accounts = the_list(stage)
        marked = [segment.style.bgcolor for segment in accounts.render_line(0) if segment.style]
        plain = [segment.style.bgcolor for segment in accounts.render_line(1) if segment.style]
        assert marked[0] != plain[0]
        assert marked[-1] == plain[-1]


async def test_ages_follow_the_clock_by_the_cell(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [NOW]
    refreshed: list[Region] = []
    health = Health(status=Status.CONNECTED, last_checked_at="2026-11-22T09:28:00Z")
    rows = [Entry(account=entry(1).account, health=health), entry(2)]
    async with on_accounts(keeper, *rows, now=lambda: clock[0]) as stage:
        await stage.shows("connected     2 min")
        accounts = the_list(stage)
        original = accounts.refresh

        def spy(*regions: Region, **how: bool) -> AccountList:
            refreshed.extend(regions)
            return original(*regions, **how)

        monkeypatch.setattr(accounts, "refresh", spy)
        clock[0] += timedelta(minutes=3)
        accounts.tick()
        await stage.shows("connected     5 min")
        assert [region.y for region in refreshed] == [0]
        assert refreshed[0].width < 10
        clock[0] += timedelta(minutes=2)
        await stage.press("j")
        await stage.shows("connected     7 min")
