"""The worker: one thread with its own event loop that owns the open file and every exchange.

Jobs go in as method calls and come back as :class:`concurrent.futures.Future`; events come out through
``notify``. A screen awaits ``asyncio.wrap_future(job)``, the command line calls ``job.result()``. Cancelling the
future cancels the job: cleanly before Salesforce answered, and without losing what it already answered after.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sftui.account import Account, Secret, Token
from sftui.keeper import (
    connecting,
    deciding,
    editing,
    ending,
    looking,
    new_password,
    opening,
    reconnecting,
    renewing,
    signing_in,
    slots,
    testing,
)
from sftui.keeper.desk import Desk
from sftui.keeper.events import (
    Connected,
    Decision,
    Entry,
    Notify,
    OnLight,
    OnStage,
    Snapshot,
    Undecided,
    no_light,
    no_stage,
    nobody_listens,
)
from sftui.keeper.pending import Waiting
from sftui.moments import utc_now
from sftui.vault.derivations import DEFAULT_COST, Cost
from sftui.vault.file import FileState, state_of
from sftui.vault.keys import Key, Passphrase
from sftui.vault.places import Places
from sftui.vault.recovery import Backup, Restored
from sftui.vault.slots import SlotInfo

T = TypeVar("T")
Job = Future[T]

FINISH_WITHIN = 10.0
"""Seconds that closing waits for saves of what Salesforce already answered."""


class Keeper:
    """The background worker. Start it, give it jobs, close it."""

    def __init__(
        self,
        places: Places,
        *,
        notify: Notify = nobody_listens,
        now: Callable[[], datetime] = utc_now,
        cost: Cost = DEFAULT_COST,
    ) -> None:
        self.places = places
        self._loop = asyncio.new_event_loop()
        self._desk = Desk(places=places, notify=notify, now=now, cost=cost)
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def listen(self, notify: Notify) -> None:
        """From now on ``notify`` is told the events: the screens come after the keeper."""
        self._loop.call_soon_threadsafe(setattr, self._desk, "notify", notify)

    def leave(self) -> None:
        """The program is about to end: whoever stops waiting from now on does not stop what Salesforce answered.

        Screens call it before they cancel their workers; :meth:`close` follows.
        """
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._desk.under_way.leaving.set)

    def close(self) -> None:
        """Cancel what Salesforce has not answered yet, finish the saves of what it has, and end the thread.

        Blocks for some fifteen seconds at most. What takes longer, such as a sessions file that another process
        holds, is left: nothing precious waits there any more.
        """
        if not self._thread.is_alive():
            return
        with suppress(TimeoutError):
            self._submit(self._desk.close(FINISH_WITHIN)).result(timeout=FINISH_WITHIN + 2)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=2)

    # The account file

    def state(self) -> FileState:
        """Whether there is a file to open. A glance at the disk; quick enough for anywhere."""
        return state_of(self.places.accounts)

    def create(self, keys: Mapping[str, Key]) -> Job[Snapshot]:
        """Make the account file; ``keys`` by the label of their slots. Only an explicit first run calls this."""
        return self._submit(opening.create(self._desk, keys))

    def unlock(self, key: Key) -> Job[Snapshot]:
        """Open the account file. Raises WrongKey, FileError."""
        return self._submit(opening.unlock(self._desk, key))

    def lock(self, reason: str = "locked by you") -> Job[None]:
        """Drop everything decrypted from memory and tell the screens."""
        return self._submit(opening.lock(self._desk, reason))

    def snapshot(self) -> Job[Snapshot]:
        """All accounts as they are now; another process's changes are read first."""
        return self._submit(opening.fresh_snapshot(self._desk))

    # What opens it, and its backups. The lists are as they stand after the change.

    def slots(self) -> Job[tuple[SlotInfo, ...]]:
        return self._submit(slots.listed(self._desk))

    def change_passphrase(self, new: Passphrase, slot_id: str = "") -> Job[tuple[SlotInfo, ...]]:
        """The old one still opens the backups made before. Raises UsageError, NotSaved."""
        return self._submit(slots.change_passphrase(self._desk, new, slot_id))

    def add_slot(self, label: str, key: Key) -> Job[tuple[SlotInfo, ...]]:
        """A further passphrase or recovery code. Raises UsageError, NotSaved."""
        return self._submit(slots.add(self._desk, label, key))

    def add_key_file(self, label: str, path: Path) -> Job[tuple[SlotInfo, ...]]:
        """Make a new key file at ``path`` and its slot. Raises UsageError, NotSaved."""
        return self._submit(slots.add_key_file(self._desk, label, path))

    def remove_slot(self, slot_id: str) -> Job[tuple[SlotInfo, ...]]:
        """Never the last one. Raises UsageError, NotSaved."""
        return self._submit(slots.remove(self._desk, slot_id))

    def rotate(self, keys: Mapping[str, Key], drop: Collection[str] = ()) -> Job[tuple[SlotInfo, ...]]:
        """A new data key; ``keys`` by slot id, ``drop`` the slots to lose.

        Raises UsageError, WrongKey, NotSaved.
        """
        return self._submit(slots.rotate(self._desk, keys, drop))

    def backups(self, key: Key | None = None) -> Job[tuple[Backup, ...]]:
        """The backups beside the file, the newest first; with a key also how much they hold."""
        return self._submit(slots.backups(self._desk, key))

    def restore(self, backup: Backup, key: Key | None = None) -> Job[Restored]:
        """Put a backup in the file's place and keep what stood there aside. Raises WrongKey, NotSaved."""
        return self._submit(slots.restore(self._desk, backup, key))

    # Connecting

    def connect(
        self, draft: Account, on_stage: OnStage = no_stage, *, send_again: bool = False
    ) -> Job[Connected | Undecided]:
        """Connect a draft whose method needs no person, and save it.

        A draft with an ``id`` stands for a saved account that is connected anew. A draft without a name gets one
        proposed from the org. ``send_again`` is the person's explicit yes to a password that was refused before.
        Raises InvalidFields, UntrustedHost, RefusedError, UnreachableError, NotSaved.
        """
        return self._submit(connecting.connect(self._desk, draft, on_stage, send_again=send_again))

    def begin_sign_in(self, draft: Account) -> Job[Waiting]:
        """Start a sign-in by browser (``web``, ``tokens``) or code (``device``).

        It is kept in the sessions file, so that it survives a closed terminal until it expires.
        """
        return self._submit(signing_in.begin(self._desk, draft))

    def waiting_sign_ins(self) -> Job[tuple[Waiting, ...]]:
        """The sign-ins that still wait for a person, oldest first."""
        return self._submit(signing_in.waiting(self._desk))

    def finish_sign_in(
        self, sign_in_id: str, on_stage: OnStage = no_stage, on_light: OnLight = no_light
    ) -> Job[Connected | Undecided]:
        """Wait for the person by every way at once (listener and paste, or polling), then connect and save.

        ``on_light`` is told in words what the waiting sees: the listener is up, or why not; a stranger knocked.
        Cancelling stops the waiting, not the sign-in. Raises RefusedError when it expired or was denied.
        """
        return self._submit(signing_in.finish(self._desk, sign_in_id, on_stage, on_light))

    def paste_answer(self, sign_in_id: str, text: str) -> Job[None]:
        """Give a waiting browser sign-in the pasted address or code. Raises InvalidFields when it is neither."""
        return self._submit(signing_in.paste(self._desk, sign_in_id, text))

    def abandon_sign_in(self, sign_in_id: str) -> Job[None]:
        return self._submit(signing_in.abandon(self._desk, sign_in_id))

    def decide(self, undecided_id: str, decision: Decision) -> Job[Connected | None]:
        """Settle an :class:`Undecided` answer. None when it was thrown away and revoked."""
        return self._submit(deciding.decide(self._desk, undecided_id, decision))

    # Reconnecting and testing

    def reconnect(self, account_id: str, on_stage: OnStage = no_stage) -> Job[Connected | Undecided]:
        """Reconnect an account that needs no person, or whose stored password may serve (``guards``).

        Raises PersonNeeded when a person is needed after all.
        """
        return self._submit(reconnecting.without_person(self._desk, account_id, on_stage))

    def reconnect_all(
        self, account_ids: Iterable[str], on_attempt: reconnecting.OnAttempt = lambda _: None
    ) -> Job[tuple[reconnecting.Attempt, ...]]:
        """The same for many, side by side within bounds; how each went is told at once. Raises nothing for one."""
        return self._submit(reconnecting.all_without_person(self._desk, tuple(account_ids), on_attempt))

    def reconnect_password(
        self,
        account_id: str,
        password: Secret,
        security_token: Secret,
        also: Iterable[str] = (),
        *,
        on_stage: OnStage = no_stage,
        send_again: bool = False,
    ) -> Job[new_password.Reconnected]:
        """A new password and token for this account and ``also`` for its siblings; sent once.

        ``send_again`` is the person's explicit yes to sending what was refused before.
        """
        return self._submit(
            new_password.with_password(
                self._desk, account_id, password, security_token, tuple(also), on_stage, send_again=send_again
            )
        )

    def share_password(self, account_id: str, also: Iterable[str]) -> Job[new_password.Reconnected]:
        """The password that connected this account a moment ago, for ``also`` of its siblings."""
        return self._submit(new_password.shared(self._desk, account_id, tuple(also)))

    def plan_reconnect(self, account_ids: Iterable[str] | None = None) -> Job[reconnecting.Plan]:
        """Who needs to reconnect, split into those that need nobody, one group for each user, and sign-ins."""
        return self._submit(reconnecting.plan(self._desk, account_ids))

    def check(
        self, account_ids: Iterable[str] | None = None, on_result: Callable[[Entry], None] = lambda _: None
    ) -> Job[tuple[Entry, ...]]:
        """Test these accounts, or all, side by side; each result is told at once."""
        return self._submit(testing.check(self._desk, account_ids, on_result))

    def token(self, account_id: str, *, tested: bool = False) -> Job[Token]:
        """A working access token, renewed when needed; one that was used lately is trusted, unless ``tested``.

        Raises PersonNeeded, RefusedError, UnreachableError.
        """
        return self._submit(renewing.token_of(self._desk, account_id, tested=tested))

    def read(
        self, account_id: str, sheet: looking.Sheet, on_stage: OnStage = no_stage
    ) -> Job[looking.Reading]:
        """A page of what Salesforce keeps: limits, subscriptions, users, logins. Nothing of it is stored.

        Raises PersonNeeded, RefusedError, UnreachableError.
        """
        return self._submit(looking.read(self._desk, account_id, sheet, on_stage))

    # Editing

    def save(self, before: Account, after: Account) -> Job[Entry]:
        """Write the fields that a person changed, without connecting."""
        return self._submit(editing.save(self._desk, before, after))

    def save_all(self, drafts: Iterable[Account]) -> Job[tuple[Account, ...]]:
        """Save drafts without connecting them, in one step; they stay *not checked*."""
        return self._submit(editing.save_all(self._desk, tuple(drafts)))

    def rename(self, account_id: str, name: str) -> Job[Entry]:
        return self._submit(editing.rename(self._desk, account_id, name))

    def duplicate(self, account_id: str) -> Job[Account]:
        """A draft with the same fields and a name of its own; nothing is saved."""
        return self._submit(editing.duplicate(self._desk, account_id))

    def remove(self, account_id: str, *, keep_access: bool = False) -> Job[ending.Removed]:
        """Revoke at Salesforce, unless told not to, then remove the account."""
        return self._submit(ending.remove(self._desk, account_id, keep_access=keep_access))

    def revoke(self, account_id: str) -> Job[ending.Removed]:
        """End the account's access at Salesforce and keep the account."""
        return self._submit(ending.revoke(self._desk, account_id))

    # The thread

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _submit(self, job: Coroutine[Any, Any, T]) -> Job[T]:
        return asyncio.run_coroutine_threadsafe(self._desk.under_way.job(job), self._loop)
