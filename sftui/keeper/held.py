"""An answer for somebody else than the saved account stands for, kept until a person has decided about it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from sftui.account import Account, Token
from sftui.keeper.desk import Desk
from sftui.keeper.events import Undecided


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
