"""A window that is resized while a screen stands in it."""

from __future__ import annotations

import re

from tests.support.pty_session import PtySession

SIZES = ((60, 18), (300, 80), (80, 24))
KEYS = re.compile(r"\b(Esc|Enter|Help|q Quit|PgDn)\b")


def whole_in_each_size(screen: PtySession) -> None:
    """In each size the window is drawn anew to its last cell, with the keys that work below."""
    for columns, rows in SIZES:
        screen.resize(columns, rows)
        screen.wait_until(
            lambda text: "¤" not in text and bool(KEYS.search(_last_lines(text))), "the whole window"
        )


def _last_lines(text: str) -> str:
    """A dialog has its keys above its lower edge."""
    return " ".join([line for line in text.split("\n") if line.strip()][-2:])
