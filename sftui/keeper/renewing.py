"""A working access token, with the least that Salesforce must be asked.

Order: the session at hand while it is fresh; else a renewal that needs no person. A password is sent only when
the session is dead and the password was never refused; nothing here tries twice. A token of another user or org
is not kept (``right_person.py``).
"""

from __future__ import annotations

from datetime import timedelta

from sftui.account import Account, Status, Token
from sftui.errors import Cause, PersonNeeded, RefusedError, SftuiError, UnreachableError
from sftui.foreign import clean
from sftui.keeper import guards, outcomes, right_person, turns
from sftui.keeper.desk import Desk
from sftui.keeper.events import OnStage, Stage, no_stage
from sftui.moments import moment_of
from sftui.salesforce.methods import method_of
from sftui.salesforce.refusals.shapes import Action

TRUSTED_FOR = timedelta(minutes=10)
"""A session used this recently is alive: the shortest timeout an org can set is 15 minutes of silence
(salesforce-oauth.md §11.4)."""

DEAD_SESSION = frozenset({"INVALID_SESSION_ID", "Bad_OAuth_Token", "INVALID_AUTH_HEADER"})


def is_dead_session(error: SftuiError) -> bool:
    """Whether Salesforce says that the access token is over, so that renewing helps.

    "Not valid for use with the REST API" carries the same code, but a new token would not help
    (salesforce-oauth.md §11.2).
    """
    if not isinstance(error, RefusedError) or "not valid for use" in error.said:
        return False
    return error.error in DEAD_SESSION or (error.status == 401 and not error.error)


async def token_of(desk: Desk, account_id: str, *, tested: bool = False) -> Token:
    """The session at hand when it was good within the last ten minutes, else a tested or renewed one.

    With ``tested`` it is tested however fresh it is: for a person who asks for it.
    """
    await desk.look_again()
    account = desk.account(account_id)
    if tested:
        return await tested_or_renewed(desk, account)
    token, known = desk.token(account_id), desk.health(account_id)
    used = moment_of(known.last_used_at) if known.status is Status.CONNECTED else None
    if token is not None and used is not None and timedelta(0) <= desk.now() - used < TRUSTED_FOR:
        return token
    return await tested_or_renewed(desk, account)


async def tested_or_renewed(desk: Desk, account: Account) -> Token:
    """The session at hand where it lives, else a new one; a dead one is not kept when none can be had."""
    token = desk.token(account.id)
    if token is not None and await session_lives(desk, account, token):
        return token
    try:
        return await renew(desk, account)
    except SftuiError:
        if token is not None and desk.token(account.id) == token:
            desk.drop_session(account.id)
        raise


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


async def renew(desk: Desk, account: Account, on_stage: OnStage = no_stage) -> Token:
    """A new token without a person. From the stage of asking on it is finished and saved, whoever stops waiting.

    Raises PersonNeeded when only a browser sign-in helps, AnotherAnsweredError, RefusedError, UnreachableError.
    """
    had = desk.token(account.id)

    async def alone(waited: bool) -> Token:  # noqa: FBT001 - the shape of a turn's job
        on_stage(Stage.ASKING)
        return await _renew_alone(desk, account, had, waited=waited)

    return await turns.in_turn(desk, account, alone)


async def _renew_alone(desk: Desk, account: Account, had: Token | None, *, waited: bool) -> Token:
    """One process at a time for each account; the one that waited uses what the other one got."""
    await desk.look_again()
    theirs = desk.token(account.id)
    if waited and theirs is not None and theirs != had:
        return theirs
    token = await _exchange(desk, desk.account(account.id))
    await desk.flush()
    return token


async def _exchange(desk: Desk, account: Account) -> Token:
    from sftui.salesforce import exchange

    method = method_of(account.method)
    if method is not None and method.renews_with_refresh_token and not account.refresh_token:
        raise PersonNeeded(
            f"“{clean(account.name)}” has no refresh token; a browser sign-in is needed.",
            Cause(
                "The app gave none, or it was revoked.",
                "Reconnect it: sign in once more.",
                action=Action.SIGN_IN_AGAIN,
            ),
        )
    try:
        outcomes.refuse_a_second_try(desk, account)
    except RefusedError as error:
        # otherwise it is known already, and with its true cause
        if desk.health(account.id).status is not Status.NEEDS_RECONNECT:
            await outcomes.failed(desk, account, error)
        raise
    try:
        token = await exchange.token_for(account, await desk.client())
    except SftuiError as error:
        await outcomes.failed(desk, account, error, password_sent=guards.sends_password(account))
        raise
    another = right_person.doubt_about(account, token)
    if another is not None:
        # a rotated refresh token took the place of the one that was sent, whoever it belongs to
        account = await outcomes.keep_precious(desk, account, token)
        desk.drop_session(account.id)
        await outcomes.failed(desk, account, another)
        raise another
    await outcomes.take_token(desk, account, token)
    await outcomes.succeeded(desk, account, "renewed")
    return token


def timed_out(account: Account, seconds: float) -> UnreachableError:
    """When one account's test used up its own deadline."""
    host = account.instance_url or account.login_url
    return UnreachableError(
        f"{host} did not answer within {seconds:.0f} seconds.",
        Cause("The org or the way to it is slow or down.", "Test it again later."),
    )
