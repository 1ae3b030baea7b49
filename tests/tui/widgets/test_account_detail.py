"""The pane with the list: over SSH it shows less, and nothing in it moves with the cursor."""

from __future__ import annotations

import pytest
from textual.content import Content

from sftui.account import Account, Environment, Happening, Health, Problem, Status
from sftui.keeper.events import Entry
from sftui.moments import stamp
from sftui.tui.widgets.account_detail import few_lines
from sftui.tui.widgets.facts import Row, lines_of, side_by_side
from tests.support.screens import NOW

WIDTH = 106
"""Of the narrowest window with a pane."""
ITS_LINES = 5
LONG = "word " * 60


def entries() -> list[Entry]:
    """One of which nothing is known, and one of which too much is."""
    unknown = Account(id="1", name="New", method="jwt")
    known = Account(
        id="2",
        name=LONG,
        method="password",
        username=f"{'ada.' * 18}lovelace@acme.com",
        login_url="https://acme--a-sandbox-with-a-long-name.sandbox.my.salesforce.com",
        org_name=LONG,
        environment=Environment.SANDBOX,
        api_version="68.0",
    )
    health = Health(
        status=Status.NEEDS_RECONNECT,
        last_checked_at=stamp(NOW),
        last_error=Problem(code="invalid_grant", message=LONG, cause=LONG, do=LONG),
        history=(Happening(at=stamp(NOW), what="refused", detail=LONG),) * 5,
    )
    return [Entry(account=unknown), Entry(account=known, health=health)]


def test_far_away_every_fact_has_its_place_and_long_ones_are_cut() -> None:
    shown = [[line.plain for line in few_lines(entry, NOW, WIDTH)] for entry in entries()]
    assert [len(lines) for lines in shown] == [ITS_LINES - 1, ITS_LINES]
    assert all(Content(line).cell_length <= WIDTH for lines in shown for line in lines)
    for lines in shown:
        assert [line[:13].strip() for line in lines[1:4]] == ["Org", "Host", "User"]
        right = [line[WIDTH // 2 :][:13].strip() for line in lines[:4]]
        assert right == ["Method", "API version", "Checked", "Last used"]
    assert shown[1][0].startswith("word word")
    assert shown[1][-1].endswith("…")


def test_columns_of_different_heights() -> None:
    left, right = (Row(Content("a")), Row(Content("b"))), (Row(Content("c")),)
    assert [line.plain.rstrip() for line in side_by_side(left, right, 20)] == ["a         c", "b"]
    assert [line.plain.rstrip() for line in side_by_side(right, left, 20)] == ["c         a", "          b"]


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, ["aaa bbb", "ccc ddd", "eee"]),
        (1, ["aaa bbb c…"]),
        (2, ["aaa bbb", "ccc ddd e…"]),
        (3, ["aaa bbb", "ccc ddd", "eee"]),
    ],
)
def test_a_value_takes_so_many_lines_at_most(most: int, lines: list[str]) -> None:
    row = Row(Content("aaa bbb ccc ddd eee"), most=most)
    assert [line.plain.rstrip() for line in lines_of((row,), 10)] == lines
