"""After reconnecting: what is connected again, what is left and why, and the way to go on with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.foreign import clean
from sftui.keeper.events import Entry, Snapshot
from sftui.tui import words
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseScreen
from sftui.tui.screens.reconnect.question import Left, Need
from sftui.tui.widgets.menu import Menu, colour
from sftui.tui.words import count

NAMED = 4
"""Names in a sentence."""
_NEEDS = {
    Need.PASSWORD: "needs the new password",
    Need.SIGN_IN: "needs a sign-in",
    Need.ONE_MORE_TRY: "did not work",
    Need.DECISION: "needs your decision",
}


class SummaryScreen(BaseScreen[tuple[Left, ...] | None]):
    """Gives back what the person goes on with: one line, or all; None when it stays as it is."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back", "accounts.reconnect-needed")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "accounts.reconnect-needed", "back", "help")
    AUTO_FOCUS = "#left"

    def __init__(self, connected: tuple[str, ...], left: tuple[Left, ...]) -> None:
        """``connected`` are ids of accounts that work again."""
        super().__init__()
        self._connected = connected
        self._left = left

    def body(self) -> ComposeResult:
        yield Static(id="summary-connected", classes="para", markup=False)
        yield Static(id="summary-lead", classes="line strong", markup=False)
        yield Menu(id="left")
        with VerticalScroll(id="summary-why", can_focus=False):
            yield Static(id="summary-why-text", markup=False)

    def on_mount(self) -> None:
        self.where = "sftui · Reconnect"
        self.aside = self.sftui.file_words
        self._show()

    def forget(self) -> None:
        """Locked: the names go; they come back with the file."""
        self._show()

    def recall(self, snapshot: Snapshot) -> None:  # noqa: ARG002 - the ledger has it already
        self._show()

    def key_labels(self) -> Mapping[str, str]:
        return {
            "menu.choose": "Go on with it",
            "accounts.reconnect-needed": "Go on with all",
            "back": "Leave it",
        }

    def action_reconnect_needed(self) -> None:
        self.dismiss(self._left)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss((self._left[int(event.option.id or 0)],))

    @on(OptionList.OptionHighlighted)
    def _marked(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        problem = self._left[int(event.option.id or 0)].problem
        texts = [Content(clean(problem.message, 600))]
        texts += [Content(clean(problem.cause, 600))] if problem.cause else []
        texts += [Content.styled(clean(problem.do, 600), "$muted")] if problem.do else []
        self.query_one("#summary-why-text", Static).update(Content("\n").join(texts))

    def _show(self) -> None:
        entries = [each for each in map(self.sftui.ledger.entry, self._connected) if each is not None]
        done = self.query_one("#summary-connected", Static)
        done.display = bool(entries)
        done.update(
            Content.assemble(
                ("✓ ", "$success"),
                (f"{count(len(entries), 'account')} connected again: ", "bold"),
                names_of(entries),
            )
        )
        number = sum(len(each.account_ids) for each in self._left)
        lead = f"{count(number, 'account is', 'accounts are')} left:"
        self.query_one("#summary-lead", Static).update(lead)
        menu = self.query_one("#left", Menu)
        marked = menu.highlighted or 0
        menu.clear_options()
        if self.sftui.is_locked:
            self.query_one("#summary-why-text", Static).update("")
            return
        menu.add_options([Option(self._prompt(each), id=str(at)) for at, each in enumerate(self._left)])
        menu.highlighted = marked

    def _prompt(self, left: Left) -> Text | Table:
        """Sign, who, and what it needs; a long list of names wraps in its own column."""
        entries = [each for each in map(self.sftui.ledger.entry, left.account_ids) if each is not None]
        muted = colour(self.app, "muted")
        if not entries:
            return Text("an account that was removed", muted)
        first = entries[0]
        whom = names_of(entries)
        if left.need is Need.PASSWORD:
            whom = f"{words.who(first.account)}: {whom}"
        row = Table.grid(expand=True, padding=(0, 1, 0, 0))
        row.add_column(width=1)
        row.add_column(ratio=1)
        row.add_column(no_wrap=True)
        sign = Text(first.health.status.sign, colour(self.app, "warning"))
        row.add_row(sign, Text(whom, "bold"), Text(_NEEDS[left.need], muted))
        return row


def names_of(entries: list[Entry]) -> str:
    """``Acme UAT, Nightly and 3 more``."""
    names = ", ".join(clean(entry.account.name, 40) for entry in entries[:NAMED])
    more = len(entries) - NAMED
    return f"{names} and {more:,} more" if more > 0 else names
