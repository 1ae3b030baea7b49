"""From the unlock options to an open account file (account-file.md §4)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sftui.account import Account
from sftui.cli.call import Call
from sftui.cli.guard import uninterrupted
from sftui.cli.voice import Voice, shown
from sftui.cli.waiting import wait
from sftui.errors import Cause, FileMissing, InvalidFields, NoSuchAccount, SftuiError, WrongKey
from sftui.keeper.events import Entry, Event, Snapshot, Warned
from sftui.keeper.keeper import Keeper
from sftui.keeper.naming import as_seen, find
from sftui.vault.advice import naming_a_backup
from sftui.vault.file import FileState, file_id_of, state_of
from sftui.vault.keys import Key
from sftui.vault.places import Places, find_places
from sftui.vault.unlock import UnlockOptions, find_key, key_of, no_way_to_unlock

TRIES = 3
T = TypeVar("T")


class NoAccountFile(SftuiError):
    """Nothing was set up here yet."""

    code = "no-account-file"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open account file, and what was in it at that moment."""

    keeper: Keeper
    snapshot: Snapshot

    @property
    def accounts(self) -> tuple[Account, ...]:
        return tuple(entry.account for entry in self.snapshot.entries)

    def named(self, name: str) -> Entry:
        """The entry that a person means. Raises NoSuchAccount."""
        found = self.snapshot.entry(find(self.accounts, name).id)
        assert found is not None  # noqa: S101 - for the type checker: it was found among these
        return found

    def meant(self, call: Call, name: str, what: str) -> Entry:
        """Like :meth:`named`, for changes: a part of a name is not enough without a person's yes."""
        entry = self.named(name)
        account = entry.account
        if name == account.id or as_seen(name) == as_seen(account.name):
            return entry
        terminal = call.terminal()
        if terminal is not None and terminal.confirm(f"{what} “{shown(account.name)}”?", default=False):
            return entry
        raise NoSuchAccount(
            f"There is no account called “{shown(name)}”.",
            Cause(
                f"Only a part of “{shown(account.name)}” fits.", "Give the whole name, in quotes, or the id."
            ),
        )


def places_of(call: Call) -> Places:
    named = call.arguments.accounts
    return find_places(Path(named) if named else None, call.environment)


@contextmanager
def running_keeper(places: Places, voice: Voice) -> Iterator[Keeper]:
    """A keeper that is closed whatever happens: what Salesforce already answered is saved first.

    What it warns of is said at the end, each thing once, unless screens listen and show it.
    """
    warnings: dict[str, None] = {}

    def hear(event: Event) -> None:
        if isinstance(event, Warned):
            warnings[event.words] = None

    logging.getLogger("asyncio").addHandler(logging.NullHandler())
    logging.getLogger("asyncio").propagate = False
    keeper = Keeper(places, notify=hear)
    keeper.start()
    try:
        yield keeper
    finally:
        keeper.listen(hear)
        with uninterrupted():
            keeper.close()
        for words in warnings:
            voice.say(words)


@contextmanager
def open_accounts(call: Call) -> Iterator[Opened]:
    """The opened account file of this call. Raises LockedError, FileError, NoAccountFile."""
    places = places_of(call)
    look_at(places.accounts)
    with running_keeper(places, call.voice) as keeper:
        snapshot = unlocked(call, places, lambda key: wait(keeper.unlock(key)))
        for warning in snapshot.warnings:
            call.voice.say(warning)
        yield Opened(keeper, snapshot)


def look_at(path: Path) -> None:
    """Before anybody is asked for a passphrase: is there a file that can be opened at all?"""
    try:
        with naming_a_backup(path):
            file_id_of(path)
    except FileMissing:
        if state_of(path) is FileState.FIRST_RUN:
            raise NoAccountFile(
                f"There is no account file yet: {shown(str(path), 300)}",
                Cause(
                    "sftui was not set up here.",
                    "Make one with: sftui init. Or try everything with: sftui demo",
                ),
            ) from None
        raise


def named_key(call: Call, places: Places) -> Key | None:
    """The key from the options, the environment or the keyring; None when only a person can help."""
    arguments = call.arguments
    options = UnlockOptions(
        passphrase_fd=arguments.passphrase_fd,
        key_file=Path(arguments.key_file) if arguments.key_file is not None else None,
        password_command=arguments.password_command,
        accounts=places.accounts,
    )
    return find_key(options, call.environment)


def unlocked(call: Call, places: Places, unlock: Callable[[Key], T]) -> T:
    """Run ``unlock`` with the key that was named, or with what a person types, three times at most."""
    key = named_key(call, places)
    if key is not None:
        return unlock(key)
    terminal = call.terminal()
    if terminal is None:
        raise no_way_to_unlock()
    for left in reversed(range(TRIES)):
        typed = terminal.ask_hidden(f"Passphrase for {shown(places.accounts.name)}:")
        try:
            return unlock(key_of(typed))
        except (WrongKey, InvalidFields) as error:
            if not left:
                raise
            what = "; ".join(error.problems.values()) if isinstance(error, InvalidFields) else error.message
            terminal.say(what)
    raise no_way_to_unlock()
