"""An answer for somebody else than the saved account stands for, kept until a person has decided about it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from sftui.account import Account, Token
from sftui.keeper.answering import KEEP_ANSWER
from sftui.keeper.desk import Desk
from sftui.keeper.events import Undecided
from sftui.moments import stamp
from sftui.vault.sessions import PendingSignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAnswer:
    """Tokens that wait for the person's decision."""

    draft: Account
    token: Token
    undecided: Undecided
    approved: bool = False
    """Whether a person allowed the app for it."""
    sign_in_id: str = ""
    """The sign-in that brought it, kept until the person has decided: the answer survives a lost terminal."""


async def keep_aside(desk: Desk, draft: Account, token: Token) -> str:
    """Keep tokens of somebody else with the sign-ins that wait, so that they take no saved one's place by themselves.

    Gives back the sign-in's id. Raises NotSaved.
    """
    now = desk.now()
    answered = PendingSignIn(
        id=new_id(),
        draft=draft,
        method=draft.method,
        created_at=stamp(now),
        expires_at=stamp(now + KEEP_ANSWER),
        access_token=token.access_token,
        refresh_token=token.refresh_token,
        instance_url=token.instance_url,
    )
    await desk.edit_sessions(lambda sessions: sessions.with_pending(answered))
    return answered.id


def new_id() -> str:
    return secrets.token_hex(8)


def hold(desk: Desk, answer: HeldAnswer) -> Undecided:
    """Keep it for the decision."""
    desk.held[answer.undecided.id] = answer
    return answer.undecided


def waiting_with(desk: Desk, undecided: Undecided, sign_in_id: str) -> Undecided:
    """The same answer lies with the sign-in that brought it, too, until the person has decided."""
    waits = replace(undecided, waits=True)
    return hold(desk, replace(desk.held[waits.id], undecided=waits, sign_in_id=sign_in_id))
