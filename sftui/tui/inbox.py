"""What the keeper told and the screens have not heeded yet."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque

from sftui.keeper.events import EntryChanged, EntryRemoved, Event, Warned

_WHOLE = ""


class Inbox:
    """Of one account only the newest event counts; what is about the whole file makes everything before it void.

    A warning is never void; it comes after the rest.

    Any thread may put. Whoever takes can stop between two events, so that a flood leaves time for keys.
    """

    def __init__(self) -> None:
        self._events: OrderedDict[str, Event] = OrderedDict()
        self._warnings: deque[Warned] = deque()
        self._lock = threading.Lock()

    def put(self, event: Event) -> bool:
        """Whether nothing waited before: then somebody must be told that something does."""
        with self._lock:
            was_empty = not self
            if isinstance(event, EntryChanged | EntryRemoved):
                account_id = event.account_id if isinstance(event, EntryRemoved) else event.entry.account.id
                self._events.pop(account_id, None)
                self._events[account_id] = event
            elif isinstance(event, Warned):
                self._warnings.append(event)
            else:
                self._events.clear()
                self._events[_WHOLE] = event
            return was_empty

    def take(self) -> Event | None:
        """The one that waits longest, warnings after all others; None when nothing does."""
        with self._lock:
            if self._events:
                return self._events.popitem(last=False)[1]
            return self._warnings.popleft() if self._warnings else None

    def __bool__(self) -> bool:
        return bool(self._events or self._warnings)
