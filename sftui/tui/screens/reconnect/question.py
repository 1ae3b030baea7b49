"""What the reconnect screens ask and answer: plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sftui.account import Account, Problem
from sftui.errors import SftuiError
from sftui.keeper import guards
from sftui.keeper.events import Undecided
from sftui.keeper.new_password import Reconnected


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The new password of one user, asked for ``account_id`` and everything that shares it."""

    account_id: str
    also: tuple[str, ...] = ()
    """The other accounts of the same user and host, whatever copy of the password they hold."""
    place: str = ""
    """Which question of how many, in a walk through many users."""


class How(StrEnum):
    """How a question ended."""

    DONE = "done"
    """Salesforce accepted; the result says for which accounts."""
    SKIPPED = "skipped"
    LEFT = "left"
    """This one and all that follow are left for later."""
    WHOLE = "whole"
    """The person wants the whole failure screen or the account's own form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a question."""

    how: How
    result: Reconnected | None = None
    error: SftuiError | None = None
    """What was refused last, for the whole failure screen."""
    account: Account | None = None
    """The account with what was typed, for the whole failure screen."""
    also: tuple[str, ...] = ()
    """The accounts that were ticked, which what is typed there is for as well."""


class Need(StrEnum):
    """What an account that is left needs."""

    PASSWORD = "password"  # noqa: S105 - the name of a need
    SIGN_IN = "sign-in"
    ONE_MORE_TRY = "one-more-try"
    DECISION = "decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is not connected again yet: one account, or all of one user that wait for the same password."""

    need: Need
    account_ids: tuple[str, ...]
    problem: Problem
    error: SftuiError | None = None
    undecided: Undecided | None = None


def siblings_of(account: Account, everyone: Iterable[Account]) -> tuple[str, ...]:
    """The ids of the other accounts that a new password of this user concerns."""
    return tuple(other.id for other in guards.siblings(account, everyone))
