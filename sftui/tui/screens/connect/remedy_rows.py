"""The causes of a failure as the rows of a menu: number, cause, and what choosing it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.style import Style
from rich.table import Table
from rich.text import Text

from sftui.tui.screens.connect.remedies import Remedy


def remedy_rows(remedies: Sequence[Remedy], accent: Style) -> Iterator[tuple[int, Table]]:
    """Each row with its number. They share one column for the labels; a long cause keeps its indent."""
    widest = max((len(each.label) for each in remedies), default=0)
    for each in remedies:
        row = Table.grid(expand=True, padding=(0, 1, 0, 0))
        row.add_column(width=1)
        row.add_column(ratio=1)
        row.add_column(no_wrap=True, width=len("▸ ") + widest)
        row.add_row(Text(str(each.number), accent), Text(each.what), Text(f"▸ {each.label}", accent))
        yield each.number, row
