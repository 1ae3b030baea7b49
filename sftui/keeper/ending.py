"""Revoking at Salesforce, and removing accounts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from sftui.account import NO_SECRET, Account, Problem, Token
from sftui.errors import SftuiError
from sftui.keeper import outcomes
from sftui.keeper.desk import Desk

_END_IT_THERE = (
    "End it in Salesforce. The user: Settings, Quick Find: Advanced User Details. "
    "An administrator: Setup, Quick Find: Connected Apps OAuth Usage."
)
"""Once the account is removed there is nothing to try again with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was ended, in words, for the person."""

    name: str
    revoked: tuple[str, ...] = ()
    """``the refresh token and its sessions``, ``the session`` …"""
    not_revoked: Problem | None = None
    """Why something could not be revoked, when it could not."""
    is_over: bool = True
    """Whether nothing of it works any more, be it that it had ended before."""
    still_works: str = ""
    """What revoking cannot end, such as a password that stays valid."""


async def revoke(desk: Desk, account_id: str) -> Removed:
    """End the account's access at Salesforce and keep the account (salesforce-oauth.md §10)."""
    account = desk.account(account_id)
    removed = await _revoke_all(desk, account)
    if removed.revoked or (removed.not_revoked is not None and removed.is_over):
        await desk.apply(account, account.with_changes(refresh_token=NO_SECRET))
        outcomes.ended(desk, account, "; ".join(removed.revoked) or "it had ended before")
    return removed


async def remove(desk: Desk, account_id: str, *, keep_access: bool) -> Removed:
    """Revoke first, unless told not to, then remove. A host that cannot be reached does not keep the account."""
    account = desk.account(account_id)
    removed = Removed(name=account.name) if keep_access else await _revoke_all(desk, account)
    await desk.delete(account)
    if removed.not_revoked is not None and not removed.is_over:
        return replace(removed, not_revoked=replace(removed.not_revoked, do=_END_IT_THERE))
    return removed


async def revoke_token(desk: Desk, account: Account, token: Token) -> None:
    """End tokens that belong to no saved account, as far as that can be done."""
    from sftui.salesforce import org

    with suppress(SftuiError):
        await org.revoke(token.refresh_token or token.access_token, account, await desk.client())


async def _revoke_all(desk: Desk, account: Account) -> Removed:
    from sftui.salesforce import org

    token = desk.token(account.id)
    still_works = {
        "password": "The username and password stay valid; only the session was ended.",
        "client-credentials": "The app's key and secret stay valid; rotate the secret to end them.",
        "jwt": "The certificate stays with the app; remove it there to end its access.",
    }.get(account.method, "")
    targets = []
    if account.refresh_token:
        targets.append((account.refresh_token, "the refresh token and its sessions"))
    elif token is not None:
        targets.append((token.access_token, "the session"))
    revoked: list[str] = []
    for secret, words in targets:
        try:
            await org.revoke(secret, account, await desk.client())
        except SftuiError as error:
            return Removed(
                name=account.name,
                revoked=tuple(revoked),
                not_revoked=error.problem(),
                is_over=org.is_gone(error),
                still_works=still_works,
            )
        revoked.append(words)
    return Removed(name=account.name, revoked=tuple(revoked), still_works=still_works)
