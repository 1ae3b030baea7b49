"""Testing connections: the results come row by row; the title says how far it is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sftui.account import Status
from sftui.foreign import clean
from sftui.keeper.events import Entry
from sftui.tui.errands.doing import doing
from sftui.tui.glyphs import WORDS
from sftui.tui.words import count

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp


async def test(app: SftuiApp, account_ids: tuple[str, ...] | None) -> None:
    """Test these accounts, or all, side by side."""
    total = len(app.ledger) if account_ids is None else len(account_ids)
    tested = 0

    def one_more(_: Entry) -> None:
        nonlocal tested
        tested += 1

    with doing(app, lambda: f"testing · {tested:,} of {total:,}" if total > 1 else "testing …"):
        results = await asyncio.wrap_future(app.keeper.check(account_ids, one_more))
    app.notify(outcome(results), markup=False)


def outcome(results: tuple[Entry, ...]) -> str:
    """One sentence: ``12 tested: 10 connected, 2 needs reconnect.``"""
    if len(results) == 1:
        entry = results[0]
        problem = entry.health.last_error
        why = f": {clean(problem.message)}" if problem is not None else ""
        return f"“{clean(entry.account.name)}” is {_said(entry.health.status)}{why}"
    parts = []
    for status in Status:
        number = sum(entry.health.status is status for entry in results)
        if number:
            parts.append(f"{number:,} {_said(status)}")
    return f"{count(len(results), 'account')} tested: {', '.join(parts)}."


def _said(status: Status) -> str:
    return "to be reconnected" if status is Status.NEEDS_RECONNECT else WORDS[status]
