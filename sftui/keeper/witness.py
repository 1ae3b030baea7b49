"""The true cause of a refused password, from another live account of the same org.

Salesforce says ``authentication failure`` for many reasons and writes the real one into its Login History. When
another saved account reaches that org with sufficient rights, it is asked (salesforce-oauth.md §11.3, §12.4).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sftui.account import Account, Status, Token
from sftui.errors import Cause, RefusedError, SftuiError
from sftui.foreign import clean
from sftui.keeper import guards
from sftui.keeper.desk import Desk
from sftui.moments import moment_of

if TYPE_CHECKING:
    from sftui.salesforce.records import Login

DEADLINE = 6.0
"""Seconds; a slow org must not keep the person from the causes that are known anyway."""
MOST_WITNESSES = 3
ROWS = 5
"""Of the user's logins: one that worked, such as the witness's own, may be newer than the one that failed."""
RECENT = timedelta(minutes=5)
"""How old the newest row may be: Login History lags behind at times, and two clocks are never quite the same."""


async def name_true_cause(desk: Desk, refused: Account, error: RefusedError) -> None:
    """Put the cause from the Login History first, and drop the guesses that it rules out.

    Leaves ``error`` alone when none is found.
    """
    from sftui.salesforce.refusals.login_history import not_ruled_out

    try:
        async with asyncio.timeout(DEADLINE):
            for witness in _witnesses(desk, refused):
                cause = await _testimony(desk, witness, refused)
                if cause is not None:
                    told = replace(cause, told_by=clean(witness.name, 60))
                    error.causes = (told, *not_ruled_out(cause, error.causes))
                    return
    except TimeoutError:
        return


def _witnesses(desk: Desk, refused: Account) -> list[Account]:
    """One account for each user, the refused one's own first: of oneself one may read without further rights."""
    if desk.vault is None:
        return []

    def order(account: Account) -> tuple[bool, bool, bool]:
        another = _user(account) != _user(refused)
        return (another, guards.sends_password(account), desk.token(account.id) is None)

    live = [
        account
        for account in desk.accounts
        if account.id != refused.id
        and desk.health(account.id).status is Status.CONNECTED
        and _may_share_org(account, refused)
    ]
    of_each_user: dict[str, Account] = {}
    for account in sorted(live, key=order):
        of_each_user.setdefault(_user(account), account)
    return list(of_each_user.values())[:MOST_WITNESSES]


def _user(account: Account) -> str:
    return account.user_id[:15] or account.username.casefold() or account.id


def _may_share_org(account: Account, refused: Account) -> bool:
    """The same org where it is known; for a draft at a generic host any org may be the user's."""
    if refused.org_id and account.org_id:
        return refused.org_id[:15] == account.org_id[:15]
    return refused.login_url in (account.login_url, account.instance_url)


async def _testimony(desk: Desk, witness: Account, refused: Account) -> Cause | None:
    """What the witness reads with its session; one that ended is renewed where that needs no person or password."""
    from sftui.keeper import renewing  # it notes its outcome, and noting a refusal asks a witness: a circle

    try:
        token = desk.token(witness.id)
        if token is not None:
            try:
                return await _read(desk, witness, token, refused)
            except RefusedError as error:
                if not renewing.is_dead_session(error):
                    return None
        if guards.sends_password(witness):
            return None
        return await _read(desk, witness, await renewing.renew(desk, witness), refused)
    except SftuiError:
        return None  # no right to look, or no answer: the likely causes stand as they are


async def _read(desk: Desk, witness: Account, token: Token, refused: Account) -> Cause | None:
    from sftui.salesforce import records
    from sftui.salesforce.diagnosis import true_cause
    from sftui.salesforce.refusals import user_causes

    client = await desk.client()
    user_id = refused.user_id or await records.user_id_of(token, witness, client, refused.username)
    if not user_id:
        return None
    logins = await records.login_history(token, witness, client, user_id, most=ROWS)
    recent = [each.status for each in logins if _is_recent(desk, each)]
    cause = true_cause(recent, with_token=bool(refused.security_token))
    if cause == user_causes.PASSWORD_WRONG and _worked_before(desk, refused):
        return user_causes.PASSWORD_CHANGED
    return cause


def _worked_before(desk: Desk, refused: Account) -> bool:
    """Whether it was a saved password that connected once: then it was not mistyped."""
    saved = desk.find(refused.id)
    if saved is None or not desk.health(saved.id).last_connected_at:
        return False
    return guards.same_password(saved, refused)


def _is_recent(desk: Desk, login: Login) -> bool:
    at = moment_of(login.at)
    return at is None or desk.now() - at <= RECENT
