"""The one way from the keeper to the account file: one change at a time, and what waits is saved together.

Lives on the keeper's thread; the disk has a thread of its own. Each caller goes on when its change is on the disk,
or hears why not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sftui.account import Account
from sftui.errors import SftuiError
from sftui.vault import file, merging

ALONE_WAIT = 1.0
"""Seconds that an edit waits for the file's lock when it is tried again alone: together they waited already."""


@dataclass(slots=True, eq=False)
class _Edit:
    """An edit that waits for its save, and how it went."""

    change: merging.Change
    is_settled: bool = False
    error: BaseException | None = None

    def settle(self, error: BaseException | None = None) -> None:
        self.is_settled = True
        self.error = self.error or error


@dataclass(slots=True)
class Saving:
    """Changes of the account file in their order.

    Edits that come while a save is under way wait for two saves at most, however many there are: with ten thousand
    accounts a save takes a moment, and a test of all of them may bring many new refresh tokens at once.
    """

    open_vault: Callable[[], file.Vault]
    """The open file; raises LockedError when it was locked meanwhile."""
    adopt: Callable[[file.Vault], None]
    """Told of each new generation."""
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: list[_Edit] = field(default_factory=list)

    async def edit(self, change: merging.Change) -> None:
        """Apply an edit to the newest accounts; raises what ``change`` raises and what ``file.edit`` does."""
        mine = _Edit(change)
        self._waiting.append(mine)
        try:
            async with self._one_at_a_time:
                if not mine.is_settled:
                    together, self._waiting = self._waiting, []
                    await self._save(together)
        finally:
            if mine in self._waiting:
                self._waiting.remove(mine)  # nobody waits for it any more, so nobody would hear how it went
        if mine.error is not None:
            raise mine.error

    async def change_file(self, step: Callable[[file.Vault], file.Vault]) -> None:
        """Any other change of the file, such as of what opens it; ``step`` runs in a thread."""
        async with self._one_at_a_time:
            self.adopt(await asyncio.to_thread(step, self.open_vault()))

    async def _save(self, edits: Sequence[_Edit]) -> None:
        """Whatever happens, each of them is settled afterwards: none counts as saved because nobody looked at it."""
        try:
            await self._save_all(edits)
        except BaseException as fault:
            for each in edits:
                if not each.is_settled:
                    each.settle(fault)
            raise

    async def _save_all(self, edits: Sequence[_Edit]) -> None:
        """One save for all; when it fails, one for each, so that nobody's fault is the end of another's edit."""
        try:
            await self._save_together(edits, file.LOCK_WAIT)
        except SftuiError as error:
            if len(edits) == 1:
                edits[0].settle(error)
                return
            for each in edits:
                each.error = None
                try:
                    await self._save_together([each], ALONE_WAIT)
                except SftuiError as own:
                    each.settle(own)

    async def _save_together(self, edits: Sequence[_Edit], wait: float) -> None:
        def change(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
            for each in edits:
                try:
                    accounts = each.change(accounts)
                except SftuiError as error:
                    each.error = error
            return accounts

        self.adopt(await asyncio.to_thread(file.edit, self.open_vault(), change, wait=wait))
        for each in edits:
            each.settle()
