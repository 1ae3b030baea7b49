"""One renewal at a time for each account, across processes.

Two programs that renew the same token at once would use one refresh token twice, and Salesforce may answer
that by revoking both. Whoever waited for its turn reads the sessions again before asking: the work is often
done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sftui.errors import Cause, SftuiError
from sftui.vault.durable import failed
from sftui.vault.folders import make_private
from sftui.vault.locking import Busy, Held, take, try_to_take
from sftui.vault.places import Places

_ID = re.compile(r"[0-9a-f]{32}")


class RenewalBusy(SftuiError):
    """Another sftui has been renewing this account's token for longer than the caller can wait."""

    code = "renewal-busy"


@contextmanager
def single_flight(places: Places, account_id: str, *, wait: float = 60.0) -> Iterator[Held]:
    """Hold the account's turn; ``held.waited`` tells to read again. Raises :class:`RenewalBusy`."""
    turn = wait_for_turn(places, account_id, wait=wait)
    try:
        yield turn
    finally:
        turn.release()


def wait_for_turn(places: Places, account_id: str, *, wait: float = 60.0) -> Held:
    """The same for callers whose work is no block of code; they call ``release``."""
    path = _prepare(places, account_id)
    try:
        return take(path, wait)
    except Busy as busy:
        raise RenewalBusy(
            f"Another sftui is renewing this account's token ({busy.holder}).",
            Cause("It waits for a slow answer, or was stopped (Ctrl+Z).", "Try again, or end it."),
        ) from None
    except OSError as error:
        raise failed(path, error) from None


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
