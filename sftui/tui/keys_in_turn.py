"""Keys take effect one after the other, however fast they come.

Textual gives a key to the widget that has the focus when it arrives, while what the key before it changed may still
be on its way. Over a slow line, or from a password manager, many keys arrive at once: without this, the password that
was meant for the next field would land in the one before, perhaps in clear.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.message_pump import MessagePump
from textual.widgets import Input, OptionList, TextArea

from sftui.tui.widgets.account_list import AccountList

if TYPE_CHECKING:
    from textual.app import App

Typed = events.Key | events.Paste
LONGEST = 2.0
"""Seconds until the next key is given all the same, should a screen never come to rest."""
ALONG_A_LIST = frozenset({"up", "down", "pageup", "pagedown", "home", "end", "j", "k"})
"""Keys that stay within a list: held down, they are drawn together and not one by one."""
WITHIN_A_FIELD = frozenset({"left", "right", "home", "end", "backspace", "delete"})
"""The same in a field. ``down`` is not among them: it may open a list of known apps."""


class KeysInTurn:
    """Holds back what is typed until the key before it has had its effect."""

    def __init__(self, app: App[str], deliver: Callable[[Typed], Awaitable[None]]) -> None:
        """``deliver`` is Textual's own way to give a key to the widget that has the focus."""
        self._app = app
        self._deliver = deliver
        self._held: deque[Typed] = deque()
        self._settling: asyncio.Task[None] | None = None

    async def take(self, event: Typed) -> None:
        """Deliver it now, or as soon as it is its turn."""
        self._held.append(event)
        if self._settling is None:
            await self._deliver_held()

    async def _deliver_held(self) -> None:
        self._settling = None
        while self._held and self._settling is None:
            event = self._held.popleft()
            stays = self._stays(event)
            await self._deliver(event)
            if not stays:
                self._settling = asyncio.create_task(self._settle())

    def _stays(self, event: Typed) -> bool:
        """Whether the next key is for the same widget in any case, and need not wait."""
        focused = self._app.focused
        if isinstance(event, events.Paste):
            return isinstance(focused, Input | TextArea)
        if isinstance(focused, Input | TextArea):
            return event.key in WITHIN_A_FIELD or focused.check_consume_key(event.key, event.character)
        return isinstance(focused, AccountList | OptionList) and event.key in ALONG_A_LIST

    async def _settle(self) -> None:
        try:
            async with asyncio.timeout(LONGEST):
                while not await self._at_rest():  # noqa: ASYNC110 - there is no event for "nothing left to do"
                    await asyncio.sleep(0)
        except TimeoutError:
            pass
        self._app.call_later(self._deliver_held)

    async def _at_rest(self) -> bool:
        """Whether nothing was left to do from the focused widget up to the app, before and after a round of it."""
        pumps = list(self._pumps())
        quiet = not any(pump.message_queue_size for pump in pumps)
        rounds = [asyncio.Event() for _ in pumps]
        passed = [done for pump, done in zip(pumps, rounds, strict=True) if pump.call_later(done.set)]
        if not passed:
            return True  # everything is closing: nothing is left that could come to rest
        for done in passed:
            await done.wait()
        return quiet and not any(pump.message_queue_size for pump in pumps)

    def _pumps(self) -> Iterable[MessagePump]:
        if not self._app.screen_stack:
            return (self._app,)
        return (self._app.focused or self._app.screen).ancestors_with_self
