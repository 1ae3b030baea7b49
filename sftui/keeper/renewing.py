"""A working access token, with the least that Salesforce must be asked.

Order: the session at hand while it is fresh; else a renewal that needs no person. A password is sent only when
the session is dead and the password was never refused; nothing here tries twice.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

from sftui.account import Account, Status, Token
from sftui.errors import Cause, PersonNeeded, RefusedError, SftuiError, UnreachableError
from sftui.keeper import guards, outcomes
from sftui.keeper.desk import Desk
from sftui.keeper.health import moment_of
from sftui.salesforce.methods import method_of
from sftui.vault.locking import Held
from sftui.vault.refreshing import RenewalBusy, try_turn

TRUSTED_FOR = timedelta(minutes=10)
"""A session used this recently is alive: the shortest timeout an org can set is 15 minutes of silence
(salesforce-oauth.md §11.4)."""

WAIT_FOR_TURN = 60.0
"""Seconds that a renewal waits for another process that renews the same account."""

DEAD_SESSION = frozenset({"INVALID_SESSION_ID", "Bad_OAuth_Token", "INVALID_AUTH_HEADER"})


def is_dead_session(error: SftuiError) -> bool:
    """Whether Salesforce says that the access token is over, so that renewing helps.

    "Not valid for use with the REST API" carries the same code, but a new token would not help
    (salesforce-oauth.md §11.2).
    """
    return (
        isinstance(error, RefusedError)
        and error.error in DEAD_SESSION
        and "not valid for use" not in error.said
    )


async def token_of(desk: Desk, account_id: str) -> Token:
    """The session at hand when it was good within the last ten minutes, else a tested or renewed one."""
    await desk.look_again()
    account = desk.account(account_id)
    token, known = desk.token(account_id), desk.health(account_id)
    used = moment_of(known.last_used_at) if known.status is Status.CONNECTED else None
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
    except SftuiError as error:
        if is_dead_session(error):
            return False
        await outcomes.failed(desk, account, error)
        raise
    await outcomes.succeeded(desk, account, "checked")
    return True


async def renew(desk: Desk, account: Account) -> Token:
    """A new token without a person. Once it was sent it is finished and saved, whoever stops waiting.

    Raises PersonNeeded when only a browser sign-in helps, RefusedError, UnreachableError.
    """
    return await desk.finish(_renew_alone(desk, account))


async def _renew_alone(desk: Desk, account: Account) -> Token:
    """One process at a time for each account; the one that waited uses what the other one got."""
    had = desk.token(account.id)
    turn = await _turn(desk, account)
    try:
        await desk.look_again()
        theirs = desk.token(account.id)
        if turn.waited and theirs is not None and theirs != had:
            return theirs
        token = await _exchange(desk, desk.account(account.id))
        await desk.flush()
        return token
    finally:
        turn.release()


async def _turn(desk: Desk, account: Account) -> Held:
    """This account's turn to renew. The loop waits itself, so that waiting can be cancelled."""
    name = _flight_name(account)
    waited = False
    deadline = asyncio.get_running_loop().time() + WAIT_FOR_TURN
    while (turn := await asyncio.to_thread(try_turn, desk.places, name, waited=waited)) is None:
        waited = True
        if asyncio.get_running_loop().time() > deadline:
            raise RenewalBusy(
                "Another sftui has been renewing this account's token for a minute.",
                Cause(
                    "It waits for a slow answer, or was stopped (Ctrl+Z).",
                    "Try again in a moment, or end it.",
                ),
            )
        await asyncio.sleep(0.02)
    return turn


async def _exchange(desk: Desk, account: Account) -> Token:
    from sftui.salesforce import exchange

    method = method_of(account.method)
    if method is not None and method.renews_with_refresh_token and not account.refresh_token:
        raise PersonNeeded(
            f"“{account.name}” has no refresh token; a browser sign-in is needed.",
            Cause(
                "The app gave none, or it was revoked.",
                "Reconnect it: sign in once more.",
                action="sign-in-again",
            ),
        )
    outcomes.refuse_a_second_try(desk, account)
    try:
        token = await exchange.token_for(account, await desk.client())
    except SftuiError as error:
        await outcomes.failed(desk, account, error, password_sent=guards.sends_password(account))
        raise
    await outcomes.take_token(desk, account, token)
    await outcomes.succeeded(desk, account, "renewed")
    return token


def _flight_name(account: Account) -> str:
    """Accounts that send the same user's password go one after the other: a refusal then stops the rest."""
    if guards.sends_password(account):
        login = " ".join(guards.login_of(account))
        return hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return account.id


def timed_out(account: Account, seconds: float) -> UnreachableError:
    """When one account's test used up its own deadline."""
    host = account.instance_url or account.login_url
    return UnreachableError(
        f"{host} did not answer within {seconds:.0f} seconds.",
        Cause("The org or the way to it is slow or down.", "Test it again later."),
    )
