"""The sessions at hand: memory at once, the expendable file a moment later.

Lives on the keeper's thread. One reading or writing of the file at a time, so that what the disk said earlier
never overwrites what is known since; changes that wait for the file meanwhile are written together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sftui.account import Health, Token
from sftui.errors import SftuiError
from sftui.vault import sessions as sessions_file
from sftui.vault.file import Vault
from sftui.vault.sessions import Seen, Sessions

FLUSH_AFTER = 1.0
"""Seconds until changed sessions are written: a test of a thousand accounts is a few writes, not a thousand."""

_Change = Callable[[Sessions], Sessions]


@dataclass(slots=True)
class SessionsAtHand:
    """Tokens, health and waiting sign-ins, and the one way to the file that remembers them."""

    path: Path
    open_vault: Callable[[], Vault | None]
    """The account file whose data key opens the sessions, or None while it is locked."""
    data: Sessions = field(default_factory=Sessions)
    _unwritten: set[str] = field(default_factory=set)
    """Accounts whose change is not on the disk yet: there memory is right, whatever the file says."""
    _forgotten: set[str] = field(default_factory=set)
    """Removed accounts whose waiting sign-ins may still be in the file."""
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    _flusher: asyncio.Task[None] | None = None
    _seen: Seen = field(default_factory=Seen)
    """What the file said last."""

    def keep(self, account_id: str, *, health: Health | None = None, token: Token | None = None) -> None:
        self.data = self.data.having(account_id, health=health, token=token)
        self._write_soon(account_id)

    def drop_token(self, account_id: str) -> None:
        self.data = self.data.without_token(account_id)
        self._write_soon(account_id)

    def forget(self, account_id: str) -> None:
        self.data = self.data.without(account_id)
        self._forgotten.add(account_id)
        self._write_soon(account_id)

    def clear(self) -> None:
        """Drop everything decrypted; the account file was locked."""
        self.data = Sessions()
        self._seen = Seen()
        self._unwritten = set()
        self._forgotten = set()

    def changed_elsewhere(self) -> bool:
        """Whether another process wrote since the last look; costs one ``stat``."""
        return sessions_file.stamp_at(self.path) != self._seen.stamp

    async def read(self) -> None:
        async with self._one_at_a_time:
            vault = self.open_vault()
            if vault is not None:
                self._take_over(await asyncio.to_thread(sessions_file.look, self.path, vault, self._seen))

    async def edit(self, vault: Vault, change: _Change) -> None:
        """Change the file itself before going on. Raises NotSaved when the disk refuses."""
        async with self._one_at_a_time:
            self._take_over(await self._change(vault, change))

    async def flush(self) -> bool:
        """Write what changed now. Whether that went well: nobody is told, for the next use rebuilds it."""
        async with self._one_at_a_time:
            vault = self.open_vault()
            if vault is None or not self._unwritten:
                return True
            mine, changed, gone = self.data, self._unwritten, frozenset(self._forgotten)
            self._unwritten = set()
            try:
                written = await self._change(
                    vault, lambda theirs: theirs.with_accounts_of(mine, changed).without_sign_ins_of(gone)
                )
            except SftuiError:
                self._unwritten |= changed
                return False
            except asyncio.CancelledError:
                self._unwritten |= changed
                raise
            self._forgotten -= gone
            self._take_over(written)
            return True

    def _write_soon(self, account_id: str) -> None:
        self._unwritten.add(account_id)
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.ensure_future(self._flush_later())

    async def _flush_later(self) -> None:
        """Until all is written. A disk that refuses is asked again with the next change, not by a timer."""
        written = True
        while self._unwritten and written:
            await asyncio.sleep(FLUSH_AFTER)
            written = await self.flush()

    async def _change(self, vault: Vault, change: _Change) -> Seen:
        return await asyncio.to_thread(sessions_file.change, self.path, vault, change, self._seen)

    def _take_over(self, found: Seen) -> None:
        """What the file says, except for what is about to be written by us; nothing once it is locked."""
        if self.open_vault() is not None:
            ours = found.sessions.with_accounts_of(self.data, self._unwritten)
            self.data = ours.without_sign_ins_of(self._forgotten)
            self._seen = found
