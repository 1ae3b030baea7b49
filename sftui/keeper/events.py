"""What the keeper tells the screens and the command line: plain frozen data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sftui.account import Account, Health, Identity
from sftui.errors import SftuiError


class Stage(StrEnum):
    """The steps of an exchange, in order, in the words that the progress screen shows."""

    LOOKING_UP = "Looking up the host"
    WAITING = "Waiting for your answer"
    ASKING = "Asking for a token"
    READING = "Reading who you are"
    SAVING = "Saving"
    LOOKING = "Reading what Salesforce keeps"
    """Not a step of an exchange: a page of the account is read."""


OnStage = Callable[[Stage], None]
"""Called on the keeper's thread when a stage begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """Something that was seen at the callback of a waiting browser sign-in."""

    words: str
    works: bool = True
    """False for what is no step towards the answer: a taken port, an answer of somebody else."""
    listens: bool = True
    """False when nobody of ours listens there: whoever follows a tunnel to it meets another program, or none."""
    reached: bool = False
    """Whether a browser came through: nobody needs to be told any more how it gets here."""


OnLight = Callable[[Light], None]
"""Called on the keeper's thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: a saved account and what is known of its connection."""

    account: Account
    health: Health = Health()  # noqa: RUF009 - Health is frozen, so one empty one serves all


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All accounts at one moment, in the order of their names."""

    entries: tuple[Entry, ...] = ()
    generation: int = 0
    warnings: tuple[str, ...] = ()
    """What the person should know about the file, such as a mode that was too open."""

    def entry(self, account_id: str) -> Entry | None:
        return next((each for each in self.entries if each.account.id == account_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A connection that works and is saved."""

    entry: Entry
    identity: Identity
    notices: tuple[str, ...] = ()
    """What the person should know besides, such as a duplicate and its consequence."""


class Doubt(StrEnum):
    """Why an answer of Salesforce was not simply taken for the account it was asked for."""

    ANOTHER_PERSON = "another-person"
    """Another user of the same org signed in."""
    ANOTHER_ORG = "another-org"
    REFRESHED_SANDBOX = "refreshed-sandbox"
    """Same name, new org id: the sandbox was refreshed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """Salesforce answered, but not as the saved account would have it: the person decides."""

    id: str
    """To be given back to the keeper with the decision."""
    doubt: Doubt
    expected: Account
    identity: Identity
    keeps_password: bool = False
    """Whether the new password is stored already, whatever is decided: Salesforce took it."""
    waits: bool = False
    """Whether it lies with the sign-ins that wait, and so is offered again when nobody decides now."""


Outcome = Connected | Undecided | SftuiError
"""How it went with one account of many."""


class Decision(StrEnum):
    """What to do with an undecided answer."""

    KEEP_BOTH = "keep-both"
    REPLACE = "replace"
    DISCARD = "discard"
    """Throw the new tokens away and revoke them at Salesforce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsLoaded:
    """The file was opened, or another process changed it: look at everything."""

    snapshot: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChanged:
    """One account, or what is known of its connection, changed."""

    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRemoved:
    account_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """The file was locked and its contents dropped from memory."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """The account file was saved, and there is something that a person should know of that."""

    words: str


Event = AccountsLoaded | EntryChanged | EntryRemoved | Locked | Warned
Notify = Callable[[Event], None]
"""Called on the keeper's thread; must only pass the event on."""


def nobody_listens(event: Event) -> None:
    """For whoever waits for results and needs no events."""


def no_stage(stage: Stage) -> None:
    """For jobs whose stages nobody watches."""


def no_light(light: Light) -> None:
    """For sign-ins whose callback nobody watches."""
