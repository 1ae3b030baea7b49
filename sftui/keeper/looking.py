"""What an account's pages show of its org: limits, subscriptions, users, logins. Read when asked, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sftui.account import Account, Token
from sftui.errors import RefusedError
from sftui.keeper import renewing
from sftui.keeper.desk import Desk
from sftui.keeper.events import OnStage, Stage

if TYPE_CHECKING:
    from sftui.salesforce.records import Licence, Limit, Login, OrgUser

LOGINS = 200
"""The newest of them; more than a person reads."""


class Sheet(StrEnum):
    """A table that Salesforce keeps of an org or its user."""

    LIMITS = "limits"
    SUBSCRIPTIONS = "subscriptions"
    USERS = "users"
    LOGINS = "logins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The rows as they were at that moment; empty when the user may not see them."""

    sheet: Sheet
    rows: tuple[Limit | Licence | OrgUser | Login, ...]
    read_at: datetime


async def read(desk: Desk, account_id: str, sheet: Sheet, on_stage: OnStage) -> Reading:
    """With the session at hand, renewed when that needs no person.

    Raises PersonNeeded, RefusedError, UnreachableError.
    """
    on_stage(Stage.ASKING)
    token = await renewing.token_of(desk, account_id)
    on_stage(Stage.LOOKING)
    account = desk.account(account_id)
    try:
        rows = await _rows(desk, account, token, sheet)
    except RefusedError as error:
        if not renewing.is_dead_session(error):
            raise
        rows = await _rows(desk, account, await renewing.renew(desk, account), sheet)
    return Reading(sheet=sheet, rows=rows, read_at=desk.now())


async def _rows(
    desk: Desk, account: Account, token: Token, sheet: Sheet
) -> tuple[Limit | Licence | OrgUser | Login, ...]:
    from sftui.salesforce import records

    client = await desk.client()
    if sheet is Sheet.LIMITS:
        return await records.limits(token, account, client)
    if sheet is Sheet.SUBSCRIPTIONS:
        return await records.licences(token, account, client)
    if sheet is Sheet.USERS:
        return await records.users(token, account, client)
    return await records.login_history(token, account, client, account.user_id, most=LOGINS)
