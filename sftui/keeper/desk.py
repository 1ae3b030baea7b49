"""What the worker has before it: the open file, the sessions, the HTTP client, and the rules for using them.

Lives on the keeper's thread only. Disk and key derivation run in threads of their own, so that the loop is free
for other exchanges. Sessions are expendable, so they are written behind; the account file never is.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sftui.account import Account, Health, Secret, Token
from sftui.errors import Cause, LockedError, NoSuchAccount, SftuiError
from sftui.keeper.at_hand import SessionsAtHand
from sftui.keeper.events import (
    AccountsLoaded,
    Entry,
    EntryChanged,
    EntryRemoved,
    Notify,
    Snapshot,
    Warned,
)
from sftui.keeper.refused import RefusedPasswords
from sftui.keeper.saving import Saving
from sftui.keeper.under_way import UnderWay
from sftui.vault import file, merging
from sftui.vault.derivations import DEFAULT_COST, Cost
from sftui.vault.places import Places
from sftui.vault.sessions import Sessions

if TYPE_CHECKING:
    import httpx

    from sftui.keeper.held import HeldAnswer

NOTHING_KNOWN = Health()


@dataclass(slots=True)
class Desk:
    """Everything the jobs share: state and the few ways to change it. The jobs are functions over it."""

    places: Places
    notify: Notify
    now: Callable[[], datetime]
    cost: Cost = DEFAULT_COST
    vault: file.Vault | None = None
    at_hand: SessionsAtHand = field(init=False)
    under_way: UnderWay = field(default_factory=UnderWay)
    refused: RefusedPasswords = field(init=False)
    held: dict[str, HeldAnswer] = field(default_factory=dict)
    """Answers that wait for a decision, by their id."""
    pasted: dict[str, asyncio.Queue[Secret | SftuiError]] = field(default_factory=dict)
    """For each browser sign-in under way, what listener and person brought."""
    polls: set[asyncio.Event] = field(default_factory=set)
    """Set to stop a poll that waits for a person between two questions."""
    openings: int = 0
    """How often the file was opened: what began before the last time neither drops nor watches it."""
    watcher: asyncio.Task[None] | None = None
    """Of the open file. Held here, for the loop alone would let go of it."""
    _by_id: dict[str, Account] = field(default_factory=dict)
    _http: httpx.AsyncClient | None = None
    _making_client: asyncio.Lock = field(default_factory=asyncio.Lock)
    _saving: Saving = field(init=False)

    def __post_init__(self) -> None:
        self.at_hand = SessionsAtHand(self.places.sessions, lambda: self.vault)
        self.refused = RefusedPasswords(self.places, lambda: self.vault)
        self._saving = Saving(self.open_vault, self._adopt_saved)

    # Looking

    @property
    def sessions(self) -> Sessions:
        return self.at_hand.data

    @property
    def accounts(self) -> tuple[Account, ...]:
        return self.open_vault().accounts

    def find(self, account_id: str) -> Account | None:
        return self._by_id.get(account_id) if account_id else None

    def account(self, account_id: str) -> Account:
        """Raises NoSuchAccount when it was removed in the meantime."""
        self.open_vault()
        account = self.find(account_id)
        if account is None:
            raise NoSuchAccount(
                "This account is not in the file any more.",
                Cause("It was removed, here or by another sftui.", "Go back to the list."),
            )
        return account

    def health(self, account_id: str) -> Health:
        return self.sessions.health.get(account_id, NOTHING_KNOWN)

    def token(self, account_id: str) -> Token | None:
        """The session at hand, alive or not."""
        return self.sessions.tokens.get(account_id)

    def entry(self, account_id: str) -> Entry:
        return Entry(account=self.account(account_id), health=self.health(account_id))

    def snapshot(self) -> Snapshot:
        vault = self.open_vault()
        known = self.sessions.health
        entries = sorted(
            (Entry(account=each, health=known.get(each.id, NOTHING_KNOWN)) for each in vault.accounts),
            key=lambda entry: (entry.account.name.casefold(), entry.account.id),
        )
        return Snapshot(entries=tuple(entries), generation=vault.generation, warnings=vault.warnings)

    async def look_again(self) -> None:
        """Read what another process changed; costs two ``stat`` calls when nothing did."""
        vault = self.open_vault()
        newest = await asyncio.to_thread(file.reread, vault)
        if newest is not vault and self.vault is vault:
            self._adopt(newest)
            await self.load()
        elif self.at_hand.changed_elsewhere():
            before = self.sessions.health
            await self.at_hand.read()
            for account_id in self.sessions.health.may_differ(before):
                if self.find(account_id) and self.health(account_id) != before.get(account_id):
                    self.notify(EntryChanged(entry=self.entry(account_id)))

    async def load(self) -> Snapshot:
        """Read the sessions that go with the open file, and tell the screens of everything."""
        await self.at_hand.read()
        snapshot = self.snapshot()
        self.notify(AccountsLoaded(snapshot=snapshot))
        return snapshot

    # Beginning and end

    def opened(self, vault: file.Vault) -> int:
        """From now on the jobs work with this file; gives which opening it is."""
        self._adopt(vault)
        self.openings += 1
        return self.openings

    def is_open_since(self, opening: int) -> bool:
        return self.vault is not None and self.openings == opening

    def drop(self) -> None:
        """Drop everything decrypted."""
        self.vault = None
        self.at_hand.clear()
        self._by_id = {}
        self.held.clear()
        self.pasted.clear()

    async def close(self, within: float) -> None:
        """Let exchanges that were sent finish and be saved, for at most ``within`` seconds; then stop the rest."""
        await self.under_way.end(within)
        await self.flush()
        if self._http is not None:
            await self._http.aclose()

    async def client(self) -> httpx.AsyncClient:
        """The one HTTP client, made at the first use: reading the certificates takes a moment."""
        if self._http is None:
            from sftui.salesforce.http import new_client

            async with self._making_client:
                if self._http is None:
                    self._http = await asyncio.to_thread(new_client)
        return self._http

    # Changing the account file. Each returns when the change is on the disk.

    async def put(self, account: Account) -> Account:
        """Add a new account, or write the fields of a saved one that differ; gives it back as it is stored."""
        return (await self.put_all([account]))[0]

    async def put_all(self, changed: Iterable[Account]) -> tuple[Account, ...]:
        wanted = tuple(changed)
        fresh = {id(account): secrets.token_hex(16) for account in wanted if not account.id}
        settled = tuple(a.with_changes(id=fresh[id(a)]) if id(a) in fresh else a for a in wanted)
        befores = {account.id: self.find(account.id) for account in settled}

        def change(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
            added = []
            for account in settled:
                before = befores[account.id]
                if before is None:
                    added.append(account)
                else:
                    accounts = merging.update(before, account)(accounts)
            return (*accounts, *added)

        await self.edit(change)
        stored = tuple(self.account(account.id) for account in settled)
        for account in stored:
            self.notify(EntryChanged(entry=self.entry(account.id)))
        return stored

    async def apply(self, before: Account, after: Account) -> Account:
        """Write only what differs between the two, onto the newest document."""
        await self.edit(merging.update(before, after))
        self.notify(EntryChanged(entry=self.entry(before.id)))
        return self.account(before.id)

    async def delete(self, account: Account) -> None:
        await self.edit(merging.remove(account))
        self.forget(account.id)
        self.notify(EntryRemoved(account_id=account.id))

    async def edit(self, change: merging.Change) -> None:
        """Apply an edit to the newest document; it is finished even when the job is cancelled meanwhile."""
        await self.under_way.finish(self._saving.edit(change))

    async def change_file(self, step: Callable[[file.Vault], file.Vault]) -> None:
        """Any other change of the file; ``step`` runs in a thread. It is finished, too."""
        await self.under_way.finish(self._saving.change_file(step))

    # Sessions: memory at once, the disk a moment later

    def keep(self, account_id: str, *, health: Health | None = None, token: Token | None = None) -> None:
        """Remember health or a session, tell the screens, and write it soon. Drafts are not remembered."""
        if self.find(account_id) is None:
            return
        self.at_hand.keep(account_id, health=health, token=token)
        self.notify(EntryChanged(entry=self.entry(account_id)))

    def drop_session(self, account_id: str) -> None:
        self.at_hand.drop_token(account_id)

    def forget(self, account_id: str) -> None:
        self.at_hand.forget(account_id)

    async def flush(self) -> None:
        """Write the changed sessions now."""
        await self.at_hand.flush()

    async def edit_sessions(self, change: Callable[[Sessions], Sessions]) -> None:
        """Change the sessions file itself; for what must be written before going on, such as a waiting sign-in."""
        await self.at_hand.edit(self.open_vault(), change)

    # Inside

    def open_vault(self) -> file.Vault:
        """Raises LockedError when the file was locked meanwhile."""
        if self.vault is None:
            raise LockedError(
                "The account file is locked.", Cause("It was locked meanwhile.", "Unlock it and go on.")
            )
        return self.vault

    def _adopt(self, vault: file.Vault) -> None:
        self.vault = vault
        self._by_id = {account.id: account for account in vault.accounts}

    def _adopt_saved(self, vault: file.Vault) -> None:
        """Our own next generation; what there is to say about its save is said once."""
        self._adopt(replace(vault, warnings=()))
        for words in vault.warnings:
            self.notify(Warned(words=words))
