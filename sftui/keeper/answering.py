"""The ways by which a waiting sign-in gets its answer: the listener, a pasted address, polling a device code.

What Salesforce answers is in the sessions file before anybody uses it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from sftui.account import Secret, Token
from sftui.errors import Cause, LockedError, PersonNeeded, SftuiError
from sftui.keeper import outcomes
from sftui.keeper.desk import Desk
from sftui.keeper.events import Light, OnLight, OnStage, Stage
from sftui.keeper.pending import as_device_code, as_sign_in, kept_token
from sftui.moments import moment_of, stamp
from sftui.salesforce.refusals.shapes import Action
from sftui.vault.sessions import PendingSignIn, Sessions

LISTENER_FAULT = (
    "sftui can't listen there: something went wrong inside it ({}). "
    "Finish in the browser all the same, then paste the address that it shows."
)
KEEP_ANSWER = timedelta(days=30)
"""What Salesforce answered does not expire with the link; somebody may come back after a holiday."""


async def answered(desk: Desk, pending: PendingSignIn, on_stage: OnStage, on_light: OnLight) -> Token:
    """The token, once the person did their part; it is in the sessions file when this returns."""
    if pending.method == "device":
        return await _poll(desk, pending)
    code = await _code(desk, pending, on_light)
    on_stage(Stage.ASKING)
    return await desk.under_way.finish(_redeem(desk, pending, code))


class _StoppedError(Exception):
    """Nobody waits for the device code any more."""


class _AnsweredError(Exception):
    """Another who waited for the same code was given the answer."""

    def __init__(self, token: Token) -> None:
        super().__init__()
        self.token = token


async def _poll(desk: Desk, pending: PendingSignIn) -> Token:
    """Ask until there is an answer. A question that is under way when the waiting stops is still heard out."""
    stopped = asyncio.Event()
    desk.polls.add(stopped)

    async def pause(seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), seconds)
            raise _StoppedError
        kept = await _kept_answer(desk, pending)
        if kept is not None:
            raise _AnsweredError(kept)

    try:
        return await desk.under_way.finish(_poll_and_keep(desk, pending, pause))
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

    code, client = as_device_code(pending), await desk.client()
    try:
        token = await poll_device(
            pending.draft, code, client, now=lambda: desk.now().timestamp(), sleep=pause
        )
    except _AnsweredError as answered_meanwhile:
        return answered_meanwhile.token
    except SftuiError as error:
        return await _kept_or_ended_badly(desk, pending, error)
    await _keep_answer(desk, pending, token)
    return token


async def _redeem(desk: Desk, pending: PendingSignIn, code: Secret) -> Token:
    """A code serves once, so this is finished and kept, whoever stops waiting."""
    from sftui.salesforce.exchange import redeem_code

    try:
        token = await redeem_code(pending.draft, code, pending.verifier, await desk.client())
    except SftuiError as error:
        return await _kept_or_ended_badly(desk, pending, error)
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
        await _drop_unanswered(desk, pending.id)
        raise PersonNeeded(
            "Nobody signed in in time.",
            Cause(
                "The link had been open for half an hour, and is over now.",
                "Begin the sign-in again.",
                guide="browser-sign-in",
                action=Action.SIGN_IN_AGAIN,
            ),
        ) from None
    finally:
        listening.cancel()
        desk.pasted.pop(pending.id, None)
    if isinstance(answer, SftuiError):
        await ended_badly(desk, pending, answer)
        raise answer
    return answer


async def _listen(
    pending: PendingSignIn, queue: asyncio.Queue[Secret | SftuiError], on_light: OnLight
) -> None:
    """Feed what the browser brings into the queue; say in words how it goes. Paste works without it."""
    from sftui.salesforce.listener import listen

    try:
        async with listen(as_sign_in(pending), pending.draft) as answers:
            on_light(Light(words=f"Listening on {pending.redirect_uri}"))
            while True:
                answer = await answers.get()
                if answer.is_knock:
                    on_light(
                        Light(
                            words="A browser reached sftui here, so the way works. Now sign in.", reached=True
                        )
                    )
                elif answer.warning:
                    on_light(Light(words=answer.warning, works=False))
                elif answer.refused is not None:
                    queue.put_nowait(answer.refused)
                else:
                    on_light(Light(words="The browser brought the answer."))
                    queue.put_nowait(answer.code)
    except SftuiError as error:
        on_light(Light(words=f"{error.message} {error.do}".strip(), works=False, listens=False))
    except Exception as fault:  # noqa: BLE001 - nobody awaits this task, so the person would wait in silence
        on_light(Light(words=LISTENER_FAULT.format(type(fault).__name__), works=False, listens=False))


async def _keep_answer(desk: Desk, pending: PendingSignIn, token: Token) -> None:
    kept = replace(
        pending,
        expires_at=stamp(desk.now() + KEEP_ANSWER),
        access_token=token.access_token,
        refresh_token=token.refresh_token,
        instance_url=token.instance_url,
    )
    await desk.edit_sessions(lambda sessions: sessions.with_pending(kept))


async def _kept_answer(desk: Desk, pending: PendingSignIn) -> Token | None:
    """The answer of Salesforce, when another who waited for the same sign-in was given it: in whatever process."""
    await desk.at_hand.read()
    stored = desk.sessions.pending.get(pending.id)
    return kept_token(stored) if stored is not None and stored.access_token else None


async def _kept_or_ended_badly(desk: Desk, pending: PendingSignIn, error: SftuiError) -> Token:
    """A code that was used already is refused, and that is no failure: the answer to its first use counts."""
    kept = await _kept_answer(desk, pending)
    if kept is not None:
        return kept
    await ended_badly(desk, pending, error)
    raise error


async def ended_badly(desk: Desk, pending: PendingSignIn, error: SftuiError) -> None:
    """A refused sign-in can't be taken up again; one that only met a broken line can."""
    await outcomes.failed(desk, pending.draft, error)
    if error.exit_code == 4:
        await _drop_unanswered(desk, pending.id)


async def _drop_unanswered(desk: Desk, sign_in_id: str) -> None:
    """An answer that another who waited for it was given, perhaps in another process, is not thrown away."""

    def change(sessions: Sessions) -> Sessions:
        stored = sessions.pending.get(sign_in_id)
        is_answered = stored is not None and bool(stored.access_token)
        return sessions if is_answered else sessions.without_pending(sign_in_id)

    desk.pasted.pop(sign_in_id, None)
    await desk.edit_sessions(change)


async def drop(desk: Desk, sign_in_id: str) -> None:
    desk.pasted.pop(sign_in_id, None)
    await desk.edit_sessions(lambda sessions: sessions.without_pending(sign_in_id))
