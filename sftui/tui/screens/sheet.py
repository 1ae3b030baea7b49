"""The request sheet: what an administrator must make for one method, to be copied or saved and sent."""

from __future__ import annotations

import asyncio
import os
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from sftui.account import Account
from sftui.guides.request_sheet import request_sheet
from sftui.salesforce.methods import method_of
from sftui.tui import clipboard
from sftui.tui.actions import bindings
from sftui.tui.private_file import write_for_person
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.page import ReadingPage


class RequestSheetScreen(BaseScreen[None]):
    """Plain text without secrets."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("connect.copy-text", "connect.save-text", "back")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("connect.copy-text", "connect.save-text", "back", "help")

    def __init__(self, method_id: str, account: Account) -> None:
        super().__init__()
        method = method_of(method_id)
        self._method_id = method_id
        self.text = request_sheet(method_id, account)
        self.where = f"Request sheet · {method.short if method else ''}"

    def body(self) -> ComposeResult:
        with ReadingPage(id="sheet"):
            yield Static(Content(self.text), markup=False)

    def on_mount(self) -> None:
        self.query_one("#sheet").focus()

    def action_copy_text(self) -> None:
        self.app.notify(clipboard.send(self.app, self.text, os.environ), markup=False)

    async def action_save_text(self) -> None:
        name = f"salesforce-request-{self._method_id}.txt"
        try:
            accounts = self.sftui.keeper.places.accounts
            written = await asyncio.to_thread(write_for_person, name, self.text, accounts)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else "the system refused"
            self.app.notify(f"Not written to {error.filename}: {reason}.", severity="error", markup=False)
        else:
            self.app.notify(f"Written to {written}", markup=False)
