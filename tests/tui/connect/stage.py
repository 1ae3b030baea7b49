"""Driving the dialog with keys: what the tests of its steps share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from sftui.keeper.keeper import Keeper
from sftui.tui import app as app_module
from sftui.tui.app import SftuiApp
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.login_choice import Choice
from sftui.tui.screens.connect.login_field import LoginField
from sftui.tui.screens.connect.method_step import MethodStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.connect.step import Step
from sftui.tui.widgets.menu import Menu
from tests.support.keeping import PATIENCE

SIZES = [(80, 24), (120, 40), (60, 20), (60, 18)]
"""Columns and rows at which every step must be whole."""


class Host(SftuiApp):
    """The app without the list of accounts and without what comes after opening: the dialog stands alone."""

    CSS_PATH = [  # noqa: RUF012 - Textual declares it as an instance's
        Path(app_module.__file__).parent / name for name in ("sftui.tcss", "connect.tcss")
    ]

    def get_default_screen(self) -> Screen[None]:
        return Screen()

    def begin(self, *, open_already: bool) -> None:
        assert open_already


@dataclass
class Stage:
    """The running app with the dialog on it."""

    app: SftuiApp
    pilot: Pilot[str]
    dialog: ConnectScreen
    results: list[str | None] = field(default_factory=list)

    async def until(self, condition: Callable[[], object], what: str = "the condition") -> None:
        """Wait for something to be so, not for time."""
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110 - the condition is what the screen shows; it sets no event
                await asyncio.sleep(0.005)
        assert condition(), what

    async def step(self, kind: type[Step]) -> None:
        def there() -> bool:
            step = self.dialog.step
            return isinstance(step, kind) and step.is_mounted

        await self.until(there, kind.__name__)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """As from a keyboard."""
        from textual import events

        for character in text:
            self.app.post_message(events.Key(_key(character), character))
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        """As a terminal with bracketed paste sends it."""
        from textual import events

        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    def words(self) -> str:
        """Everything that stands on the top screen as text."""
        return screen_text(self.app)


def _key(character: str) -> str:
    from textual.keys import _character_to_key

    return _character_to_key(character)


def screen_text(app: SftuiApp) -> str:
    """The screen as the terminal shows it, line by line."""
    height = app.size.height
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines[:height])


@asynccontextmanager
async def dialog_on(
    keeper: Keeper, screen: ConnectScreen | None = None, *, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Stage]:
    """Open the app on an open file, with the dialog over the list."""
    snapshot = await asyncio.wrap_future(keeper.snapshot())
    app = Host(keeper, snapshot=snapshot)
    async with app.run_test(size=size, notifications=True) as pilot:
        dialog = screen or ConnectScreen()
        stage = Stage(app, pilot, dialog)
        app.push_screen(dialog, stage.results.append)
        await stage.until(lambda: dialog.step is not None and dialog.step.is_mounted)
        await pilot.pause()
        yield stage


def static_text(stage: Stage, selector: str) -> str:
    return str(stage.app.screen.query_one(selector, Static).content)


async def fill(stage: Stage, texts: dict[str, str]) -> None:
    """Type into the fields of the form by their names, as a person with Tab would."""
    for name, text in texts.items():
        form = stage.dialog.step
        assert isinstance(form, FormStep)
        if name == "login_url" and not form.query_one(LoginField).field.my_domain_only:
            form.query_one("#login-choices").focus()
            await stage.pilot.pause()
            while form.query_one(LoginField).choice is not Choice.OWN:
                await stage.press("right")
            await stage.press("enter")
        else:
            form.focus_field(name)
            await stage.pilot.pause()
        await stage.paste(text)


async def choose(stage: Stage, method: str) -> None:
    """From the list of methods to the form of one."""
    await stage.step(MethodStep)
    menu = stage.app.screen.query_one("#methods", Menu)
    menu.highlighted = next(at for at, option in enumerate(menu.options) if option.id == method)
    await stage.press("enter")
    await stage.step(FormStep)


def clipboard_into(sent: list[str]) -> Callable[[object, str, object], str]:
    """In place of ``clipboard.send``: keeps what was sent."""

    def send(app: object, text: str, environ: object) -> str:
        sent.append(text)
        return "sent"

    return send
