"""The pane beside the list: over SSH it shows less, and nothing in it moves with the cursor."""

from __future__ import annotations

import pytest
from textual.content import Content

from sftui.account import Account, Environment, Happening, Health, Problem, Status
from sftui.keeper.events import Entry
from sftui.keeper.health import stamp
from sftui.tui.widgets.account_detail import _few_rows_of
from sftui.tui.widgets.facts import Row, lines_of
from tests.support.screens import NOW

WIDTH = 40
MOST_LINES = 15
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


def test_far_away_every_fact_has_its_line_and_long_ones_are_cut() -> None:
    shown = [[line.plain for line in lines_of(_few_rows_of(entry, NOW), WIDTH)] for entry in entries()]
    assert all(len(lines) <= MOST_LINES for lines in shown)
    assert all(Content(line).cell_length <= WIDTH for lines in shown for line in lines)
    labels = [[line[:13].strip() for line in lines[3:11]] for lines in shown]
    assert labels[0] == labels[1] == [
        "Org", "Environment", "Host", "User", "Method", "API version", "Checked", "Last used",
    ]  # fmt: skip
    assert "Enter says more." in shown[1]


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
