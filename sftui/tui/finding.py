"""Which accounts the list shows, and in which order. Pure functions; quick enough for each typed letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sftui.account import Status
from sftui.keeper.events import Entry
from sftui.salesforce.methods import method_of
from sftui.tui import words

AT_A_TIME = 600
"""Entries whose texts are made in one go: two milliseconds."""

SHORTEST_OF_ID = 5
"""Letters of a word that may be a part of an id."""

_MOST_URGENT = (Status.NEEDS_RECONNECT, Status.UNREACHABLE, Status.NOT_CHECKED, Status.CONNECTED)


@dataclass(frozen=True, slots=True)
class Text:
    """What the filter looks through, folded: every field that is no secret."""

    words: str
    ids: str
    """Keys and record ids, each on a line. They hold any short word by chance, so it must be at their beginning."""


def searchable(entry: Entry) -> Text:
    """The text of one account."""
    account, health = entry.account, entry.health
    texts = (
        account.name,
        account.username,
        account.org_name,
        words.environment_of(account),
        health.status.words,
        account.login_url,
        account.instance_url,
        account.scope,
        account.audience,
        account.api_version,
        _words_of(account.method),
        health.last_error.message if health.last_error else "",
    )
    ids = (account.client_id, account.user_id, account.org_id)
    return Text("\n".join(texts).casefold(), "".join(f"\n{each}" for each in ids).casefold())


@lru_cache(64)
def _words_of(method_id: str) -> str:
    """All names of a method: ten thousand accounts have six."""
    method = method_of(method_id)
    return f"{method.id} {method.name} {method.short} {method.tag}" if method else method_id


class Index:
    """The searchable text of each entry, made at its first use and kept until the entry changes."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[Entry, Text]] = {}
        self._entries: Sequence[Entry] = ()
        self._words: list[str] = []
        self._ids: list[str] = []

    def matching(self, entries: Sequence[Entry], typed: str) -> tuple[Entry, ...]:
        """The entries that contain every word of ``typed``."""
        wanted = typed.casefold().split()
        if not wanted:
            return tuple(entries)
        self._line_up(entries, len(entries))
        words, ids = self._words, self._ids
        places: Iterable[int] = range(len(entries))
        for word in wanted:
            start = word if len(word) >= SHORTEST_OF_ID else f"\n{word}"
            places = [place for place in places if word in words[place] or start in ids[place]]
        return tuple(entries[place] for place in places)

    def warm(self, entries: Sequence[Entry]) -> bool:
        """Make the texts of some more of them beforehand; says whether all are made."""
        known = len(self._words) if self._entries is entries else 0
        self._line_up(entries, known + AT_A_TIME)
        return len(self._words) == len(entries)

    def _line_up(self, entries: Sequence[Entry], end: int) -> None:
        """The texts of the first ones in their order; while nothing changes, each letter finds them so."""
        if self._entries is not entries:
            self._entries, self._words, self._ids = entries, [], []
        for entry in entries[len(self._words) : end]:
            text = self._text_of(entry)
            self._words.append(text.words)
            self._ids.append(text.ids)

    def forget(self) -> None:
        self._texts = {}
        self._entries, self._words, self._ids = (), [], []

    def _text_of(self, entry: Entry) -> Text:
        known = self._texts.get(entry.account.id)
        if known is not None and known[0] is entry:
            return known[1]
        text = searchable(entry)
        self._texts[entry.account.id] = (entry, text)
        return text


def in_order(entries: Sequence[Entry], order: str) -> tuple[Entry, ...]:
    """Sorted ``name``, ``state`` (the most urgent first) or ``used`` (the newest first); ties by name.

    ``entries`` come in the order of their names.
    """
    if order == "state":
        return tuple(sorted(entries, key=lambda entry: _MOST_URGENT.index(entry.health.status)))
    if order == "used":
        return tuple(sorted(entries, key=lambda entry: entry.health.last_used_at, reverse=True))
    return tuple(entries)
