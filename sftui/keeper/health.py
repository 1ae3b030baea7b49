"""What a success or a failure means for an account's status. Pure functions over plain data."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sftui.account import Happening, Health, Status
from sftui.errors import (
    LockedError,
    RefusedError,
    RequestRefused,
    SalesforceDown,
    SftuiError,
    UnreachableError,
)
from sftui.moments import moment_of, stamp

HISTORY_KEPT = 50
"""Lines of local history for each account."""
LOCKOUT_WINDOW = timedelta(minutes=15)
"""Salesforce's usual lockout time, and so the time in which refusals add up (salesforce-oauth.md §12.3)."""
_SERVED = frozenset({"connected", "reconnected", "renewed"})


def worked(health: Health, now: datetime, what: str, detail: str = "") -> Health:
    """After Salesforce accepted: ``what`` is ``connected``, ``reconnected``, ``renewed`` or ``checked``."""
    at = stamp(now)
    connected_at = at if what in {"connected", "reconnected"} else health.last_connected_at or at
    after = replace(
        health,
        status=Status.CONNECTED,
        last_connected_at=connected_at,
        last_checked_at=at,
        last_used_at=at,
        last_error=None,
        refusals=() if what in {"connected", "reconnected"} else health.refusals,
    )
    return remember(after, now, what, detail)


def failed(health: Health, now: datetime, error: SftuiError, *, password_sent: bool = False) -> Health:
    """After a failure. Only a refusal by Salesforce means that the credentials are wrong.

    A failure that says nothing about the connection (the file is locked, say) leaves the status as it is.
    """
    at = stamp(now)
    if isinstance(error, (UnreachableError, SalesforceDown)):
        status, what = Status.UNREACHABLE, "unreachable"
    elif isinstance(error, RefusedError) and not isinstance(error, RequestRefused):
        status, what = Status.NEEDS_RECONNECT, "refused"
    elif isinstance(error, LockedError):
        return health
    else:
        status, what = health.status, "failed"
    refusals = health.refusals
    if what == "refused" and password_sent:
        refusals = (*recent(refusals, now), at)
    after = replace(health, status=status, last_checked_at=at, last_error=error.problem(), refusals=refusals)
    return remember(after, now, what, error.message)


def refresh_token_is_over(health: Health) -> bool:
    """Whether Salesforce refused the refresh token since it last served; its approval ended with it.

    A refusal for another reason, such as this network, leaves it alive (salesforce-oauth.md §6).
    """
    for line in reversed(health.history):
        if line.what in _SERVED:
            return False
        if line.what == "refused" and "refresh token" in line.detail.lower():
            return True
    return False


def remember(health: Health, now: datetime, what: str, detail: str = "") -> Health:
    """Add one line to the local history."""
    line = Happening(at=stamp(now), what=what, detail=detail)
    return replace(health, history=(*health.history, line)[-HISTORY_KEPT:])


def recent(times: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Those of ``times`` that lie within the lockout window."""
    kept = []
    for text in times:
        moment = moment_of(text)
        if moment is not None and timedelta(0) <= now - moment <= LOCKOUT_WINDOW:
            kept.append(text)
    return tuple(kept)
