"""One renewal at a time for each account, across processes.

Two programs that renew the same token at once would use one refresh token twice, and Salesforce may answer
that by revoking both. Whoever waited for its turn reads the sessions again before asking: the work is often
done.
"""

from __future__ import annotations

import re
from pathlib import Path

from sftui.vault.durable import failed
from sftui.vault.folders import make_private
from sftui.vault.locking import Held, try_to_take
from sftui.vault.places import Places

_ID = re.compile(r"[0-9a-f]{32}")


def try_turn(places: Places, account_id: str, *, waited: bool = False) -> Held | None:
    """The turn if it is free now; for an event loop that does its own waiting, and can be cancelled."""
    path = _prepare(places, account_id)
    try:
        return try_to_take(path, waited=waited)
    except OSError as error:
        raise failed(path, error) from None


def _prepare(places: Places, account_id: str) -> Path:
    if not _ID.fullmatch(account_id):
        raise ValueError("an account that was never saved has nothing to renew")
    try:
        make_private(places.refresh_locks)
    except OSError as error:
        raise failed(places.refresh_locks, error) from None
    return places.refresh_locks / f"{account_id}.lock"
