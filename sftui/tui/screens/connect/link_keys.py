"""The ladder of ways to take a sign-in link from any terminal: shared by browser and device sign-in.

No terminal says what it did with a link, so each way says only what was sent, and the next one stands beside it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import SuspendNotSupported
from textual.binding import BindingType
from textual.content import Content
from textual.style import Style

from sftui.salesforce.tunnel import over_ssh
from sftui.tui import clipboard, tmux
from sftui.tui.actions import bindings
from sftui.tui.glyphs import Looks
from sftui.tui.outside import show_outside
from sftui.tui.private_file import write_for_person
from sftui.tui.screens.connect.ladder import Way, next_way, ways
from sftui.tui.screens.connect.qr_dialog import QrDialog, qr_fits
from sftui.tui.screens.connect.step import Step
from sftui.vault.disk import DISK
from sftui.vault.writing import remove_quietly

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

LINK_FILE = "salesforce-sign-in-link.txt"


def browser_command(environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """The program that opens a browser with a window on this machine; "" when there is none to be seen."""
    if over_ssh(environ) and not environ.get("DISPLAY"):
        return ""
    if platform == "darwin":
        return shutil.which("open") or ""
    if not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return shutil.which("wslview") or ""
    return shutil.which("xdg-open") or ""


def clickable(link: str) -> Content:
    """The link as text that is always whole; terminals that know OSC 8 open it with a click."""
    return Content(link).stylize(Style(link=link))


def open_in_browser(link: str, environ: Mapping[str, str]) -> str:
    """Ask this machine's browser to open the link; says what can be said of it."""
    command = browser_command(environ)
    if not command:
        return "No browser can be seen from here. Take another way."
    try:
        subprocess.Popen(
            [command, link],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return "The browser did not start. Take another way."
    return "Asked this machine's browser to open the link."


class LinkKeys(Step):
    """A step with a link to take away: one key walks down the ladder, others go to a rung at once."""

    ACTIONS: ClassVar[tuple[str, ...]] = (
        "connect.take-link", "connect.link-file", "connect.plain-line", "connect.qr", "connect.browser",
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    link: str
    environ: Mapping[str, str]
    written: Path | None = None
    """The file with the link, to be removed when the sign-in is over."""
    _taken: Way | None = None
    """The rung that was used last."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        if action == "open_browser":
            return bool(browser_command(self.environ))
        return True

    async def action_take_link(self) -> None:
        """The next way down. Each says what was done, and which one follows if that was in vain."""
        self._taken = way = next_way(self._taken, self._ways())
        if way is Way.CLIPBOARD:
            if self.environ.get("TMUX"):
                self.run_worker(partial(tmux.hand_over, self.link), group="tmux", thread=True)
            self._tell(clipboard.send(self.app, self.link, self.environ))
        elif way is Way.QR:
            self.action_show_qr()
        elif way is Way.LINE:
            self.action_plain_line()
        else:
            await self.action_link_to_file()

    def action_plain_line(self) -> None:
        """Leave the full screen for a moment: there a terminal selects a long line whole."""
        self._taken = Way.LINE
        self.run_worker(self._show_plain_line(), group="plain-line", exclusive=True)

    def words_outside(self) -> str:
        """What stands outside the full screen, where no line of it is broken."""
        return self.link

    async def _show_plain_line(self) -> None:
        try:
            await show_outside(self.app, f"\n{self.words_outside()}\n\nEnter goes back to sftui. ")
        except SuspendNotSupported:
            self._tell("This terminal can't leave the full screen.")
        else:
            self._tell("That was the link as one line.")

    def action_show_qr(self) -> None:
        self._taken = Way.QR
        self.app.push_screen(QrDialog(self.link), self._after_qr)

    async def _after_qr(self, wants_next: bool | None) -> None:  # noqa: FBT001 - a screen's result
        if wants_next:
            await self.action_take_link()

    async def action_link_to_file(self) -> None:
        import asyncio

        self._taken = Way.FILE
        accounts = cast("SftuiApp", self.app).keeper.places.accounts
        try:
            self.written = await asyncio.to_thread(write_for_person, LINK_FILE, f"{self.link}\n", accounts)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else "the system refused"
            self.app.notify(f"Not written to {error.filename}: {reason}.", severity="error", markup=False)
        else:
            self._tell(f"Written to {self.written}; it goes when the sign-in is over.")

    def _ways(self) -> tuple[Way, ...]:
        plain = getattr(self.app, "looks", Looks()).plain
        driver = self.app._driver  # noqa: SLF001 - Textual says nowhere else whether it can suspend
        return ways(
            self.environ,
            qr_fits=qr_fits(self.link, self.app.size, plain=plain),
            can_suspend=driver is not None and driver.can_suspend,
        )

    def _tell(self, done: str) -> None:
        following = next_way(self._taken, self._ways())
        self.app.notify(f"{done}\nNot there? y goes on to {following}.", markup=False)

    def action_open_browser(self) -> None:
        self.app.notify(open_in_browser(self.link, self.environ), markup=False)

    def on_unmount(self) -> None:
        if self.written is not None:
            remove_quietly(self.written, DISK)
