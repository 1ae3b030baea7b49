"""An answer for somebody else is settled: both accounts are kept, the old one is replaced, or it is thrown away."""

from __future__ import annotations

from dataclasses import replace

from sftui.account import NO_SECRET, Token
from sftui.errors import Cause, FileError, UsageError
from sftui.keeper import connecting, ending
from sftui.keeper.desk import Desk
from sftui.keeper.events import Connected, Decision
from sftui.keeper.held import HeldAnswer, hold


async def decide(desk: Desk, undecided_id: str, decision: Decision) -> Connected | None:
    """Settle an undecided answer: keep both accounts, replace the old one, or throw the new tokens away.

    What was decided is done to its end, whoever stops waiting: the answer is here and nowhere else. When it
    could not be saved, on a full disk for example, it can be decided again.
    """
    held = desk.held.pop(undecided_id, None)
    if held is None:
        raise UsageError(
            "This sign-in was settled already.",
            Cause("Another screen answered the question.", "Sign in again if it is still needed."),
        )
    return await desk.under_way.finish(_decide(desk, held, decision))


async def _decide(desk: Desk, held: HeldAnswer, decision: Decision) -> Connected | None:
    connected = None
    if decision is Decision.DISCARD:
        await ending.revoke_token(desk, held.draft, _only_new(desk, held))
    else:
        identity = held.undecided.identity
        draft = held.draft.with_changes(username=identity.username or held.draft.username)
        if decision is Decision.KEEP_BOTH:
            draft = draft.with_changes(id="", rev=0, name="")
        saved_in_old = _is_saved(desk, held)
        try:
            connected = await connecting.settle(desk, draft, held.token, identity, approved=held.approved)
        except FileError:
            hold(desk, held)
            raise
        if decision is Decision.KEEP_BOTH and saved_in_old:
            # two accounts with one refresh token that rotates would end each other's
            await desk.put(desk.account(held.draft.id).with_changes(refresh_token=NO_SECRET))
    if held.sign_in_id:
        await desk.edit_sessions(lambda sessions: sessions.without_pending(held.sign_in_id))
    return connected


def _is_saved(desk: Desk, held: HeldAnswer) -> bool:
    """Whether the answer brought a rotated refresh token: it is in the account already, in place of the old one."""
    saved = desk.find(held.draft.id)
    return (
        saved is not None
        and bool(held.token.refresh_token)
        and saved.refresh_token == held.token.refresh_token
    )


def _only_new(desk: Desk, held: HeldAnswer) -> Token:
    """The tokens to end; what the account itself lives on is none of them."""
    return replace(held.token, refresh_token=NO_SECRET) if _is_saved(desk, held) else held.token
