"""The ladder of ways to take a sign-in link from any terminal: shared by browser and device sign-in.

No terminal says what it did with a link, so each way says only what was sent, and the next one stands beside it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from textual.app import SuspendNotSupported
from textual.binding import BindingType
from textual.content import Content
from textual.style import Style

from sftui.tui import clipboard
from sftui.tui.actions import bindings
from sftui.tui.private_file import write_private
from sftui.tui.screens.connect.qr_dialog import QrDialog
from sftui.tui.screens.connect.step import Step
from sftui.tui.screens.connect.tunnel import over_ssh

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


class LinkKeys(Step):
    """A step with a link to take away."""

    ACTIONS: ClassVar[tuple[str, ...]] = (
        "connect.copy-link", "connect.link-file", "connect.plain-line", "connect.qr", "connect.browser",
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    link: str
    environ: Mapping[str, str]
    written: Path | None = None
    """The file with the link, to be removed when the sign-in is over."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        if action == "open_browser":
            return bool(browser_command(self.environ))
        return True

    def action_copy_link(self) -> None:
        self.app.notify(clipboard.send(self.app, self.link, self.environ), markup=False)

    def action_plain_line(self) -> None:
        """Leave the full screen for a moment: there a terminal selects a long line whole."""
        try:
            with self.app.suspend():
                sys.stdout.write(f"\n{self.link}\n\nEnter goes back to sftui. ")
                sys.stdout.flush()
                sys.stdin.readline()
        except SuspendNotSupported:
            self.app.notify("This terminal can't leave the full screen. Take another way.", markup=False)

    def action_show_qr(self) -> None:
        self.app.push_screen(QrDialog(self.link))

    async def action_link_to_file(self) -> None:
        import asyncio

        path = Path.home() / LINK_FILE
        try:
            self.written = await asyncio.to_thread(write_private, path, f"{self.link}\n")
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else "the system refused"
            self.app.notify(f"Not written to {path}: {reason}.", severity="error", markup=False)
        else:
            self.app.notify(f"Written to {self.written}; it goes when the sign-in is over.", markup=False)

    def action_open_browser(self) -> None:
        command = browser_command(self.environ)
        if not command:
            return
        try:
            subprocess.Popen(
                [command, self.link],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            self.app.notify("The browser did not start. Take another way.", markup=False)
        else:
            self.app.notify("Asked this machine's browser to open the link.", markup=False)

    def on_unmount(self) -> None:
        if self.written is not None:
            self.written.unlink(missing_ok=True)
