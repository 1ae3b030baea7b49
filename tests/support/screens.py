"""Driving the whole app with keys: what the tests of screens share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from textual import events
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen

from sftui.account import Account, Environment, Health, Secret, Status
from sftui.keeper.events import Entry, Snapshot
from sftui.keeper.keeper import Keeper
from sftui.tui.app import SftuiApp
from tests.support.keeping import PATIENCE

Kind = type[Screen[Any]]
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass
class Running:
    """The app while it runs under a pilot."""

    app: SftuiApp
    pilot: Pilot[str]

    @property
    def screen(self) -> Screen[Any]:
        return self.app.screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """As from a keyboard, all at once."""
        for character in text:
            self.app.post_message(events.Key(character, character))
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        """As a terminal with bracketed paste sends it."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to be so, not for time."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await self.pilot.pause(0.01)
        await self.pilot.pause()

    async def on(self, kind: Kind) -> None:
        """Wait until a screen of this kind is on top and ready."""
        await self.until(lambda: isinstance(self.screen, kind) and self.screen.is_mounted)

    async def shows(self, *texts: str) -> None:
        """Wait until all of these stand on the screen, wherever a line of it breaks: paths differ in length."""
        try:
            await self.until(lambda: all(self._has(text) for text in texts))
        except TimeoutError:
            raise AssertionError(f"{texts} are not all on:\n{self.words()}") from None

    async def says(self, *texts: str) -> None:
        """Wait until one notification has all of these."""
        await self.until(
            lambda: any(all(text in each.message for text in texts) for each in self.app._notifications)
        )

    def _has(self, text: str) -> bool:
        shown = self.words()
        return text in shown or "".join(text.split()) in "".join(shown.split())

    def words(self) -> str:
        """The top screen as the terminal shows it, line by line."""
        lines = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines)

    def line(self, number: int) -> str:
        return self.words().splitlines()[number]


@asynccontextmanager
async def running(
    app: SftuiApp, *, size: tuple[int, int] = (80, 24), hook: Callable[[Message], None] | None = None
) -> AsyncIterator[Running]:
    """``hook`` is told every message."""
    async with app.run_test(size=size, notifications=True, message_hook=hook) as pilot:
        await pilot.pause()
        yield Running(app, pilot)


@asynccontextmanager
async def on_accounts(
    keeper: Keeper,
    *entries: Entry,
    size: tuple[int, int] = (80, 24),
    hook: Callable[[Message], None] | None = None,
    **options: Any,
) -> AsyncIterator[Running]:
    """The app on an open file; ``entries`` are shown instead of what is in it."""
    found = Snapshot(entries=tuple(entries)) if entries else await asyncio.wrap_future(keeper.snapshot())
    async with running(SftuiApp(keeper, snapshot=found, **options), size=size, hook=hook) as stage:
        if found.entries:
            await stage.until(lambda: getattr(stage.screen, "selected_id", ""))
        yield stage


def entry(number: int, name: str = "", *, status: Status = Status.CONNECTED, **changes: Any) -> Entry:
    """A saved account that exists only for a test."""
    fields: dict[str, Any] = {
        "id": f"{number:032x}",
        "name": name or f"Account {number:05}",
        "method": "password",
        "username": f"user{number}@acme.com",
        "login_url": "https://login.salesforce.com",
        "instance_url": "https://acme.my.salesforce.com",
        "client_id": "3MVG9key",
        "environment": Environment.SANDBOX,
        "password": Secret(f"secret-password-{number}"),
        **changes,
    }
    return Entry(account=Account(**fields), health=Health(status=status))
