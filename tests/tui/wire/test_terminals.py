"""What each terminal gets."""

from __future__ import annotations

import pytest

from sftui.tui.wire.colours import EVERY, FEW, MANY, NONE
from sftui.tui.wire.terminals import abilities_of, has_full_screen

SSH = {"SSH_CONNECTION": "203.0.113.5 50000 198.51.100.7 22"}


@pytest.mark.parametrize(
    ("environ", "modern", "colours", "erases", "near"),
    [
        ({"TERM": "xterm-256color"}, True, MANY, True, True),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, True, EVERY, True, True),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", **SSH}, True, MANY, True, False),
        ({"TERM": "xterm-256color", "TEXTUAL_COLOR_SYSTEM": "truecolor", **SSH}, True, EVERY, True, False),
        ({"TERM": "tmux-256color"}, True, MANY, False, True),
        ({"TERM": "screen"}, True, FEW, False, True),
        ({"TERM": "screen-256color", **SSH}, True, MANY, False, False),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, False, FEW, False, True),
        ({"TERM": "vt100"}, False, NONE, False, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True, NONE, True, True),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, True, MANY, True, True),
        ({"TERM": "xterm", "SSH_TTY": "/dev/pts/3"}, True, FEW, True, False),
    ],
)
def test_abilities(environ: dict[str, str], modern: bool, colours: int, erases: bool, near: bool) -> None:
    found = abilities_of(environ)
    assert (found.modern, found.colours, found.erases, found.near) == (modern, colours, erases, near)


@pytest.mark.parametrize("term", ["", "dumb", "unknown"])
def test_a_terminal_without_a_screen(term: str) -> None:
    assert not has_full_screen({"TERM": term} if term else {})


def test_a_terminal_with_a_screen() -> None:
    assert all(has_full_screen({"TERM": term}) for term in ("vt100", "linux", "screen", "xterm-256color"))
