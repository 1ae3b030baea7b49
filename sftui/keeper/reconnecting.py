"""Reconnect: one new password for every account that shares it, and no question where none is needed."""

from __future__ import annotations

from dataclasses import dataclass

from sftui.account import Problem
from sftui.keeper.events import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnected:
    """What one new password did."""

    connected: tuple[Entry, ...]
    failed: tuple[tuple[Entry, Problem], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordGroup:
    """One question: the accounts of one user at one host."""

    username: str
    login_url: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that needs to reconnect, by what it needs of the person."""

    without_person: tuple[Entry, ...] = ()
    passwords: tuple[PasswordGroup, ...] = ()
    sign_ins: tuple[Entry, ...] = ()
    """Refresh is tried first; these may still turn out to need nobody."""
