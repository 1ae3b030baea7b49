"""The address of an org's login page: as text, at the clipboard, and never in a browser that nobody sees."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from sftui.foreign import clean
from sftui.keeper.events import Entry
from sftui.salesforce.tunnel import over_ssh
from sftui.tui import clipboard, words
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.screens.connect.link_keys import browser_command, clickable, open_in_browser


class LoginPageDialog(BaseDialog[None]):
    """Sends the link to the clipboard when it opens; ``o`` asks this machine's browser, at the desk only."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("dialog.close", "connect.copy-text", "connect.browser")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ACTIONS

    def __init__(self, entry: Entry, environ: Mapping[str, str] = os.environ) -> None:
        super().__init__(f"Login page of {clean(entry.account.name, 60)}")
        self.link = login_page(entry)
        self._who = words.who(entry.account)
        self._environ = environ

    def body(self) -> ComposeResult:
        yield Static(clickable(self.link), id="login-page-link", classes="para accent", markup=False)
        if self._who:
            yield Static(f"Log in there as {self._who}.", classes="para", markup=False)
        yield Static(id="login-page-said", classes="para muted", markup=False)

    def on_mount(self) -> None:
        self.action_copy_text()

    def forget(self) -> None:
        """Locked: it names an account."""
        self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "open_browser":
            return not over_ssh(self._environ) and bool(browser_command(self._environ))
        return super().check_action(action, parameters)

    def action_copy_text(self) -> None:
        self.query_one("#login-page-said", Static).update(clipboard.send(self.app, self.link, self._environ))

    def action_open_browser(self) -> None:
        self.query_one("#login-page-said", Static).update(open_in_browser(self.link, self._environ))

    def action_close(self) -> None:
        self.dismiss(None)


def login_page(entry: Entry) -> str:
    """The org's own page where it is known, else the host that the account logs in at."""
    return clean(entry.account.instance_url or entry.account.login_url, 400)
