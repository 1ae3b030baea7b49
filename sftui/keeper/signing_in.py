"""Sign-ins that wait for a person: by browser or by a code on another device.

A waiting sign-in lies in the sessions file, so it survives a closed terminal until it expires
(``salesforce-oauth.md`` §4.1, §9). What Salesforce answers is put there too before anything else happens, so
that an approval is not lost when the line drops before the account is saved.
"""

from __future__ import annotations

import asyncio
import secrets

from sftui.account import Account, Token
from sftui.errors import Cause, RefusedError, UsageError
from sftui.keeper import connecting
from sftui.keeper.answering import answered, drop, ended_badly
from sftui.keeper.desk import Desk
from sftui.keeper.events import Connected, OnLight, OnStage, Stage, Undecided
from sftui.keeper.held import waiting_with
from sftui.keeper.pending import Waiting, as_sign_in, from_browser, from_device, kept_token, shown
from sftui.moments import stamp
from sftui.salesforce.device import DeviceCode
from sftui.vault.sessions import PendingSignIn


async def begin(desk: Desk, draft: Account) -> Waiting:
    """Start a sign-in and keep it. Raises InvalidFields, UntrustedHost, UnreachableError, RefusedError."""
    ready = connecting.prepared(draft, still_to_come=frozenset({"refresh_token"}))
    now = desk.now()
    sign_in_id = secrets.token_hex(8)
    if ready.method == "device":
        pending = from_device(await _device_code(desk, ready), ready, sign_in_id, now)
    else:
        from sftui.salesforce.signin import begin as begin_browser

        pending = from_browser(begin_browser(ready, now=now.timestamp()), ready, sign_in_id, now)
    await desk.edit_sessions(lambda sessions: sessions.without_expired(stamp(now)).with_pending(pending))
    return shown(pending)


async def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Those that still wait, oldest first."""
    await desk.look_again()
    now = stamp(desk.now())
    alive = [each for each in desk.sessions.pending.values() if each.expires_at > now]
    return tuple(shown(each) for each in sorted(alive, key=lambda each: each.created_at))


async def finish(desk: Desk, sign_in_id: str, on_stage: OnStage, on_light: OnLight) -> Connected | Undecided:
    """Wait by every way at once, then connect and save. Cancelling stops the waiting, not the sign-in."""
    pending = _pending(desk, sign_in_id)
    if not pending.access_token:
        on_stage(Stage.WAITING)
        token = await answered(desk, pending, on_stage, on_light)
    else:
        token = kept_token(pending)
    return await desk.under_way.finish_if_leaving(_take_in(desk, pending, token, on_stage))


async def _take_in(
    desk: Desk, pending: PendingSignIn, token: Token, on_stage: OnStage
) -> Connected | Undecided:
    """Save the answer; only then the sign-in goes. One that waits for a decision is kept with it."""
    outcome = await connecting.take_in(desk, pending.draft, token, on_stage, same_person=False, approved=True)
    if isinstance(outcome, Connected):
        await drop(desk, pending.id)
        return outcome
    return waiting_with(desk, outcome, pending.id)


async def paste(desk: Desk, sign_in_id: str, text: str) -> None:
    """Give a waiting browser sign-in the pasted address or code.

    Raises InvalidFields when it is neither, and RefusedError when the address says that Salesforce refused: then
    nothing waits any more, as when the browser brings that answer by itself.
    """
    from sftui.salesforce.signin import read_answer

    pending = _pending(desk, sign_in_id)
    try:
        code = read_answer(text, as_sign_in(pending), pending.draft)
    except RefusedError as error:
        await ended_badly(desk, pending, error)
        raise
    desk.pasted.setdefault(sign_in_id, asyncio.Queue()).put_nowait(code)


async def abandon(desk: Desk, sign_in_id: str) -> None:
    await drop(desk, sign_in_id)


async def _device_code(desk: Desk, draft: Account) -> DeviceCode:
    from sftui.salesforce.device import start_device
    from sftui.salesforce.http import look_up

    await look_up(draft.login_url)
    return await start_device(draft, await desk.client(), now=lambda: desk.now().timestamp())


def _pending(desk: Desk, sign_in_id: str) -> PendingSignIn:
    desk.open_vault()
    pending = desk.sessions.pending.get(sign_in_id)
    if pending is None:
        raise UsageError(
            "This sign-in does not wait any more.",
            Cause("It expired, was finished in another terminal, or was given up.", "Start a new one."),
        )
    return pending
