"""A working access token, with the least that Salesforce must be asked.

Order: the session at hand while it is fresh; else a renewal that needs no person. A password is sent only when
the session is dead and the password was never refused; nothing here tries twice.
"""

from __future__ import annotations

from datetime import timedelta

from sftui.account import Account, Token
from sftui.errors import Cause, PersonNeeded, RefusedError, SftuiError
from sftui.keeper import guards
from sftui.keeper.desk import Desk
from sftui.keeper.health import moment_of
from sftui.salesforce.methods import method_of

TRUSTED_FOR = timedelta(minutes=10)
"""A session used this recently is alive: the shortest timeout an org can set is 15 minutes of silence
(salesforce-oauth.md §11.4)."""

DEAD_SESSION = frozenset({"INVALID_SESSION_ID", "Bad_OAuth_Token", "INVALID_AUTH_HEADER"})


def is_dead_session(error: SftuiError) -> bool:
    """Whether Salesforce says that the access token is over, so that renewing helps."""
    return isinstance(error, RefusedError) and error.error in DEAD_SESSION and "not valid for use" not in error.said


async def working_token(desk: Desk, account: Account) -> Token:
    """The session at hand when it was good within the last ten minutes, else a tested or renewed one."""
    token = desk.token(account.id)
    used = moment_of(desk.health(account.id).last_used_at)
    if token is not None and used is not None and timedelta(0) <= desk.now() - used < TRUSTED_FOR:
        return token
    if token is not None and await session_lives(desk, account, token):
        return token
    return await renew(desk, account)


async def session_lives(desk: Desk, account: Account, token: Token) -> bool:
    """One cheap call with the session at hand. Raises UnreachableError; another refusal is raised as it is."""
    from sftui.salesforce import org

    try:
        await org.probe(token, account, await desk.client())
    except RefusedError as error:
        if is_dead_session(error):
            return False
        await desk.note_failure(account, error)
        raise
    except SftuiError as error:
        await desk.note_failure(account, error)
        raise
    await desk.note_success(account, "checked")
    return True


async def renew(desk: Desk, account: Account) -> Token:
    """A new token without a person; one process at a time for each account.

    A rotated refresh token is durable in the account file before the access token is used.
    Raises PersonNeeded when only a browser sign-in helps, RefusedError, UnreachableError.
    """
    async with desk.single_flight(account) as (newest, someone_else_renewed):
        if someone_else_renewed is not None:
            return someone_else_renewed
        return await _exchange(desk, newest)


async def _exchange(desk: Desk, account: Account) -> Token:
    from sftui.salesforce import exchange

    method = method_of(account.method)
    if method is not None and method.renews_with_refresh_token and not account.refresh_token:
        raise PersonNeeded(
            f"“{account.name}” has no refresh token; a browser sign-in is needed.",
            Cause("The app gave none, or it was never finished.", "Reconnect it: sign in once more.", action="sign-in-again"),
        )
    desk.refuse_a_second_try(account)
    try:
        token = await exchange.token_for(account, await desk.client())
    except SftuiError as error:
        await desk.note_failure(account, error, password_sent=guards.sends_password(account))
        raise
    await desk.take_token(account, token, "renewed")
    return token
