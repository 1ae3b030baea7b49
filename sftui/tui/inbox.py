"""What the keeper told and the screens have not heeded yet."""

from __future__ import annotations

import threading
from collections import OrderedDict

from sftui.keeper.events import EntryChanged, EntryRemoved, Event

_WHOLE = ""


class Inbox:
    """Of one account only the newest event counts; what is about the whole file makes everything before it void.

    Any thread may put. Whoever takes can stop between two events, so that a flood leaves time for keys.
    """

    def __init__(self) -> None:
        self._events: OrderedDict[str, Event] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, event: Event) -> bool:
        """Whether nothing waited before: then somebody must be told that something does."""
        with self._lock:
            was_empty = not self._events
            if isinstance(event, EntryChanged | EntryRemoved):
                account_id = event.account_id if isinstance(event, EntryRemoved) else event.entry.account.id
                self._events.pop(account_id, None)
                self._events[account_id] = event
            else:
                self._events.clear()
                self._events[_WHOLE] = event
            return was_empty

    def take(self) -> Event | None:
        """The one that waits longest; None when nothing does."""
        with self._lock:
            return self._events.popitem(last=False)[1] if self._events else None

    def __bool__(self) -> bool:
        return bool(self._events)
