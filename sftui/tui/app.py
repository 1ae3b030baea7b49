"""The app: keeper, preferences, what is known of the accounts. What screens ask for is done in ``errands``."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import Worker

from sftui.keeper.events import Event, Locked, Snapshot, Warned
from sftui.moments import utc_now
from sftui.salesforce.tunnel import over_ssh
from sftui.tui import faults
from sftui.tui.actions import bindings
from sftui.tui.drawn import DrawnApp
from sftui.tui.errands.routing import Routes
from sftui.tui.glyphs import Looks
from sftui.tui.idle import IdleWatch
from sftui.tui.inbox import Inbox
from sftui.tui.keys_in_turn import KeysInTurn
from sftui.tui.ledger import Ledger
from sftui.tui.palette import Command, Palette, entries
from sftui.tui.preferences import read_preferences, write_preferences
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.base import Listening
from sftui.tui.signals import end_on_signals
from sftui.tui.themes import THEMES

if TYPE_CHECKING:
    from sftui.keeper.keeper import Keeper
    from sftui.tui.errands.doing import Doing

HEED_FOR = 0.008
"""Seconds in which the keeper's events are heeded without a pause: a test of all accounts is a flood of them."""
HEED_PAUSE = 0.008
TURN = 0.001
"""Seconds until the screens' thread gets its turn while the keeper's works through ten thousand accounts."""


@dataclass(frozen=True, slots=True)
class Door:
    """Another way on from the first-run screen: the app ends with ``result``, and the caller goes on."""

    words: str
    result: str


class SftuiApp(Routes, DrawnApp):
    """The screens over one keeper, which is started before and closed after by who made it.

    ``snapshot`` is given when the file is open already; otherwise the first-run, unlock or recovery screen comes
    first. ``settings`` is the file of the preferences, None to keep none. ``now`` tells the time of day, ``clock``
    seconds that only go forward. ``run()`` returns "" or the result of the door that was taken.
    """

    TITLE = "sftui"
    CSS_PATH = ["sftui.tcss", "connect.tcss"]  # noqa: RUF012 - Textual declares it as an instance's
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it as an instance's
        (0, "-narrow"),
        (76, "-normal"),
        (110, "-wide"),
    ]
    """From 110 columns a list has its detail pane, and a form its guide beside it."""
    ACTIONS: ClassVar[tuple[str, ...]] = ("help", "palette", "redraw", "lock", "quit")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    def __init__(
        self,
        keeper: Keeper,
        *,
        snapshot: Snapshot | None = None,
        settings: Path | None = None,
        extra_commands: Iterable[Command] = (),
        banner: str = "",
        doors: Iterable[Door] = (),
        looks: Looks | None = None,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(looks)
        self.keeper = keeper
        self.ledger = Ledger(snapshot)
        self.is_locked = snapshot is None
        self.settings = settings
        self.preferences = read_preferences(settings)
        self.extra_commands = tuple(extra_commands)
        self.banner = banner
        self.doors = tuple(doors)
        self.now = now
        self.clock = clock
        self._keeping = asyncio.Lock()
        self.doings: list[Doing] = []
        self._doing = ""
        self.is_far = over_ssh(os.environ)
        self.idle = IdleWatch(self, lambda: self.preferences.lock_after_minutes * 60)
        self._keys = KeysInTurn(self, super().on_event)
        self._inbox = Inbox()
        self.wear(self.preferences.theme)

    def get_default_screen(self) -> Screen[Any]:
        return AccountsScreen()

    # Beginning and end

    def on_mount(self) -> None:
        self.keeper.listen(self.hear)
        if not self.is_headless:
            end_on_signals(self)
            sys.setswitchinterval(TURN)
        self.idle.start()
        self.begin(open_already=not self.is_locked)

    def exit(
        self, result: str | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Whatever ends the screens, the keeper hears it before the workers are cancelled."""
        self.keeper.leave()
        super().exit(result, return_code, message)

    # What the keeper tells

    @property
    def snapshot(self) -> Snapshot:
        """All accounts, by name; empty while locked."""
        return self.ledger.snapshot

    @property
    def file_words(self) -> str:
        """The name of the account file and whether it is open, for the title bar."""
        return f"{self.keeper.places.accounts.name} {'locked' if self.is_locked else 'unlocked'}"

    @property
    def doing(self) -> str:
        """What goes on in the background, for the title bar; "" for nothing."""
        return self._doing

    @doing.setter
    def doing(self, words: str) -> None:
        if words != self._doing:
            self._doing = words
            for screen in self.listening():
                screen.doing_changed()

    def hear(self, event: Event) -> None:
        """Called on the keeper's thread: what it tells is heeded a moment later, on the screens' own."""
        if self._inbox.put(event):
            self.call_later(self._heed_inbox)

    def _heed_inbox(self) -> None:
        """A portion of what waits; the rest after a pause in which keys are answered."""
        began = time.perf_counter()
        while (event := self._inbox.take()) is not None:
            self._heed(event)
            if time.perf_counter() - began > HEED_FOR and self._inbox:
                self.set_timer(HEED_PAUSE, self._heed_inbox)
                return

    def _heed(self, event: Event) -> None:
        """Bring the ledger up to date, then tell every open screen."""
        if isinstance(event, Locked):
            self.shut(event.reason)
            return
        if isinstance(event, Warned):
            self.warn(event.words)
            return
        if self.is_locked:
            return  # an event from before the lock; unlocking brings a whole snapshot
        self.ledger.take(event)
        for screen in self.listening():
            screen.heed(event)

    def shut(self, reason: str) -> None:
        """The file is locked: drop what was decrypted here as well, and ask for the passphrase."""
        if self.is_locked:
            return
        self.is_locked = True
        self._clipboard = ""  # Textual keeps what was copied, and that may be a secret that was shown
        self.ledger.take(Locked(reason=reason))
        for screen in self.listening():
            screen.forget()
        self.ask_to_unlock(reason)

    def opened(self, snapshot: Snapshot) -> None:
        """The file is open (again): every screen shows what it knows."""
        self.is_locked = False
        self.ledger.take_snapshot(snapshot)
        for screen in self.listening():
            screen.recall(snapshot)
        for warning in snapshot.warnings:
            self.warn(warning)

    def warn(self, words: str) -> None:
        """Something about the account file that a person should know; nothing failed."""
        self.notify(words, severity="warning", markup=False)

    def listening(self) -> list[Listening]:
        """The screens that are told of events; one that is not mounted yet reads the ledger when it is."""
        return [each for each in self.screen_stack if isinstance(each, Listening) and each.is_mounted]

    # Preferences

    def prefer(self, **changes: object) -> None:
        """Change preferences: at once here, a moment later on the disk."""
        self.preferences = replace(self.preferences, **changes)  # type: ignore[arg-type]  # replace checks the names
        self.wear(self.preferences.theme)
        if self.settings is not None:
            self.run_errand(self._keep_preferences(self.settings), "preferences")

    async def _keep_preferences(self, settings: Path) -> None:
        """One write after the other, so that the last one has what holds."""
        async with self._keeping:
            await asyncio.to_thread(write_preferences, settings, self.preferences)

    def choose_theme(self, name: str) -> None:
        if name in THEMES:
            self.prefer(theme=name)

    # Palette

    def action_command_palette(self) -> None:
        """Not twice."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        return entries(self, screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "lock":
            return not self.is_locked
        if action == "show_help":
            return getattr(self.screen, "HAS_HELP", True)
        return super().check_action(action, parameters)

    def action_help_quit(self) -> None:
        """Whoever presses ctrl+c to get out learns the key."""
        self.notify("ctrl+q leaves sftui.", markup=False)

    async def action_quit(self) -> None:
        self.exit("")

    # Idle

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste | events.MouseDown | events.MouseScrollDown):
            self.idle.touch()
        if isinstance(event, events.Resize):
            self.window_changed()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._keys.take(event)
        else:
            await super().on_event(event)

    # Faults

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        faults.of_worker(self, event)

    def _fatal_error(self) -> None:
        faults.end(self)

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """A picture never shows a secret in clear, even one that is shown on the screen."""
        for screen in self.listening():
            screen.hide_secrets()
        return super().export_screenshot(title=title, simplify=simplify)
