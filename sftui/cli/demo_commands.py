"""What the palette offers besides, in the demo: the other side of the connection, by one's own hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from sftui.cli.demo_accounts import ADA, PASSPHRASE
from sftui.demo.browser import BrowserStoppedError
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper

if TYPE_CHECKING:
    from sftui.tui.palette import Command

PATIENCE = 5.0
"""Seconds for a look into the keeper."""


def banner(*, fresh: bool) -> str:
    """What stands on every screen of the demo."""
    words = "Demo: nothing leaves this machine."
    passphrase = "" if fresh else f" Passphrase: {PASSPHRASE}."
    return f"{words}{passphrase} Try ctrl+p and “demo”."


def commands(demo: DemoSalesforce, keeper: Keeper, show_card: Callable[[], None]) -> tuple[Command, ...]:
    """The entries of the palette, in the order of a tour."""
    from sftui.tui.palette import Command

    def card() -> str:
        show_card()
        return ""

    return (
        Command("Demo: show credentials to type", "Everything that the forms ask for, for each method", card),
        Command(
            "Demo: sign in at the browser",
            "Plays the person at the browser for a sign-in that waits",
            partial(_sign_in, demo, keeper),
        ),
        Command(
            "Demo: change Ada's password",
            f"{ADA} gets a new password and token; her sessions end",
            partial(_change_password, demo),
        ),
        Command("Demo: lock Ada out", "As after too many wrong passwords", partial(_lock, demo)),
        Command("Demo: unlock Ada", "As an administrator does in Setup", partial(_unlock, demo)),
        Command(
            "Demo: end all sessions", "Access tokens end, refresh tokens stay", partial(_end_sessions, demo)
        ),
        Command("Demo: Salesforce is down", "Every host refuses connections", partial(_down, demo)),
        Command("Demo: Salesforce is slow", "Every answer takes three seconds", partial(_slow, demo)),
        Command("Demo: Salesforce is up", "Everything works again", partial(_up, demo)),
    )


def _change_password(demo: DemoSalesforce) -> str:
    token = demo.change_password(ADA)
    demo.end_sessions(ADA)
    password = demo.person(ADA).password
    return f"{ADA} now has the password {password} and the token {token}. T tests all, r reconnects."


def _lock(demo: DemoSalesforce) -> str:
    demo.lock(ADA)
    return f"{ADA} is locked out for 15 minutes. Even the right password is refused now."


def _unlock(demo: DemoSalesforce) -> str:
    demo.unlock(ADA)
    return f"{ADA} may log in again."


def _end_sessions(demo: DemoSalesforce) -> str:
    ended = sum(demo.end_sessions(username) for username in list(demo.world.people))
    return f"{ended} sessions ended. The next use renews them."


def _down(demo: DemoSalesforce) -> str:
    for url in _living_hosts(demo):
        demo.hang_up(url)
    return "Salesforce refuses every connection now. T tests all."


def _up(demo: DemoSalesforce) -> str:
    demo.switch(delay=0.0)
    for url in _living_hosts(demo):
        with suppress(OSError, ValueError, KeyError):
            demo.pick_up(url)
    return "Salesforce is there again."


def _slow(demo: DemoSalesforce) -> str:
    demo.switch(delay=3.0)
    return "Every answer takes three seconds now."


def _living_hosts(demo: DemoSalesforce) -> list[str]:
    """All hosts but that of the org which is dead for good."""
    dead = {org.url for org in demo.world.orgs.values() if org.my_domain == "northwind"}
    return [url for url in demo.world.hosts if url not in dead]


def _sign_in(demo: DemoSalesforce, keeper: Keeper) -> str:
    """For whoever has no browser on this machine, as over SSH."""
    waiting = keeper.waiting_sign_ins().result(PATIENCE)
    if not waiting:
        return "No sign-in waits. Begin one with n: the website, or a code on another device."
    newest = waiting[-1]
    person = demo.person(newest.draft.username or "ada@acme.com")

    def play() -> None:
        with suppress(BrowserStoppedError, OSError, KeyError):
            if newest.user_code:
                demo.browser.approve_device(
                    newest.user_code, person.username, person.password, page=newest.verification_url
                )
            else:
                demo.browser.sign_in(newest.link, person.username, person.password, deliver=True)

    threading.Thread(target=play, name="demo-browser", daemon=True).start()
    return f"{person.name} signs in at the browser and allows it."
