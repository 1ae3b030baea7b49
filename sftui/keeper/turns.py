"""Taking turns, across processes: one renewal of an account at a time, one password of a user at a time.

A password that waits for its turn learns whether the one before it was refused, so that two screens or two
programs never send the same refused password.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from sftui.account import Account
from sftui.errors import Cause, SftuiError
from sftui.keeper import guards
from sftui.keeper.desk import Desk
from sftui.vault.locking import Held
from sftui.vault.refreshing import try_turn

T = TypeVar("T")

WAIT_FOR_TURN = 60.0
"""Seconds that an exchange waits for another one of the same account or user."""
LOOK_AGAIN = 0.02
"""Seconds between two looks whether the turn is free."""


class RenewalBusy(SftuiError):
    """Another sftui has been asking for this account, or for its user, for longer than the caller can wait."""

    code = "renewal-busy"


async def in_turn(desk: Desk, account: Account, job: Callable[[bool], Coroutine[Any, Any, T]]) -> T:
    """Wait for the turn, which can be cancelled; then run ``job`` to its end, whoever stops waiting.

    ``job`` is told whether somebody else had the turn first, or an earlier run saw this password refused.
    Raises RenewalBusy after a minute.
    """
    name = _name_of(account)
    turn = await _turn(desk, name)

    async def run() -> T:
        try:
            if not guards.sends_password(account):
                return await job(turn.waited)
            news = await desk.refused.learn(account, name)
            try:
                return await job(turn.waited or news)
            finally:
                await desk.refused.note(account, name)
        finally:
            turn.release()

    return await desk.under_way.finish(run())


async def _turn(desk: Desk, name: str) -> Held:
    waited = False
    deadline = asyncio.get_running_loop().time() + WAIT_FOR_TURN
    while (turn := await _try(desk, name, waited=waited)) is None:
        waited = True
        if asyncio.get_running_loop().time() > deadline:
            raise RenewalBusy(
                "Another sftui has been asking Salesforce for this account for a minute.",
                Cause(
                    "It waits for a slow answer, or was stopped (Ctrl+Z).",
                    "Try again in a moment, or end it.",
                ),
            )
        await asyncio.sleep(LOOK_AGAIN)
    return turn


async def _try(desk: Desk, name: str, *, waited: bool) -> Held | None:
    """The turn if it is free now. When the waiting is cancelled meanwhile, the turn is given back."""
    taking = asyncio.ensure_future(asyncio.to_thread(try_turn, desk.places, name, waited=waited))
    try:
        return await asyncio.shield(taking)
    except asyncio.CancelledError:
        taking.add_done_callback(_give_back)
        raise


def _give_back(taking: asyncio.Future[Held | None]) -> None:
    if not taking.cancelled() and taking.exception() is None and (turn := taking.result()) is not None:
        turn.release()


def _name_of(account: Account) -> str:
    """Accounts that send the same user's password go one after the other: a refusal then stops the rest."""
    if guards.sends_password(account):
        login = " ".join(guards.login_of(account))
        return hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return account.id
