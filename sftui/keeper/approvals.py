"""What accounts of one user and app share: five approvals, and each other's end.

Salesforce keeps only five approvals for each user and app (salesforce-oauth.md §6). They are counted here, before
a sign-in ends one that is still needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sftui.account import Account
from sftui.foreign import clean
from sftui.keeper.events import Entry
from sftui.keeper.health import refresh_token_is_over
from sftui.moments import moment_of
from sftui.salesforce.methods import method_of

KEPT = 5
"""For each user and app; the sixth revokes the oldest (salesforce-oauth.md §6)."""


def same_app_and_user(account: Account, other: Account) -> bool:
    """Whether Salesforce counts both as one: same app, same user."""
    if not account.client_id or account.client_id != other.client_id or account.id == other.id:
        return False
    if account.user_id and other.user_id:
        return account.user_id[:15] == other.user_id[:15]
    return bool(account.username) and account.username.casefold() == other.username.casefold()


def duplicates(account: Account, everyone: Iterable[Account]) -> tuple[Account, ...]:
    """Other accounts of the same user and app."""
    return tuple(other for other in everyone if same_app_and_user(account, other))


def duplicate_notice(account: Account, others: tuple[Account, ...]) -> str:
    """The consequence of several accounts for one user and app.

    Only a sign-in by browser or code is an approval, of which Salesforce keeps five (salesforce-oauth.md §6).
    """
    names = ", ".join(f"“{clean(other.name, 60)}”" for other in others[:3])
    more = f" and {len(others) - 3:,} more" if len(others) > 3 else ""
    verb = "stands" if len(others) == 1 else "stand"
    approved = any(_is_approved(each) for each in (account, *others))
    shared = "Salesforce's limit of five approvals" if approved else "the user's sessions of this app"
    return (
        f"{names}{more} {verb} for the same user and app. They share {shared}, and "
        "revoking one can end the other's session."
    )


def _is_approved(account: Account) -> bool:
    method = method_of(account.method)
    return method is not None and method.renews_with_refresh_token


def made_here(entry: Entry, everyone: Iterable[Entry]) -> tuple[tuple[datetime, Entry], ...]:
    """The approvals made through sftui for this user and app, oldest first, with the entry that made each."""
    counted = [
        (moment, other)
        for other in everyone
        if other.account.id == entry.account.id or same_app_and_user(entry.account, other.account)
        for text in other.health.approvals
        if (moment := moment_of(text)) is not None
    ]
    return tuple(sorted(counted, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """What one approval too many would end."""

    warning: str
    ours: tuple[Entry, ...]
    """Accounts whose approval sftui can end itself to make room, the oldest approval first."""


def stake_of(entry: Entry, everyone: Iterable[Entry]) -> Stake | None:
    """What the next sign-in would end; None while there is room. ``entry`` may be a draft's.

    A draft that names no user may be anybody's: then it is said of who approved its app most.
    """
    entries = tuple(everyone)
    likely = entry if _names_a_user(entry.account) else _most_approved(entry.account, entries)
    counted = made_here(likely, entries) if likely is not None else ()
    if likely is None or len(counted) < KEPT:
        return None
    oldest, holder = counted[-KEPT]
    ours = {
        each.account.id: each
        for _, each in counted
        if each.account.refresh_token and not refresh_token_is_over(each.health)
    }
    user = "This user has"
    if likely is not entry:
        name = clean(likely.account.username, 120)
        user = f"If {name} signs in: {name} has" if name else "Somebody has"
    return Stake(
        warning=(
            f"{user} approved this app {len(counted)} times from here; Salesforce keeps five. One more ends "
            f"the oldest: that of “{clean(holder.account.name)}” from {oldest:%Y-%m-%d %H:%M} UTC."
        ),
        ours=tuple(ours.values()),
    )


def _names_a_user(account: Account) -> bool:
    return bool(account.id or account.user_id or account.username)


def _most_approved(draft: Account, everyone: Iterable[Entry]) -> Entry | None:
    """An account of the user who approved the draft's app most often from here; None when nobody did."""
    of_each_user: dict[str, list[Entry]] = {}
    for other in everyone:
        account = other.account
        if draft.client_id and account.client_id == draft.client_id and other.health.approvals:
            of_each_user.setdefault(account.user_id[:15] or account.username.casefold(), []).append(other)
    return max(
        (group for group in of_each_user.values()),
        key=lambda group: sum(len(each.health.approvals) for each in group),
        default=[None],
    )[0]


def warning(entry: Entry, everyone: Iterable[Entry]) -> str:
    """What to say before a sign-in that would be one approval too many; "" while there is room."""
    stake = stake_of(entry, everyone)
    return stake.warning if stake is not None else ""
