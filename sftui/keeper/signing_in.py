"""Sign-ins that wait for a person: by browser or by a code on another device.

A waiting sign-in lies in the sessions file, so it survives a closed terminal until it expires
(``salesforce-oauth.md`` §4.1, §9). What Salesforce answers is put there too before anything else happens, so
that an approval is not lost when the line drops before the account is saved.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sftui.account import Account, Secret, Token
from sftui.errors import Cause, InvalidFields, LockedError, SftuiError, UsageError
from sftui.keeper import connecting, guards, outcomes
from sftui.keeper.desk import Desk
from sftui.keeper.events import Connected, Entry, OnStage, Stage, Undecided
from sftui.keeper.health import moment_of, stamp
from sftui.salesforce.device import DeviceCode
from sftui.salesforce.diagnosis import Step, refusal
from sftui.salesforce.signin import SignIn
from sftui.vault.sessions import PendingSignIn

OnLight = Callable[[str], None]

KEEP_ANSWER = timedelta(days=30)
"""What Salesforce answered does not expire with the link; somebody may come back after a holiday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A sign-in that waits for a person, as screens and command line show it."""

    id: str
    draft: Account
    link: str
    """What to open in a browser; for a device sign-in with the code filled in."""
    user_code: str = ""
    """Only for a device sign-in."""
    verification_url: str = ""
    callback: str = ""
    """Only for a browser sign-in: where the listener waits, if it can."""
    is_answered: bool = False
    """The person did their part; only reading and saving is left."""
    expires_at: datetime


async def begin(desk: Desk, draft: Account) -> Waiting:
    """Start a sign-in and keep it. Raises InvalidFields, UntrustedHost, UnreachableError, RefusedError."""
    ready = connecting.prepared(draft, still_to_come=frozenset({"access_token", "refresh_token"}))
    now = desk.now()
    sign_in_id = secrets.token_hex(8)
    if ready.method == "device":
        pending = await _device(desk, ready, sign_in_id, now)
    else:
        pending = _browser(ready, sign_in_id, now)
    await desk.edit_sessions(lambda sessions: sessions.without_expired(stamp(now)).with_pending(pending))
    return _shown(pending)


async def approval_warning(desk: Desk, draft: Account) -> str:
    """Salesforce keeps five approvals for each user and app; the next one ends the oldest (§6)."""
    return guards.approval_warning(Entry(account=draft), desk.snapshot().entries)


async def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Those that still wait, oldest first."""
    await desk.look_again()
    now = stamp(desk.now())
    alive = [each for each in desk.sessions.pending.values() if each.expires_at > now]
    return tuple(_shown(each) for each in sorted(alive, key=lambda each: each.created_at))


async def finish(desk: Desk, sign_in_id: str, on_stage: OnStage, on_light: OnLight) -> Connected | Undecided:
    """Wait by every way at once, then connect and save. Cancelling stops the waiting, not the sign-in."""
    pending = _pending(desk, sign_in_id)
    if not pending.access_token:
        on_stage(Stage.WAITING)
        token = await _answered(desk, pending, on_stage, on_light)
    else:
        token = _kept_token(pending)
    return await desk.finish_if_leaving(_take_in(desk, pending, token, on_stage))


async def _take_in(
    desk: Desk, pending: PendingSignIn, token: Token, on_stage: OnStage
) -> Connected | Undecided:
    """Save the answer; only then the sign-in goes. One that waits for a decision is kept with it."""
    outcome = await connecting.take_in(desk, pending.draft, token, on_stage, same_person=False, approved=True)
    if isinstance(outcome, Connected):
        await _drop(desk, pending.id)
    else:
        desk.held[outcome.id] = replace(desk.held[outcome.id], sign_in_id=pending.id)
    return outcome


async def paste(desk: Desk, sign_in_id: str, text: str) -> None:
    """Give a waiting browser sign-in the pasted address or code.

    Raises InvalidFields when it is neither, and RefusedError when the address says that Salesforce refused.
    """
    from sftui.salesforce.signin import read_answer

    pending = _pending(desk, sign_in_id)
    code = read_answer(text, _sign_in(pending), pending.draft)
    desk.pasted.setdefault(sign_in_id, asyncio.Queue()).put_nowait(code)


async def abandon(desk: Desk, sign_in_id: str) -> None:
    await _drop(desk, sign_in_id)


async def _device(desk: Desk, draft: Account, sign_in_id: str, now: datetime) -> PendingSignIn:
    from sftui.salesforce.device import start_device
    from sftui.salesforce.http import look_up

    await look_up(draft.login_url)
    code = await start_device(draft, await desk.client(), now=lambda: desk.now().timestamp())
    return PendingSignIn(
        id=sign_in_id,
        draft=draft,
        method=draft.method,
        created_at=stamp(now),
        expires_at=_stamp_of(code.expires_at),
        authorize_url=code.link,
        device_code=code.device_code,
        user_code=code.user_code,
        verification_url=code.verification_url,
        interval=code.interval,
    )


def _browser(draft: Account, sign_in_id: str, now: datetime) -> PendingSignIn:
    from sftui.salesforce.signin import begin as begin_browser

    sign_in = begin_browser(draft, now=now.timestamp())
    return PendingSignIn(
        id=sign_in_id,
        draft=draft,
        method=draft.method,
        created_at=stamp(now),
        expires_at=_stamp_of(sign_in.expires_at),
        state=sign_in.state,
        verifier=sign_in.verifier,
        redirect_uri=sign_in.redirect_uri,
        authorize_url=sign_in.link,
    )


async def _answered(desk: Desk, pending: PendingSignIn, on_stage: OnStage, on_light: OnLight) -> Token:
    """The token, once the person did their part; it is in the sessions file when this returns."""
    if pending.method == "device":
        return await _poll(desk, pending)
    code = await _code(desk, pending, on_light)
    on_stage(Stage.ASKING)
    return await desk.finish(_redeem(desk, pending, code))


class _StoppedError(Exception):
    """Nobody waits for the device code any more."""


async def _poll(desk: Desk, pending: PendingSignIn) -> Token:
    """Ask until there is an answer. A question that is under way when the waiting stops is still heard out."""
    stopped = asyncio.Event()
    desk.polls.add(stopped)

    async def pause(seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), seconds)
            raise _StoppedError

    try:
        return await desk.finish(_poll_and_keep(desk, pending, pause))
    except _StoppedError:
        raise LockedError(
            "The account file was locked while the code waited.",
            Cause("The sign-in is kept until it expires.", "Unlock the file and take it up again."),
        ) from None
    finally:
        stopped.set()
        desk.polls.discard(stopped)


async def _poll_and_keep(
    desk: Desk, pending: PendingSignIn, pause: Callable[[float], Awaitable[None]]
) -> Token:
    from sftui.salesforce.device import poll_device

    code, client = _device_code(pending), await desk.client()
    try:
        token = await poll_device(
            pending.draft, code, client, now=lambda: desk.now().timestamp(), sleep=pause
        )
    except SftuiError as error:
        await _ended_badly(desk, pending, error)
        raise
    await _keep_answer(desk, pending, token)
    return token


async def _redeem(desk: Desk, pending: PendingSignIn, code: Secret) -> Token:
    """A code serves once, so this is finished and kept, whoever stops waiting."""
    from sftui.salesforce.exchange import redeem_code

    try:
        token = await redeem_code(pending.draft, code, pending.verifier, await desk.client())
    except SftuiError as error:
        await _ended_badly(desk, pending, error)
        raise
    await _keep_answer(desk, pending, token)
    return token


async def _code(desk: Desk, pending: PendingSignIn, on_light: OnLight) -> Secret:
    """From the listener or pasted, whichever comes first, until the sign-in expires."""
    queue = desk.pasted.setdefault(pending.id, asyncio.Queue())
    listening = asyncio.ensure_future(_listen(pending, queue, on_light))
    left = (moment_of(pending.expires_at) or desk.now()) - desk.now()
    try:
        async with asyncio.timeout(max(0.0, left.total_seconds())):
            answer = await queue.get()
    except TimeoutError:
        await _drop(desk, pending.id)
        raise refusal(
            Step.AUTHORIZE, pending.draft, error="expired", said="nobody signed in in time", status=0
        ) from None
    finally:
        listening.cancel()
        desk.pasted.pop(pending.id, None)
    if isinstance(answer, SftuiError):
        await _ended_badly(desk, pending, answer)
        raise answer
    return answer


async def _listen(
    pending: PendingSignIn, queue: asyncio.Queue[Secret | SftuiError], on_light: OnLight
) -> None:
    """Feed what the browser brings into the queue; say in words how it goes. Paste works without it."""
    from sftui.salesforce.listener import listen

    try:
        async with listen(_sign_in(pending), pending.draft) as answers:
            on_light(f"Listening on {pending.redirect_uri}")
            while True:
                answer = await answers.get()
                if answer.warning:
                    on_light(answer.warning)
                elif answer.refused is not None:
                    queue.put_nowait(answer.refused)
                else:
                    on_light("The browser brought the answer.")
                    queue.put_nowait(answer.code)
    except SftuiError as error:
        on_light(f"{error.message} {error.do}".strip())


async def _keep_answer(desk: Desk, pending: PendingSignIn, token: Token) -> None:
    answered = replace(
        pending,
        expires_at=stamp(desk.now() + KEEP_ANSWER),
        access_token=token.access_token,
        refresh_token=token.refresh_token,
        instance_url=token.instance_url,
    )
    await desk.edit_sessions(lambda sessions: sessions.with_pending(answered))


async def _ended_badly(desk: Desk, pending: PendingSignIn, error: SftuiError) -> None:
    """A refused sign-in can't be taken up again; one that only met a broken line can."""
    await outcomes.failed(desk, pending.draft, error)
    if error.exit_code == 4:
        await _drop(desk, pending.id)


async def _drop(desk: Desk, sign_in_id: str) -> None:
    desk.pasted.pop(sign_in_id, None)
    await desk.edit_sessions(lambda sessions: sessions.without_pending(sign_in_id))


def _pending(desk: Desk, sign_in_id: str) -> PendingSignIn:
    desk.open_vault()
    pending = desk.sessions.pending.get(sign_in_id)
    if pending is None:
        raise UsageError(
            "This sign-in does not wait any more.",
            Cause("It expired, was finished in another terminal, or was given up.", "Start a new one."),
        )
    return pending


def _shown(pending: PendingSignIn) -> Waiting:
    return Waiting(
        id=pending.id,
        draft=pending.draft,
        link=pending.authorize_url,
        user_code=pending.user_code,
        verification_url=pending.verification_url,
        callback=pending.redirect_uri,
        is_answered=bool(pending.access_token),
        expires_at=moment_of(pending.expires_at) or datetime.fromtimestamp(0, UTC),
    )


def _sign_in(pending: PendingSignIn) -> SignIn:
    if pending.method == "device":
        raise InvalidFields(
            {"answer": "A device sign-in takes no pasted answer: enter the code in the browser."}
        )
    return SignIn(
        link=pending.authorize_url,
        state=pending.state,
        verifier=pending.verifier,
        redirect_uri=pending.redirect_uri,
        started=_seconds(pending.created_at),
        expires_at=_seconds(pending.expires_at),
    )


def _device_code(pending: PendingSignIn) -> DeviceCode:
    return DeviceCode(
        device_code=pending.device_code,
        user_code=pending.user_code,
        verification_url=pending.verification_url,
        link=pending.authorize_url,
        interval=pending.interval,
        expires_at=_seconds(pending.expires_at),
    )


def _kept_token(pending: PendingSignIn) -> Token:
    return Token(
        access_token=pending.access_token,
        refresh_token=pending.refresh_token,
        instance_url=pending.instance_url,
    )


def _stamp_of(seconds: float) -> str:
    return stamp(datetime.fromtimestamp(seconds, UTC))


def _seconds(text: str) -> float:
    moment = moment_of(text)
    return 0.0 if moment is None else moment.timestamp()
