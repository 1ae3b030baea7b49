"""Reconnecting: in place where nobody is needed, else with the account's own form."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sftui.errors import PersonNeeded, SftuiError
from sftui.foreign import clean
from sftui.keeper.events import Connected, Entry
from sftui.tui.errands import connecting
from sftui.tui.words import count

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

SHOWN = 4
"""Names in a sentence."""


async def one(app: SftuiApp, account_id: str) -> None:
    """Without a question where none is needed; otherwise the form opens where the new value goes."""
    entry = app.ledger.entry(account_id)
    if entry is None:
        return
    try:
        outcome = await asyncio.wrap_future(app.keeper.reconnect(account_id))
    except PersonNeeded:
        connecting.edit(app, account_id, reconnect=True)
        return
    if isinstance(outcome, Connected):
        app.notify(f"“{clean(outcome.entry.account.name)}” is connected again.", markup=False)
    else:
        connecting.decide(app, outcome)


async def needed(app: SftuiApp) -> None:
    """First all that need nobody, side by side; then it says who is still needed, and for which accounts."""
    plan = await asyncio.wrap_future(app.keeper.plan_reconnect())
    results = await asyncio.gather(*(_try(app, entry) for entry in plan.without_person))
    connected = [entry for entry, error in results if error is None]
    asking = [entry for group in plan.passwords for entry in group.entries] + list(plan.sign_ins)
    asking += [entry for entry, error in results if isinstance(error, PersonNeeded)]
    failed = [entry for entry, error in results if error is not None and not isinstance(error, PersonNeeded)]
    sentences = []
    if connected:
        sentences.append(f"{count(len(connected), 'account')} connected again.")
    if failed:
        sentences.append(f"Still failing: {_names(failed)}. Open one to see why.")
    if asking:
        sentences.append(f"These need you: {_names(asking)}. Select one and press r.")
    app.notify("\n".join(sentences) or "Nothing needs to be reconnected.", markup=False)


async def _try(app: SftuiApp, entry: Entry) -> tuple[Entry, SftuiError | None]:
    try:
        await asyncio.wrap_future(app.keeper.reconnect(entry.account.id))
    except SftuiError as error:
        return entry, error
    return entry, None


def _names(entries: list[Entry]) -> str:
    names = ", ".join(f"“{clean(entry.account.name, 40)}”" for entry in entries[:SHOWN])
    more = len(entries) - SHOWN
    return f"{names} and {more} more" if more > 0 else names
