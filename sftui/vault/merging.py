"""Edits that leave the work of others alone: a form writes only the fields that its person changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from sftui.account import Account
from sftui.errors import Cause, NoSuchAccount
from sftui.foreign import clean

Change = Callable[[tuple[Account, ...]], tuple[Account, ...]]
"""An edit: from the newest accounts to what they shall be."""

_OWN = frozenset({"id", "rev", "created", "modified"})
"""The vault's own bookkeeping, never a person's change."""


def changed_fields(before: Account, after: Account) -> Mapping[str, object]:
    """The fields that differ, with their new values."""
    return {
        each.name: getattr(after, each.name)
        for each in dataclasses.fields(Account)
        if each.name not in _OWN and getattr(before, each.name) != getattr(after, each.name)
    }


def apply_changes(current: Account, before: Account, after: Account) -> Account:
    """``current`` with what changed from ``before`` to ``after``; everything else stays as it is now."""
    changes = changed_fields(before, after)
    return current.with_changes(**changes) if changes else current


def add(account: Account) -> Change:
    """The edit that appends an account."""
    return lambda accounts: (*accounts, account)


def update(before: Account, after: Account) -> Change:
    """The edit for a form that was opened with ``before`` and closed with ``after``.

    Raises :class:`NoSuchAccount` when the account was removed in the meantime; the form is kept by its owner.
    """

    def change(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
        place = next((place for place, each in enumerate(accounts) if each.id == before.id), None)
        if place is None:
            raise _gone(before)
        changed = apply_changes(accounts[place], before, after)
        return (*accounts[:place], changed, *accounts[place + 1 :])

    return change


def remove(account: Account) -> Change:
    """The edit that removes an account; :class:`NoSuchAccount` when somebody else did so already."""

    def change(accounts: tuple[Account, ...]) -> tuple[Account, ...]:
        kept = tuple(each for each in accounts if each.id != account.id)
        if len(kept) == len(accounts):
            raise _gone(account)
        return kept

    return change


def _gone(account: Account) -> NoSuchAccount:
    return NoSuchAccount(
        f"The account “{clean(account.name, 80)}” is not in the file any more.",
        Cause(
            "Another sftui removed it in the meantime.",
            "What you typed is still here: save it as a new account, or leave it.",
        ),
    )
