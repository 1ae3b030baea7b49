"""No second try with a refused password: what was refused since the start, in an earlier run, or by another sftui.

Lives on the keeper's thread. No password is kept for it, only marks that recognise one: in memory under a key that
is made anew at each start, on the disk under one that comes with the account file.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sftui.account import Account
from sftui.keeper import guards, health
from sftui.moments import stamp
from sftui.vault import refused
from sftui.vault.file import Vault
from sftui.vault.places import Places


@dataclass(slots=True)
class RefusedPasswords:
    """Which passwords Salesforce refused, and when it refused those of each user; drafts included."""

    places: Places
    open_vault: Callable[[], Vault | None]
    """The account file that earlier runs remember by, or None while it is locked."""
    _marks: set[bytes] = field(default_factory=set)
    _times: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def holds(self, account: Account) -> bool:
        """Whether the password of this account was refused."""
        return self._mark(account) in self._marks

    def add(self, account: Account) -> None:
        self._marks.add(self._mark(account))

    def forget(self, account: Account) -> None:
        """Salesforce took what was sent: an earlier no to it, while the user was locked say, counts no more."""
        self._marks.discard(self._mark(account))

    def count(self, account: Account, now: datetime) -> tuple[str, ...]:
        """Note a refusal of this user; gives the times of all within the lockout window, this one included."""
        login = guards.login_of(account)
        self._times[login] = health.recent((*self._times.get(login, ()), stamp(now)), now)
        return self._times[login]

    # Across runs: while a password's turn is held (``turns.py``), so that no two of them send the same one

    async def learn(self, account: Account, name: str) -> bool:
        """Take over that this password was refused, if it was; whether that is news here.

        ``name`` is the turn's, here and in :meth:`note`.
        """
        vault = self.open_vault()
        if vault is None or self.holds(account):
            return False
        mark = refused.mark_of(vault, guards.password_text(account))
        if mark not in await asyncio.to_thread(refused.read, self.places, name):
            return False
        self.add(account)
        return True

    async def note(self, account: Account, name: str) -> None:
        """Remember how it went for the runs to come. A disk that refuses costs no more than another try one day."""
        vault = self.open_vault()
        if vault is None:
            return
        mark = refused.mark_of(vault, guards.password_text(account))
        is_refused = self.holds(account)

        def write() -> None:
            before = refused.read(self.places, name)
            if (mark in before) is not is_refused:
                others = tuple(each for each in before if each != mark)
                refused.write(self.places, name, (*others, mark) if is_refused else others)

        with suppress(OSError):
            await asyncio.to_thread(write)

    def _mark(self, account: Account) -> bytes:
        return hmac.new(self._key, guards.password_text(account), hashlib.sha256).digest()
