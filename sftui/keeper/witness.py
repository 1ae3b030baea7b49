"""The true cause of a refused password, from another live account of the same org.

Salesforce says ``authentication failure`` for many reasons and writes the real one into its Login History. When
another saved account reaches that org with sufficient rights, it is asked (salesforce-oauth.md §11.3, §12.4).
"""

from __future__ import annotations

import asyncio

from sftui.account import Account, Status, Token
from sftui.errors import Cause, RefusedError, SftuiError
from sftui.keeper.desk import Desk

DEADLINE = 6.0
"""Seconds; a slow org must not keep the person from the causes that are known anyway."""
MOST_WITNESSES = 3


async def name_true_cause(desk: Desk, refused: Account, error: RefusedError) -> None:
    """Put the cause from the Login History before the likely ones; leaves ``error`` alone when none is found."""
    try:
        async with asyncio.timeout(DEADLINE):
            for witness, token in _witnesses(desk, refused):
                cause = await _testimony(desk, witness, token, refused)
                if cause is not None:
                    error.causes = (cause, *(each for each in error.causes if each.what != cause.what))
                    return
    except TimeoutError:
        return


def _witnesses(desk: Desk, refused: Account) -> list[tuple[Account, Token]]:
    if desk.vault is None:
        return []
    found = []
    for account in desk.accounts:
        token = desk.token(account.id)
        alive = desk.health(account.id).status is Status.CONNECTED
        if account.id != refused.id and token is not None and alive and _may_share_org(account, refused):
            found.append((account, token))
    return found[:MOST_WITNESSES]


def _may_share_org(account: Account, refused: Account) -> bool:
    """The same org where it is known; for a draft at a generic host any org may be the user's."""
    if refused.org_id and account.org_id:
        return refused.org_id[:15] == account.org_id[:15]
    return refused.login_url in (account.login_url, account.instance_url)


async def _testimony(desk: Desk, witness: Account, token: Token, refused: Account) -> Cause | None:
    from sftui.salesforce import records
    from sftui.salesforce.diagnosis import true_cause

    client = await desk.client()
    try:
        user_id = refused.user_id or await records.user_id_of(token, witness, client, refused.username)
        if not user_id:
            return None
        logins = await records.login_history(token, witness, client, user_id, most=1)
    except SftuiError:
        return None  # no right to look, or no answer: the likely causes stand as they are
    return true_cause(each.status for each in logins)
