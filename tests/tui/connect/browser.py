"""A person at a browser, for the tests of this folder: waited for, signed in, and what the screen then says."""

from __future__ import annotations

import asyncio

from sftui.demo.server import DemoSalesforce
from sftui.tui.screens.connect.browser_step import BrowserStep
from tests.tui.connect.stage import Stage

ADA = "ada@acme.com"


async def waiting_for_browser(stage: Stage) -> BrowserStep:
    await stage.press("ctrl+s")
    await stage.step(BrowserStep)
    assert isinstance(stage.dialog.step, BrowserStep)
    return stage.dialog.step


async def at_the_browser(
    demo: DemoSalesforce, link: str, username: str = ADA, *, deliver: bool = False
) -> str:
    password = demo.person(username).password
    return await asyncio.to_thread(demo.browser.sign_in, link, username, password, deliver=deliver)


def text_of(stage: Stage) -> str:
    """The words of the screen without the breaks of its lines."""
    return "".join(line.strip() for line in stage.words().splitlines())
