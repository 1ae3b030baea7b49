"""What follows from Salesforce's answers: health, sessions, and what must be durable before anything else.

A refused password is marked for every account that holds the same one, in the account file, so that no path and
no other process sends it again by itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from sftui.account import Account, Health, Status, Token
from sftui.errors import FileError, PersonNeeded, RefusedError, SftuiError
from sftui.keeper import approvals, guards, health
from sftui.keeper.desk import Desk
from sftui.keeper.witness import name_true_cause
from sftui.moments import stamp
from sftui.salesforce.methods import method_of

PASSWORD_REFUSED = frozenset({"invalid_grant", "inactive_user"})
"""The errors that count as a refused password; others are about the app and say nothing of the password."""


async def succeeded(desk: Desk, account: Account, what: str, *, approved: bool = False) -> None:
    """``what`` is ``connected``, ``reconnected``, ``renewed`` or ``checked``; ``approved`` by a person just now."""
    now = desk.now()
    after = health.worked(desk.health(account.id), now, what)
    if approved:
        after = replace(after, approvals=(*after.approvals, stamp(now))[-approvals.KEPT :])
    desk.keep(account.id, health=after)


async def failed(
    desk: Desk,
    account: Account,
    error: SftuiError,
    *,
    password_sent: bool = False,
    accepted: frozenset[str] = frozenset(),
) -> None:
    """Remember a failure; drafts leave no trace but the mark of a refused password.

    ``accepted`` are accounts that the same password connected a moment ago: to them it stays good, and what was
    refused lies with the other account's app.
    """
    refused = False
    if password_sent and counts_as_password(error):
        refused = True
        same: tuple[Account, ...] = ()
        not_kept = ""
        try:
            same = await _mark_refused(desk, account, accepted)
        except FileError as unsaved:  # a full disk must not hide that the password was refused
            not_kept = f"Its refusal could not be remembered in the account file: {unsaved.message}"
        await name_true_cause(desk, account, error)
        warnings = (guards.lockout_warning(_count_refusals(desk, account)), not_kept)
        error.warning = " ".join(filter(None, warnings))
        for other in same:
            if other.id != account.id and desk.find(other.id) is not None:
                desk.keep(other.id, health=health.failed(desk.health(other.id), desk.now(), error))
    saved = desk.find(account.id)
    if saved is not None:
        before = desk.health(account.id)
        after = health.failed(before, desk.now(), error, password_sent=refused)
        if _differ(saved, account):
            after = replace(after, status=before.status)
        elif saved.refresh_token and _is_news(before, after):
            after = replace(after, approvals=before.approvals[:-1])
        desk.keep(account.id, health=after)


def _is_news(before: Health, after: Health) -> bool:
    """Whether it is known only now that the refresh token ended; its approval does not count any more."""
    return health.refresh_token_is_over(after) and not health.refresh_token_is_over(before)


def _differ(saved: Account, sent: Account) -> bool:
    """Whether something else was sent than what is saved: then its failure says nothing about the saved account."""
    method = method_of(sent.method)
    names = [each.name for each in method.fields] if method is not None else []
    return saved.method != sent.method or any(getattr(saved, name) != getattr(sent, name) for name in names)


def counts_as_password(error: SftuiError) -> TypeGuard[RefusedError]:
    """Whether this answer to a sent password counts as its refusal."""
    return type(error) is RefusedError and error.error in PASSWORD_REFUSED


def person_needed(desk: Desk, account: Account, error: PersonNeeded) -> None:
    """Only a sign-in helps: that is a state of the account, not a failure of the program."""
    before = desk.health(account.id)
    after = replace(
        before,
        status=Status.NEEDS_RECONNECT,
        last_checked_at=stamp(desk.now()),
        last_error=before.last_error or error.problem(),
    )
    desk.keep(account.id, health=after)


def ended(desk: Desk, account: Account, what: str) -> None:
    """After revoking: the account stays, its access is over. Its refresh token took its approval along."""
    now = desk.now()
    before = desk.health(account.id)
    had_one = bool(account.refresh_token) and not health.refresh_token_is_over(before)
    alive = before.approvals[:-1] if had_one else before.approvals
    after = replace(before, status=Status.NEEDS_RECONNECT, last_error=None, approvals=alive)
    desk.drop_session(account.id)
    desk.keep(account.id, health=health.remember(after, now, "revoked", what))


async def take_token(desk: Desk, account: Account, token: Token) -> Account:
    """Keep a renewed session, and first what came with it that is precious."""
    account = await keep_precious(desk, account, token)
    desk.keep(account.id, token=token)
    return account


async def keep_precious(desk: Desk, account: Account, token: Token) -> Account:
    """A rotated refresh token is on the disk before this returns.

    The precious file is written only when something precious changed; where the org lives is in the session.
    """
    after = account.with_changes(
        refresh_token=token.refresh_token or account.refresh_token,
        audience=token.audience or account.audience,
        refused_at="",
    )
    if after != account:
        account = await desk.apply(account, after.with_changes(instance_url=token.instance_url))
    return account


def refuse_a_second_try(desk: Desk, account: Account, *, send_again: bool = False) -> None:
    """Raises RefusedError when Salesforce refused this very password before and nobody said yes to sending it.

    A changed password or token is another thing to send and goes through.
    """
    if send_again or not guards.sends_password(account):
        return
    saved = desk.find(account.id)
    unchanged = saved is not None and guards.same_password(saved, account)
    refused_at = account.refused_at if unchanged or saved is None else ""
    if desk.refused.holds(account) or refused_at:
        raise guards.refused_before(refused_at)


def _count_refusals(desk: Desk, account: Account) -> int:
    """How often this user was refused within the lockout window, drafts and all accounts together."""
    now = desk.now()
    login = guards.login_of(account)
    counted = (
        {
            moment
            for other in desk.accounts
            if guards.login_of(other) == login
            for moment in health.recent(desk.health(other.id).refusals, now)
        }
        if desk.vault
        else set()
    )
    times = desk.refused.count(account, now)
    return len(times) + len(counted - set(times))


async def _mark_refused(desk: Desk, account: Account, accepted: frozenset[str]) -> tuple[Account, ...]:
    """Mark every saved account that holds this password; gives them back."""
    if not accepted:
        desk.refused.add(account)
    if desk.vault is None:
        return ()
    same = [
        other
        for other in desk.accounts
        if guards.same_password(other, account)
        and guards.sends_password(other)
        and not other.refused_at
        and other.id not in accepted
    ]
    if not same:
        return ()
    at = stamp(desk.now())
    return await desk.put_all([other.with_changes(refused_at=at) for other in same])
