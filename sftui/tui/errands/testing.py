"""Testing connections: the results come row by row; the title says how far it is."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from sftui.account import Status
from sftui.foreign import clean
from sftui.keeper.events import Entry
from sftui.tui.errands.doing import doing, with_name
from sftui.tui.words import count

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

MOST_NAMES = 3


async def test(app: SftuiApp, account_ids: tuple[str, ...] | None) -> None:
    """Test these accounts, or all, side by side."""
    total = len(app.ledger) if account_ids is None else len(account_ids)
    tested = 0

    def one_more(_: Entry) -> None:
        nonlocal tested
        tested += 1

    job = app.keeper.check(account_ids, one_more)
    one = app.ledger.entry(account_ids[0]) if account_ids is not None and total == 1 else None
    words = with_name(app, "testing", one.account.name) if one is not None else ""
    with doing(app, lambda: words or f"testing · {tested:,} of {total:,}", stop=job.cancel):
        results = await asyncio.wrap_future(job)
    app.notify(outcome(results), markup=False)
    if any(entry.account.certificate for entry in results):
        app.run_errand(_warn_of_certificates(app, results), "certificates")


async def _warn_of_certificates(app: SftuiApp, results: tuple[Entry, ...]) -> None:
    """By itself, so that the next test need not wait for it."""
    if warning := await asyncio.to_thread(certificates_words, results, app.now()):
        app.notify(warning, markup=False, severity="warning", timeout=10)


def outcome(results: tuple[Entry, ...]) -> str:
    """One sentence: ``12 tested: 10 connected, 2 needs reconnect.``"""
    if len(results) == 1:
        entry = results[0]
        problem, name = entry.health.last_error, clean(entry.account.name)
        message = clean(problem.message) if problem is not None else ""
        if entry.health.status is Status.NEEDS_RECONNECT:
            return f"“{name}” needs to be reconnected. {message}".strip()
        if entry.health.status is Status.CONNECTED and message:
            return f"“{name}” is connected, but the test failed: {message}"
        return f"“{name}” is {_said(entry.health.status)}" + (f": {message}" if message else "")
    parts = []
    for status in Status:
        of_status = [entry for entry in results if entry.health.status is status]
        failed = sum(entry.health.last_error is not None for entry in of_status)
        if of_status:
            but = f" ({failed:,} with a failed test)" if failed and status is Status.CONNECTED else ""
            parts.append(f"{len(of_status):,} {_said(status)}{but}")
    return f"{count(len(results), 'account')} tested: {', '.join(parts)}."


def certificates_words(results: tuple[Entry, ...], now: datetime) -> str:
    """Whose certificates end within thirty days, or have ended; "" for nobody's."""
    from sftui.salesforce.certificate import ending_warning

    ending = {
        clean(entry.account.name, 60): warning
        for entry in results
        if entry.account.certificate and (warning := ending_warning(entry.account.certificate, now))
    }
    if len(ending) <= 1:
        return "".join(f"“{name}”: {warning}" for name, warning in ending.items())
    names = ", ".join(f"“{name}”" for name in list(ending)[:MOST_NAMES])
    more = f" and {len(ending) - MOST_NAMES:,} more" if len(ending) > MOST_NAMES else ""
    return f"The certificates of {names}{more} end within thirty days, or have ended. Open them to see when."


def _said(status: Status) -> str:
    return "to be reconnected" if status is Status.NEEDS_RECONNECT else status.words
