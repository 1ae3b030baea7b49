"""Consumer keys that were entered once and are offered again, so that an app's second account needs neither.

Pure data; no screen here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sftui.account import Account

KEY_SHOWN = 8
"""Characters of a consumer key that tell one from another; they all begin alike, so its end is shown too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One app, known from a saved account."""

    account_id: str
    account_name: str
    client_id: str
    has_secret: bool
    also_used_by: int = 0
    """How many more accounts use the same app."""
    same_place: bool = False
    """Made for the place that the form logs in at."""

    @property
    def short_key(self) -> str:
        return short_key(self.client_id)


def short_key(client_id: str) -> str:
    """A consumer key short enough to be shown beside another, and long enough to tell them apart."""
    if len(client_id) <= KEY_SHOWN + 5:
        return client_id
    return f"{client_id[:KEY_SHOWN]}…{client_id[-4:]}"


def app_offers(accounts: Iterable[Account], *, login_url: str, editing: str = "") -> tuple[Offer, ...]:
    """Each app once, those of the same org or login host first; the account being edited is left out."""
    by_app: dict[tuple[str, str], Offer] = {}
    for account in accounts:
        if not account.client_id or account.id == editing:
            continue
        app = (account.client_id, account.client_secret.reveal())
        same_place = bool(login_url) and login_url in {account.login_url, account.instance_url}
        known = by_app.get(app)
        if known is None:
            by_app[app] = Offer(
                account_id=account.id,
                account_name=account.name,
                client_id=account.client_id,
                has_secret=bool(account.client_secret),
                same_place=same_place,
            )
        else:
            by_app[app] = Offer(
                account_id=known.account_id,
                account_name=known.account_name,
                client_id=known.client_id,
                has_secret=known.has_secret,
                also_used_by=known.also_used_by + 1,
                same_place=known.same_place or same_place,
            )
    return tuple(
        sorted(by_app.values(), key=lambda offer: (not offer.same_place, offer.account_name.casefold()))
    )
