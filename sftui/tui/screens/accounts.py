"""The list of accounts: the screen that people live in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from sftui.account import Status
from sftui.keeper.events import Entry, EntryChanged, Event, Snapshot
from sftui.tui import intents
from sftui.tui.actions import bindings
from sftui.tui.finding import Index, in_order
from sftui.tui.preferences import ORDERS
from sftui.tui.screens.account_actions import NEED_AN_ACCOUNT, ActsOnAccount
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.account_columns import Longest, longest_of
from sftui.tui.widgets.account_detail import AccountDetail
from sftui.tui.widgets.account_list import AccountList, ColumnTitles
from sftui.tui.widgets.filter_line import FilterLine
from sftui.tui.words import count

GATHER_FOR = 0.05
"""Seconds in which changes are gathered before the list is sorted anew: a test of all accounts is a flood."""
GATHER_TIMES = 4
"""Of the time that sorting took the last time: then most of the screen's time is left for keys."""
GATHER_AT_MOST = 1.0
TITLE_AFTER = 0.3
"""Seconds until the counts in the title follow the rows."""
DETAIL_AFTER = 0.12
"""Seconds that the cursor rests before the pane follows; a held arrow key redraws two lines, no more."""

DETAIL_AFTER_FAR = 0.6
"""The same over SSH, where the pane costs more than the two lines."""

AGES_EVERY = 30.0
"""Seconds until the ages are brought up to date; over SSH they follow the next key, so that idling sends nothing."""
WARM_EVERY = 0.005
"""Seconds between two portions of the filter's texts: all are made before a person has typed a letter."""

FIRST_STEP = (
    ("No accounts yet.", "strong"),
    (
        (
            "Press n to connect the first one. You choose how to sign in, sftui says where each value is found "
            "in Salesforce, tries it, and keeps what works in this encrypted file."
        ),
        "",
    ),
    ("Not sure which way fits? Press g for the guides, or ? for all keys.", "muted"),
)
OPENING = "One moment: the account file is being opened."
"""Seen while the first file is made; whatever else is closed has a screen of its own above the list."""


class AccountsScreen(ActsOnAccount, BaseScreen[None]):
    """Always at the bottom of the stack. Empty while the file is locked."""

    ACTIONS: ClassVar[tuple[str, ...]] = (
        "accounts.new",
        "accounts.open",
        *ActsOnAccount.ACCOUNT_ACTIONS,
        "accounts.reconnect-needed",
        "accounts.test-all",
        "accounts.filter",
        "accounts.clear-filter",
        "accounts.stop",
        "accounts.sort",
        "accounts.waiting",
        "accounts.quit",
        "guides",
        "settings",
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "accounts.new",
        "accounts.open",
        "accounts.reconnect",
        "accounts.reconnect-needed",
        "accounts.test",
        "accounts.filter",
        "accounts.quit",
        "accounts.copy-token",
        "help",
    )
    FIRST_KEYS: ClassVar[tuple[str, ...]] = ("accounts.new", "guides", "settings", "accounts.quit", "help")
    AUTO_FOCUS = "#accounts-list"

    def __init__(self) -> None:
        super().__init__()
        self._list: AccountList | None = None
        self._index = Index()
        self._measured: tuple[Sequence[Entry], Longest] = ((), Longest())
        self._selected = ""
        self._filter = ""
        self._needing = 0
        self._gathering: Timer | None = None
        self._gather_for = GATHER_FOR
        self._titling: Timer | None = None
        self._detail_later: Timer | None = None

    def body(self) -> ComposeResult:
        with Container(id="accounts", classes="-far" if self.sftui.is_far else ""):
            with Vertical(id="accounts-left"):
                yield ColumnTitles()
                yield FilterLine(id="accounts-filter")
                self._list = AccountList(now=self.sftui.now, far=self.sftui.is_far, id="accounts-list")
                yield self._list
                with VerticalScroll(id="accounts-empty", can_focus=False):
                    for text, kind in FIRST_STEP:
                        yield Static(text, classes=f"para {kind}", markup=False)
                yield Static(id="accounts-no-match", classes="para muted")
                yield Static(OPENING, id="accounts-opening", classes="para muted")
            with Vertical(classes="under-pane" if self.sftui.is_far else "side-pane"):
                yield AccountDetail()

    def on_mount(self) -> None:
        if not self.sftui.is_far:
            self.set_interval(AGES_EVERY, self._tick)
        self.show_all()
        self._warm_up()

    # What is selected

    @property
    def accounts(self) -> AccountList:
        return self._list if self._list is not None else self.query_one(AccountList)

    @property
    def selected_id(self) -> str:
        entry = self._list.selected if self._list is not None else None
        return entry.account.id if entry is not None else ""

    @property
    def _is_typing(self) -> bool:
        return any(line.is_typing for line in self.query(FilterLine))

    def select(self, account_id: str) -> None:
        """Put the cursor on this account; a filter that hides it goes."""
        self._selected = account_id
        if self._filter and self.accounts.entry_of(account_id) is None:
            self.query_one(FilterLine).clear()
        self.show_all()

    # What the app tells

    def heed(self, event: Event) -> None:
        unsorted = self.sftui.preferences.order == "name" and not self._filter
        if isinstance(event, EntryChanged) and unsorted and self._same_place(event.entry):
            self.accounts.show_entry(event.entry)
            if event.entry.account.id == self.selected_id:
                self._show_detail_soon()
            if self._titling is None:
                self._titling = self.set_timer(TITLE_AFTER, self._title_again)
            return
        if self._gathering is None:
            self._gathering = self.set_timer(self._gather_for, self._gathered)

    def forget(self) -> None:
        self._index.forget()
        self._measured = ((), Longest())
        self.accounts.forget()
        self.query_one(AccountDetail).show(None, self.sftui.now())
        self._set_title()

    def recall(self, snapshot: Snapshot) -> None:  # noqa: ARG002 - every screen is told the same
        self.show_all()
        self._warm_up()

    def show_all(self) -> None:
        """Filter and sort anew; the selected account stays selected."""
        everything = self.sftui.ledger.snapshot.entries
        found = self._index.matching(everything, self._filter)
        longest = self._longest_of(everything)
        ordered = in_order(found, self.sftui.preferences.order)
        self.accounts.show_entries(ordered, longest, keep=self._selected)
        self.query_one(ColumnTitles).longest = longest
        self.query_one(FilterLine).show_count(len(found), len(everything), self._filter)
        is_locked = self.sftui.is_locked
        empty, none_fits = not everything and not is_locked, bool(everything) and not found
        self.query_one(ColumnTitles).display = bool(everything) and not self.query_one(FilterLine).display
        self.accounts.display = not empty and not none_fits and not is_locked
        self.query_one("#accounts-opening").display = is_locked
        self.query_one("#accounts-empty").display = empty
        no_match = self.query_one("#accounts-no-match", Static)
        no_match.display = none_fits
        if none_fits:
            no_match.update(Content(f"No account contains all of: {self._filter}"))
        self._set_title()
        self.keys_changed()

    def _longest_of(self, entries: Sequence[Entry]) -> Longest:
        """What the columns need, counted anew when an account changed: a letter of the filter changes none."""
        if self._measured[0] is not entries:
            self._measured = entries, longest_of(entry.account for entry in entries)
        return self._measured[1]

    def _warm_up(self) -> None:
        """Make the filter's texts a few at a time while nothing else happens, so that the first letter is quick."""
        if not self.sftui.is_locked and not self._index.warm(self.sftui.ledger.snapshot.entries):
            self.set_timer(WARM_EVERY, self._warm_up)

    def on_screen_resume(self) -> None:
        """Back from another screen, however long that took."""
        self.accounts.tick()

    def _tick(self) -> None:
        if self.is_active:
            self.accounts.tick()

    def _title_again(self) -> None:
        self._titling = None
        self._set_title()

    def _gathered(self) -> None:
        self._gathering = None
        began = perf_counter()
        self.show_all()
        self._gather_for = min(max(GATHER_FOR, GATHER_TIMES * (perf_counter() - began)), GATHER_AT_MOST)

    def _same_place(self, entry: Entry) -> bool:
        """Whether the row of this account is there and would not move."""
        shown = self.accounts.entry_of(entry.account.id)
        return shown is not None and shown.account.name == entry.account.name

    def _set_title(self) -> None:
        ledger = self.sftui.ledger
        parts = [count(len(ledger), "account")]
        needing = ledger.count(Status.NEEDS_RECONNECT)
        if needing:
            parts.append(f"{needing:,} to reconnect")
        if needing != self._needing:
            self._needing = needing
            self.keys_changed()
        if self.sftui.preferences.order != "name":
            parts.append(ORDERS[self.sftui.preferences.order])
        self.where = f"sftui · {', '.join(parts)}" if not self.sftui.is_locked else "sftui"
        self.aside = self.sftui.doing or self.sftui.file_words

    def doing_changed(self) -> None:
        self._set_title()
        self.keys_changed()

    @on(AccountList.Highlighted)
    def _highlighted(self, event: AccountList.Highlighted) -> None:
        event.stop()
        if event.entry is not None:
            self._selected = event.entry.account.id
        self._show_detail_soon()

    @on(AccountList.Opened)
    def _opened(self, event: AccountList.Opened) -> None:
        event.stop()
        self.action_open_account()

    def _show_detail_soon(self) -> None:
        if self._detail_later is not None:
            self._detail_later.stop()
        wait = DETAIL_AFTER_FAR if self.sftui.is_far else DETAIL_AFTER
        self._detail_later = self.set_timer(wait, self._show_detail)

    def _show_detail(self) -> None:
        self.query_one(AccountDetail).show(self.accounts.selected, self.sftui.now())

    # The filter

    def action_filter(self) -> None:
        self.query_one(ColumnTitles).display = False
        self.query_one(FilterLine).start()
        self.keys_changed()

    def action_clear_filter(self) -> None:
        self.query_one(FilterLine).clear()
        self.query_one(ColumnTitles).display = True
        self.accounts.focus()

    @on(Input.Changed, "#accounts-filter Input")
    def _filter_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter = event.value
        self.show_all()

    @on(Input.Submitted, "#accounts-filter Input")
    def _filter_kept(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(FilterLine).rest()
        self.query_one(ColumnTitles).display = not self._filter
        self.accounts.focus()

    @on(FilterLine.Moved)
    def _move_from_filter(self, event: FilterLine.Moved) -> None:
        event.stop()
        self.accounts.action_move(event.by)

    def action_stop(self) -> None:
        self.post_message(intents.StopWanted())

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "clear_filter":
            return bool(self._filter) or self._is_typing
        if action == "stop":
            return any(each.stop is not None for each in self.sftui.doings)
        if action in NEED_AN_ACCOUNT:
            return bool(self.selected_id)
        if action in {"new_account", "open_settings", "go_on_waiting"}:
            return not self.sftui.is_locked
        if action in {"test_all", "filter", "next_order", "reconnect_needed"}:
            return len(self.sftui.ledger) > 0
        return super().check_action(action, parameters)

    def keys_now(self) -> tuple[str, ...]:
        if self._is_typing:
            return ("form.next", "accounts.clear-filter", "help")
        if not len(self.sftui.ledger):
            return self.FIRST_KEYS  # of which those that need an open file are left out while it is closed
        keys = self.KEYS if self._needing else [k for k in self.KEYS if k != "accounts.reconnect-needed"]
        return ("accounts.clear-filter", "accounts.stop", *keys)

    def key_labels(self) -> Mapping[str, str]:
        return {"form.next": "Keep", "accounts.reconnect-needed": "All"}

    def action_new_account(self) -> None:
        self.post_message(intents.NewWanted())

    def action_reconnect_needed(self) -> None:
        self.post_message(intents.ReconnectNeededWanted())

    def action_test_all(self) -> None:
        self.post_message(intents.TestWanted(None))

    def action_next_order(self) -> None:
        orders = list(ORDERS)
        following = orders[(orders.index(self.sftui.preferences.order) + 1) % len(orders)]
        self.sftui.prefer(order=following)
        self.show_all()

    def action_go_on_waiting(self) -> None:
        self.post_message(intents.WaitingWanted())

    def action_open_guides(self) -> None:
        self.post_message(intents.GuideWanted())

    def action_open_settings(self) -> None:
        self.post_message(intents.SettingsWanted())

    def action_leave(self) -> None:
        self.app.exit("")
