"""Times in words, and how seldom they change far from the desk."""

from __future__ import annotations

import pytest

from sftui.tui.screens.connect.waits import left, spent, until_change


@pytest.mark.parametrize(
    ("seconds", "words"), [(-3, "0 s"), (0, "0 s"), (59.9, "59 s"), (60, "1 min 00 s"), (125, "2 min 05 s")]
)
def test_time_spent_in_whole_seconds(seconds: float, words: str) -> None:
    assert spent(seconds) == words


def test_at_the_desk_every_second_counts() -> None:
    assert left(125, far=False) == "2 min 05 s"
    assert until_change(125, far=False) == 1.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(900, "about 15 min"), (841, "about 15 min"), (840, "about 14 min"), (60, "about 1 min"), (0, "0 s")],
)
def test_far_away_whole_minutes_are_enough(seconds: float, words: str) -> None:
    assert left(seconds, far=True) == words


@pytest.mark.parametrize("total", [900, 899, 61, 60, 59, 31, 30, 11, 10, 1])
def test_far_away_the_words_stay_until_they_are_said_to_change(total: int) -> None:
    wait = int(until_change(total, far=True))
    said = left(total, far=True)
    assert all(left(total - passed, far=True) == said for passed in range(wait))


def test_a_quarter_of_an_hour_far_away_costs_few_changes() -> None:
    remaining, changes = 900.0, 0
    while remaining > 0:
        remaining -= until_change(remaining, far=True)
        changes += 1
    assert changes < 20
