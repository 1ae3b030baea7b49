"""No second try with a refused password: what an earlier run or another sftui learned counts here too.

Looked up and noted while a password's turn is held (``turns.py``), so that no two of them send the same one.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sftui.account import Account
from sftui.keeper import guards
from sftui.keeper.desk import Desk
from sftui.vault import refused


async def learn(desk: Desk, account: Account, name: str) -> bool:
    """Take over that this password was refused, if it was; whether that is news here."""
    if desk.vault is None or desk.mark(account) in desk.refused:
        return False
    mark = refused.mark_of(desk.vault, _text_of(account))
    if mark not in await asyncio.to_thread(refused.read, desk.places, name):
        return False
    desk.refused.add(desk.mark(account))
    return True


async def note(desk: Desk, account: Account, name: str) -> None:
    """Remember how it went for the runs to come. A disk that refuses costs no more than another try one day."""
    if desk.vault is None:
        return
    mark = refused.mark_of(desk.vault, _text_of(account))
    is_refused = desk.mark(account) in desk.refused

    def write() -> None:
        before = refused.read(desk.places, name)
        if (mark in before) is not is_refused:
            others = tuple(each for each in before if each != mark)
            refused.write(desk.places, name, (*others, mark) if is_refused else others)

    with suppress(OSError):
        await asyncio.to_thread(write)


def _text_of(account: Account) -> bytes:
    secret = account.password.reveal() + account.security_token.reveal()
    return "\0".join((*guards.login_of(account), secret)).encode("utf-8", "surrogatepass")
