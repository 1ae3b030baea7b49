"""What an edit leaves behind: ids, revisions and times, and only for accounts that really changed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sftui.account import Account
from sftui.moments import stamp, utc_now
from sftui.vault.document import without_access_token


def now_text() -> str:
    """RFC 3339 in UTC, to the second."""
    return stamp(utc_now())


def settle(
    before: Sequence[Account], after: Sequence[Account], now: str
) -> tuple[tuple[Account, ...], list[Account]]:
    """The accounts to store, and those of them that are new or changed.

    A draft gets an id that was never used; ``rev`` grows by one at each change; an account that is equal
    to its stored form stays the very same object.
    """
    stored = {account.id: account for account in before}
    untouched = {id(account) for account in before}
    kept: list[Account] = []
    changed: list[Account] = []
    for account in after:
        if id(account) in untouched:
            kept.append(account)
            continue
        settled = _settle_one(account, stored.get(account.id), now)
        kept.append(settled)
        if id(settled) not in untouched:
            changed.append(settled)
    return tuple(kept), changed


def _settle_one(account: Account, before: Account | None, now: str) -> Account:
    account = without_access_token(account)
    if before is None:
        return account.with_changes(
            id=account.id or secrets.token_hex(16),
            rev=account.rev + 1,
            created=account.created or now,
            modified=now,
        )
    same = account.with_changes(rev=before.rev, created=before.created, modified=before.modified)
    if same == before:
        return before
    return same.with_changes(rev=before.rev + 1, modified=now)
