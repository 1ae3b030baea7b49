"""A text without secrets that goes to somebody else: a request to an administrator, a report of a failure."""

from __future__ import annotations

import asyncio
import os
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from sftui.tui import clipboard
from sftui.tui.actions import bindings
from sftui.tui.private_file import write_for_person
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.page import ReadingPage


class SheetScreen(BaseScreen[None]):
    """To be read, and copied or saved whole. With ``copies`` it is sent to the clipboard at once."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("connect.copy-text", "connect.save-text", "back")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("connect.copy-text", "connect.save-text", "back", "help")

    def __init__(self, title: str, text: str, file_name: str, *, copies: bool = False) -> None:
        super().__init__()
        self.text = text
        self.where = title
        self._file_name = file_name
        self._copies = copies

    def body(self) -> ComposeResult:
        with ReadingPage(id="sheet"):
            yield Static(Content(self.text), markup=False)

    def on_mount(self) -> None:
        self.query_one("#sheet").focus()
        if self._copies:
            self.action_copy_text()

    def action_copy_text(self) -> None:
        self.app.notify(clipboard.send(self.app, self.text, os.environ), markup=False)

    async def action_save_text(self) -> None:
        try:
            accounts = self.sftui.keeper.places.accounts
            written = await asyncio.to_thread(write_for_person, self._file_name, self.text, accounts)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else "the system refused"
            self.app.notify(f"Not written to {error.filename}: {reason}.", severity="error", markup=False)
        else:
            self.app.notify(f"Written to {written}", markup=False)
