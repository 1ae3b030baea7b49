"""A minimal Textual app with the stock driver, to compare with: a table of accounts and a field."""

from __future__ import annotations

import json
import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header, Input


class Minimal(App[None]):
    """Reads its rows from standard input's place: the first argument."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(cursor_type="row")
        yield Input(placeholder="filter")
        yield Footer()

    def on_mount(self) -> None:
        table: DataTable[str] = self.query_one(DataTable)
        table.add_columns("Account", "Environment", "User", "State")
        table.add_rows(json.loads(sys.argv[1]))
        table.focus()


Minimal().run()
