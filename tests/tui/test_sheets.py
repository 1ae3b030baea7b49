"""Limits, subscriptions, users and logins in words and columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.keeper.looking import Sheet
from sftui.salesforce.records import Licence, Limit, Login, OrgUser
from sftui.tui.sheets import GAP, LAYOUTS, widths

ROWS = {
    Sheet.LIMITS: Limit(name="DailyApiRequests", most=15_000, remaining=3_000),
    Sheet.SUBSCRIPTIONS: Licence(name="Salesforce", kind="user", status="Active", total=-1, used=97),
    Sheet.USERS: OrgUser(
        id="005", username="a@b.example", name="A B", email="", company="", active=False, licence=""
    ),
    Sheet.LOGINS: Login(
        at="2026-11-22T09:30:00.000+0000",
        status="Invalid Password",
        type="Remote Access 2.0",
        subtype="OAuth Username-Password",
        application="Acme",
        source_ip="203.0.113.24",
        url="login.salesforce.com",
    ),
}


@pytest.mark.parametrize("sheet", list(Sheet))
def test_each_row_has_a_cell_for_each_column(sheet: Sheet) -> None:
    layout = LAYOUTS[sheet]
    assert len(layout.cells(ROWS[sheet])) == len(layout.columns)
    labels = [label for label, _ in layout.details(ROWS[sheet])]
    assert len(labels) == len(set(labels))


def test_the_words_of_the_cells() -> None:
    assert LAYOUTS[Sheet.LIMITS].cells(ROWS[Sheet.LIMITS]) == ("DailyApiRequests", "3,000", "15,000", "80%")
    assert LAYOUTS[Sheet.LIMITS].cells(Limit(name="None", most=0, remaining=0))[3] == ""
    assert LAYOUTS[Sheet.SUBSCRIPTIONS].cells(ROWS[Sheet.SUBSCRIPTIONS])[2] == "no limit"
    assert LAYOUTS[Sheet.USERS].cells(ROWS[Sheet.USERS])[2] == "inactive"
    assert LAYOUTS[Sheet.LOGINS].cells(ROWS[Sheet.LOGINS])[:2] == ("2026-11-22 09:30", "Invalid Password")


@pytest.mark.parametrize("sheet", list(Sheet))
@given(room=st.integers(1, 400))
def test_columns_never_exceed_the_room(sheet: Sheet, room: int) -> None:
    columns = LAYOUTS[sheet].columns
    found = widths(columns, room)
    assert found
    assert sum(found) + GAP * (len(found) - 1) <= max(room, columns[0].least)
    assert all(width >= column.least for width, column in zip(found, columns, strict=False))


@pytest.mark.parametrize("sheet", list(Sheet))
def test_the_smallest_screen_still_shows_what_matters(sheet: Sheet) -> None:
    assert len(widths(LAYOUTS[sheet].columns, 57)) >= 3
