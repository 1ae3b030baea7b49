"""The ladder of ways to take a link away: one key walks down what this terminal has."""

from __future__ import annotations

import pytest

from sftui.tui.screens.connect.ladder import Way, next_way, ways

EVERY = (Way.CLIPBOARD, Way.QR, Way.LINE, Way.FILE)


def walk(there: tuple[Way, ...], steps: int) -> list[Way]:
    taken: list[Way] = []
    before: Way | None = None
    for _ in range(steps):
        before = next_way(before, there)
        taken.append(before)
    return taken


def test_one_key_walks_down_and_begins_again() -> None:
    assert walk(EVERY, 5) == [*EVERY, Way.CLIPBOARD]


@pytest.mark.parametrize(
    ("environ", "qr_fits", "can_suspend", "there"),
    [
        ({"TERM": "xterm-256color"}, True, True, EVERY),
        ({"TERM": "xterm-256color"}, False, True, (Way.CLIPBOARD, Way.LINE, Way.FILE)),
        ({"TERM": "vt100"}, False, True, (Way.LINE, Way.FILE)),
        ({"TERM": "linux"}, True, False, (Way.QR, Way.FILE)),
    ],
)
def test_what_a_terminal_lacks_is_no_rung(
    environ: dict[str, str], qr_fits: bool, can_suspend: bool, there: tuple[Way, ...]
) -> None:
    assert ways(environ, qr_fits=qr_fits, can_suspend=can_suspend) == there


def test_a_rung_that_went_meanwhile_is_stepped_over() -> None:
    assert next_way(Way.QR, (Way.CLIPBOARD, Way.FILE)) is Way.FILE
    assert next_way(Way.FILE, (Way.QR, Way.FILE)) is Way.QR
