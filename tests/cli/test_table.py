"""Aligned text in whatever room there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.cli.table import labelled, shorten, table, width_of

ROWS = [
    ("", "Account", "Environment", "User", "State"),
    ("●", "Acme production", "production", "ada@acme.com", "connected, 2 min ago"),
    (
        "▲",
        "東京 sandbox",
        "sandbox uat",
        "a.very.long.user.name@acme.example.uat",
        "needs reconnect, 3 days ago",
    ),
]


def test_without_a_limit_nothing_is_cut() -> None:
    lines = table(ROWS, room=None, gives_way=(3, 2, 1))
    assert lines[2] == (
        "▲  東京 sandbox     sandbox uat  a.very.long.user.name@acme.example.uat  needs reconnect, 3 days ago"
    )
    assert len({line.index("State") for line in lines[:1]}) == 1


@pytest.mark.parametrize("room", [100, 80, 72])
def test_the_middle_columns_give_way_and_the_state_stays(room: int) -> None:
    lines = table(ROWS, room=room, gives_way=(3, 2, 1))
    assert max(width_of(line) for line in lines) <= room
    assert lines[2].endswith("needs reconnect, 3 days ago")
    assert "東京 sandbox" in lines[2]


def test_a_very_narrow_terminal_keeps_some_of_each_column() -> None:
    lines = table(ROWS, room=20, gives_way=(3, 2, 1))
    assert lines[1] == "●  Acme pr…  product…  ada@acm…  connected, 2 min ago"


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40), st.integers(1, 40))
def test_shortening_never_needs_more_room(text: str, columns: int) -> None:
    assert width_of(shorten(text, columns)) <= columns


def test_labels_stand_in_one_column() -> None:
    assert labelled([("Account", "Acme"), ("Last error", "what\nwhy")]) == [
        "Account     Acme",
        "Last error  what",
        "            why",
    ]
