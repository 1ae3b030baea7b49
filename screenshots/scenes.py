"""What the pictures show: two walks through the real program on the demo org, with keys alone."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from unittest import mock

from textual.widgets import OptionList

from screenshots.studio import WIDE, Studio
from sftui.cli.demo_accounts import PASSPHRASE, plant
from sftui.demo.seed import CLASSIC_APP, TERMINAL_APP
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.tui.app import Door, SftuiApp
from sftui.tui.glyphs import Looks
from sftui.vault.places import Places, find_places

NOW = datetime(2026, 6, 12, 9, 30, tzinfo=UTC)
HOME = Path("/home/ada/.local")
"""Whose files the first run shows. Nothing is read or made there."""
FIRST_PORT = 43_001
"""The demo takes any free ports; the pictures show these, in the order of its hosts."""
CALLBACK_PORT = 41_717
"""For the port of the callback, which is any free one as well."""
NEW_PASSPHRASE = "violin harbour nineteen lantern"


@dataclass
class Watch:
    """The program's clock, moved by hand."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


async def take_all(folder: Path) -> dict[str, str]:
    """Every picture by its file name. ``folder`` is empty and takes the account file of the run."""
    with chance_by_rule():
        first = await first_run()
        return first | await a_day(folder)


async def first_run() -> dict[str, str]:
    """Nothing is there yet; a passphrase was typed once."""
    places = Places(
        accounts=HOME / "share/sftui/accounts.toml",
        sessions=HOME / "state/sftui/sessions.toml",
        refresh_locks=HOME / "state/sftui/sessions.locks",
        lock_epoch=HOME / "state/sftui/sessions.epoch",
    )
    with running(places) as keeper:
        doors = (Door("Look around in the demo", "demo"),)
        app = SftuiApp(keeper, doors=doors, looks=Looks(), now=lambda: NOW)
        async with app.run_test(size=WIDE) as pilot:
            studio = Studio(app, pilot)
            await studio.until_seen("Opens with")
            await studio.type(NEW_PASSPHRASE)
            await studio.press("tab")
            await studio.shoot("first-run", seen="Strong")
            return studio.pictures


async def a_day(folder: Path) -> dict[str, str]:
    """From unlocking to a sign-in by the website."""
    places, watch, callback = find_places(folder / "accounts.toml", {}), Watch(), free_port()
    with DemoSalesforce(seed="pictures", now=NOW.timestamp) as demo:
        plant(places, demo, NOW)
        with running(places) as keeper:
            app = SftuiApp(keeper, looks=Looks(), now=lambda: NOW, clock=watch)
            async with app.run_test(size=WIDE) as pilot:
                studio = Studio(app, pilot, stand_ins(demo, callback))
                await unlock_and_look(studio)
                await read_guides(studio)
                await connect_with_password(studio, demo, watch)
                await sign_in_at_the_website(studio, demo, callback)
                return studio.pictures


async def unlock_and_look(studio: Studio) -> None:
    """The list, dark and light, one account whole, and its new password."""
    await studio.until_seen("is locked")
    await studio.shoot("unlock")
    await studio.type(PASSPHRASE)
    await studio.press("enter")
    await studio.until_seen("Nightly export")
    await studio.press("down")
    await studio.shoot("accounts", seen="Nightly export", beside="What happened")
    studio.app.choose_theme("sftui-light")
    await studio.shoot("accounts-light", WIDE)
    studio.app.choose_theme("sftui-dark")
    await studio.press("enter")
    await studio.until_seen("Credentials")
    await studio.shoot("account")
    await studio.press("escape")
    await studio.until_seen("Nightly export")
    await studio.press("r")
    await studio.shoot("reconnect", seen="New security token")
    await studio.press("escape")


async def read_guides(studio: Studio) -> None:
    await studio.press("g")
    await studio.until_seen("Search")
    await go_to(studio, "#guides-topics", "security-token")
    await studio.press("enter")
    await studio.until_seen("Where you get it")
    await studio.shoot("guides")
    await studio.press("escape", "escape")
    await studio.until_seen("Nightly export")


async def connect_with_password(studio: Studio, demo: DemoSalesforce, watch: Watch) -> None:
    """A slow answer, a refusal, and the right password."""
    lee, app = demo.person("lee@acme.com"), demo.app(CLASSIC_APP)
    await studio.press("n")
    await studio.until_seen("step 1 of 3")
    await go_to(studio, "#methods", "password")
    await studio.shoot("methods", beside="Where it is")
    await studio.press("enter")
    await studio.until_seen("step 2 of 3")
    await studio.press("right", "right", "enter")
    texts = (
        demo.login_url,
        lee.username,
        "Harbour-Light-76",
        lee.security_token,
        app.client_id,
        app.client_secret,
    )
    for text in texts:
        await studio.type(text)
        await studio.press("tab")
    await studio.press("shift+tab", "shift+tab", "shift+tab")
    await studio.shoot("form", seen="Security token", beside="Where you get it")
    with demo.world.lock:  # Salesforce takes its time
        await studio.press("ctrl+s")
        await studio.until_seen("waiting for its answer")
        watch.seconds += 4
        await studio.shoot("progress", seen="4 s")
    await studio.shoot("failure", seen="The true cause", beside="How it is kept")
    await studio.press("escape")
    await studio.until_seen("step 2 of 3")
    await studio.press("end", "ctrl+u")
    await studio.type(lee.password)
    await studio.press("ctrl+s")
    await studio.until_seen("Connected, and saved")
    await studio.shoot("result")
    await studio.press("escape")
    await studio.until_seen("Nightly export")


async def sign_in_at_the_website(studio: Studio, demo: DemoSalesforce, callback: int) -> None:
    app = demo.app(TERMINAL_APP)
    await studio.press("n")
    await studio.until_seen("step 1 of 3")
    await go_to(studio, "#methods", "web")
    await studio.press("enter")
    await studio.until_seen("step 2 of 3")
    await studio.press("right", "right", "enter")
    for text in (demo.login_url, app.client_id, app.client_secret):
        await studio.type(text)
        await studio.press("tab")
    await studio.press("end", "ctrl+u")
    await studio.type(f"http://localhost:{callback}/OauthRedirect")
    await studio.press("ctrl+s")
    await studio.shoot("sign-in", seen="Listening on")


async def go_to(studio: Studio, menu: str, option_id: str) -> None:
    """Move the mark of a menu with the arrows."""
    options = studio.app.screen.query_one(menu, OptionList)
    names = [option.id for option in options.options]
    for _ in names:
        if options.highlighted == names.index(option_id):
            return
        await studio.press("down")
    raise RuntimeError(f"{option_id} cannot be reached in {menu}")


@contextmanager
def running(places: Places) -> Iterator[Keeper]:
    keeper = Keeper(places, now=lambda: NOW)
    keeper.start()
    try:
        yield keeper
    finally:
        keeper.close()


@contextmanager
def chance_by_rule() -> Iterator[None]:
    """State and verifier of a sign-in, which its link shows, are the same in every run."""
    numbers = count(1)

    def token(length: int = 32) -> str:
        return f"picture{next(numbers)}-".ljust(length * 4 // 3, "Z")

    with mock.patch("secrets.token_urlsafe", token):
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stand_ins(demo: DemoSalesforce, callback: int) -> dict[str, str]:
    """For each port of this run the one that the pictures show, as it stands in addresses."""
    ports = {url.rpartition(":")[2]: FIRST_PORT + number for number, url in enumerate(demo.world.hosts)}
    ports[str(callback)] = CALLBACK_PORT
    return {sign + port: f"{sign}{shown}" for port, shown in ports.items() for sign in (":", "%3A")}
