"""What an account that is not connected again needs of the person, and why."""

from __future__ import annotations

from dataclasses import replace

from sftui.account import Problem, Status
from sftui.foreign import clean
from sftui.keeper import guards
from sftui.keeper.events import Entry, Undecided
from sftui.salesforce.methods import method_of
from sftui.tui.screens.reconnect.question import Left, Need

SKIPPED = "You skipped it."
"""What is told of an account of which nothing worse is known."""


def password_of(entries: list[Entry]) -> Left:
    """The accounts of one user that wait for the same password."""
    known = next((entry.health.last_error for entry in entries if entry.health.last_error is not None), None)
    ids = tuple(entry.account.id for entry in entries)
    return Left(
        need=Need.PASSWORD, account_ids=ids, problem=known or Problem(code="skipped", message=SKIPPED)
    )


def sign_in_of(entry: Entry) -> Left:
    problem = entry.health.last_error or Problem(
        code="person-needed", message=f"“{clean(entry.account.name)}” has no refresh token."
    )
    return Left(need=Need.SIGN_IN, account_ids=(entry.account.id,), problem=problem)


def decision_of(undecided: Undecided) -> Left:
    problem = Problem(
        code="undecided",
        message="Salesforce answered for another user or org than this account stands for.",
        do="Decide whether to keep both, replace the old one, or throw the new one away.",
    )
    return Left(
        need=Need.DECISION, account_ids=(undecided.expected.id,), problem=problem, undecided=undecided
    )


def still_broken(entry: Entry | None, kept: Entry | None = None) -> tuple[Left, ...]:
    """The account that was asked for, when what was settled did not mend it; ``kept`` is what was saved instead."""
    if entry is None or entry.health.status is Status.CONNECTED:
        return ()
    left = password_of([entry]) if guards.sends_password(entry.account) else sign_in_of(entry)
    method = method_of(entry.account.method)
    if method is not None and not method.sends_password and not method.needs_person:
        left = replace(left, need=Need.ONE_MORE_TRY)
    if kept is None:
        return (left,)
    name, other = clean(entry.account.name), clean(kept.account.name)
    problem = Problem(
        code="kept-both",
        message=f"The answer was kept as “{other}”, an account of its own. “{name}” is not connected by it.",
        do=f"Connect “{name}” as {clean(entry.account.username) or 'its own user'}.",
    )
    return (replace(left, problem=problem),)


def elsewhere_of(entries: list[Entry], saved: Entry) -> Left:
    """Those that were ticked, but log in elsewhere than the account whose address was changed."""
    name, url = clean(saved.account.name), clean(entries[0].account.login_url)
    problem = Problem(
        code="elsewhere",
        message=f"“{name}” is another user's now, or logs in elsewhere; what was typed was sent for it alone.",
        do=f"Give the new password for {url}, or change where it logs in.",
    )
    return replace(password_of(entries), problem=problem)
