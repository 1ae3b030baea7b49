"""What the worker has before it: the open file, the sessions, the HTTP client, and the rules for using them.

Lives on the keeper's thread only. Disk and key derivation run in threads of their own, so that the loop is free
for other exchanges. Sessions are expendable, so they are written behind; the account file never is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sftui.account import Account, Health, Token
from sftui.errors import LockedError, NoSuchAccount, SftuiError
from sftui.keeper import guards, health
from sftui.keeper.events import AccountsLoaded, Entry, EntryChanged, EntryRemoved, Event, Notify, Snapshot
from sftui.vault import file, refreshing, sessions
from sftui.vault.places import Places

if TYPE_CHECKING:
    import httpx

FLUSH_AFTER = 1.0
"""Seconds until changed sessions are written: a test of a thousand accounts is a few writes, not a thousand."""


@dataclass(slots=True)
class Desk:
    """Everything the jobs share. Plain state; the jobs are functions over it."""

    places: Places
    notify: Notify
    now: Callable[[], datetime]
    vault: file.Vault | None = None
    sessions: sessions.Sessions = field(default_factory=sessions.Sessions)
    refused: set[str] = field(default_factory=set)
    """Marks of passwords that Salesforce refused since the start, drafts included."""
    _by_id: dict[str, Account] = field(default_factory=dict)
    _http: httpx.AsyncClient | None = None
    _saving: asyncio.Lock = field(default_factory=asyncio.Lock)
    _unwritten: set[str] = field(default_factory=set)
    _flusher: asyncio.Task[None] | None = None
