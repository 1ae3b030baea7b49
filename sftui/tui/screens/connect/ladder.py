"""The ladder of ways to take a sign-in link away: which of them this terminal has, and what comes after which.

Nobody can tell what a terminal did with a link. So one key walks down, and each way names the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sftui.tui.wire.terminals import abilities_of


class Way(StrEnum):
    """From the quickest to the one that always works; the words are for "the next one is …"."""

    CLIPBOARD = "the clipboard"
    QR = "a QR code"
    LINE = "one plain line"
    FILE = "a file"


def ways(environ: Mapping[str, str], *, qr_fits: bool, can_suspend: bool) -> tuple[Way, ...]:
    """Those that this terminal has at the moment."""
    has = {
        Way.CLIPBOARD: abilities_of(environ).modern,
        Way.QR: qr_fits,
        Way.LINE: can_suspend,
        Way.FILE: True,
    }
    return tuple(way for way in Way if has[way])


def next_way(before: Way | None, there: tuple[Way, ...]) -> Way:
    """One further down; from the lowest back to the top."""
    order = list(Way)
    below = order[order.index(before) + 1 :] if before is not None else order
    return next((way for way in below if way in there), there[0])
