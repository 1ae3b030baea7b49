"""One account: who and where it is, its credentials masked, and what happened to it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from sftui.account import Account, Secret
from sftui.foreign import clean
from sftui.keeper.events import Entry, EntryChanged, EntryRemoved, Event, Snapshot
from sftui.salesforce.methods import method_of
from sftui.tui import intents, words
from sftui.tui.actions import bindings
from sftui.tui.screens.account_actions import NEED_AN_ACCOUNT, ActsOnAccount
from sftui.tui.screens.base import BaseScreen
from sftui.tui.sheets import LAYOUTS
from sftui.tui.widgets.account_detail import facts_of, history_rows, problem_rows, status_row
from sftui.tui.widgets.facts import BLANK, Facts, Row
from sftui.tui.widgets.menu import digit_of
from sftui.tui.widgets.org_records import Found, OrgRecords
from sftui.tui.widgets.page import Page
from sftui.tui.widgets.secret_row import LABEL_WIDTH, SecretRow
from sftui.tui.widgets.shared_access import approval_rows, duplicate_rows
from sftui.tui.widgets.tab_line import TabLine

SHEETS = tuple(LAYOUTS)
PAGES = ("Account", *(layout.title for layout in LAYOUTS.values()))


class AccountScreen(ActsOnAccount, BaseScreen[None]):
    """Follows what happens to its account; closes when it is removed."""

    ACTIONS: ClassVar[tuple[str, ...]] = (
        "back",
        *ActsOnAccount.ACCOUNT_ACTIONS,
        "account.down",
        "account.up",
        "account.next-page",
        "account.previous-page",
        "account.page",
        "guides",
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "records.stop",
        "back",
        "form.reveal",
        "records.again",
        "account.next-page",
        "accounts.reconnect",
        "accounts.test",
        "accounts.edit",
        "accounts.copy-token",
        "accounts.rename",
        "accounts.login-page",
        "accounts.delete",
        "help",
    )
    AUTO_FOCUS = "#account"

    def __init__(self, account_id: str) -> None:
        super().__init__()
        self._account_id = account_id
        self._page = 0
        self._found = Found()
        self._digit = 0

    @property
    def selected_id(self) -> str:
        return self._account_id if self.sftui.ledger.entry(self._account_id) is not None else ""

    def body(self) -> ComposeResult:
        yield TabLine(PAGES, id="account-pages")
        yield OrgRecords(self._account_id, self._found, id="account-records")
        with Page(id="account"):
            yield Facts(id="account-overview")
            yield Static("Credentials", classes="heading")
            yield Facts(id="account-plain")
            yield Facts(id="account-certificate")
            entry = self.sftui.ledger.entry(self._account_id)
            for name, label in secret_fields(entry.account) if entry is not None else ():
                yield SecretRow(name, label)
            yield Static("What happened", classes="heading")
            yield Facts(id="account-history")

    def on_mount(self) -> None:
        self._open_page()
        self._show(self.sftui.ledger.entry(self._account_id))

    # What the app tells

    def heed(self, event: Event) -> None:
        if isinstance(event, EntryRemoved) and event.account_id == self._account_id:
            self.dismiss(None)
        elif not isinstance(event, EntryChanged) or event.entry.account.id == self._account_id:
            self._look_again()

    def forget(self) -> None:
        for row in self.query(SecretRow):
            row.hold(None)
        for facts in self.query(Facts):
            facts.rows = ()
        self.query_one(OrgRecords).forget()
        self.where = "sftui"

    def recall(self, snapshot: Snapshot) -> None:  # noqa: ARG002 - every screen is told the same
        self._look_again()
        if self._page > 0 and self.is_mounted:
            self._open_page()

    def doing_changed(self) -> None:
        self.aside = self.sftui.doing or self.sftui.file_words

    def _look_again(self) -> None:
        entry = self.sftui.ledger.entry(self._account_id)
        if entry is None:
            if not self.sftui.is_locked:
                self.dismiss(None)
            return
        shown = {row.field_name for row in self.query(SecretRow)}
        if shown != {name for name, _ in secret_fields(entry.account)}:
            self.refresh(recompose=True)
            self.call_after_refresh(self._look_again_at, entry)
            return
        self._show(entry)

    def _look_again_at(self, entry: Entry) -> None:
        if self.is_mounted:
            self._open_page()
            self._show(entry)

    # What is shown

    def _show(self, entry: Entry | None) -> None:
        if entry is None:
            return
        self.where = f"sftui · {clean(entry.account.name)}"
        self.doing_changed()
        self.query_one("#account-overview", Facts).rows = self._overview(entry)
        self.query_one("#account-plain", Facts).rows = _plain_fields(entry.account)
        self.query_one("#account-history", Facts).rows = self._history(entry)
        reading = partial(
            self._show_certificate, entry.account
        )  # begun late, so that one overtaken leaves nothing
        self.run_worker(reading, group="certificate", exclusive=True)  # type: ignore[arg-type]  # a function will do
        for row in self.query(SecretRow):
            row.hold(getattr(entry.account, row.field_name))
        self.keys_changed()

    async def _show_certificate(self, account: Account) -> None:
        """Until when the key's certificate is good, read away from the screen's thread; a warning near its end."""
        rows: tuple[Row, ...] = ()
        if account.certificate:
            rows = await asyncio.to_thread(_certificate_rows, account.certificate, self.sftui.now())
        if self.is_mounted and self.selected_id == account.id:
            self.query_one("#account-certificate", Facts).rows = rows

    def _overview(self, entry: Entry) -> tuple[Row, ...]:
        now, everyone = self.sftui.now(), self.sftui.snapshot.entries
        connected = words.moment(entry.health.last_connected_at, now)
        rows = [
            status_row(entry),
            *facts_of(entry, now, LABEL_WIDTH),
            Row(Content(connected), "Connected", LABEL_WIDTH),
            *approval_rows(entry, everyone, LABEL_WIDTH),
        ]
        for more in (problem_rows(entry), duplicate_rows(entry, everyone)):
            if more:
                rows += [BLANK, *more]
        return tuple(rows)

    def _history(self, entry: Entry) -> tuple[Row, ...]:
        if not entry.health.history:
            return (Row(Content.styled("Nothing yet. Press t to test the connection.", "$muted")),)
        return tuple(history_rows(entry.health.history, self.sftui.now()))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in NEED_AN_ACCOUNT:
            return bool(self.selected_id)
        return super().check_action(action, parameters)

    def action_walk(self, by: int) -> None:
        """From secret to secret while there is one to go to, else down or up the page."""
        rows = list(self.query(SecretRow))
        focused = self.focused
        at = rows.index(focused) if isinstance(focused, SecretRow) else None
        if at is None and by > 0 and rows:
            rows[0].focus()
        elif at is not None and 0 <= at + by < len(rows):
            rows[at + by].focus()
        else:
            self.query_one("#account").scroll_relative(y=by * 3, animate=False)

    def on_key(self, event: events.Key) -> None:
        """Note the digit; the action of the table follows."""
        self._digit = digit_of(event)

    def action_choose_page(self) -> None:
        self._turn_to(self._digit - 1)

    def action_turn_page(self, by: int) -> None:
        self._turn_to((self._page + by) % len(PAGES))

    @on(TabLine.Clicked)
    def _page_clicked(self, event: TabLine.Clicked) -> None:
        event.stop()
        self._turn_to(event.place)

    def key_labels(self) -> Mapping[str, str]:
        return {"account.next-page": PAGES[(self._page + 1) % len(PAGES)]}

    def _turn_to(self, page: int) -> None:
        self._page = page
        self._open_page()
        if page == 0:
            self.query_one("#account").focus()

    def _open_page(self) -> None:
        """The account itself, or a sheet of its org."""
        self.query_one(TabLine).chosen = self._page
        records = self.query_one(OrgRecords)
        self.query_one("#account").display = self._page == 0
        records.display = self._page > 0
        if self._page > 0 and not self.sftui.is_locked:
            records.open(SHEETS[self._page - 1])
        self.keys_changed()

    def action_open_guides(self) -> None:
        """The book, with the links of this account's own org."""
        entry = self.sftui.ledger.entry(self._account_id)
        host = words.host_of(entry.account) if entry is not None else ""
        self.post_message(intents.GuideWanted(host=host))


def secret_fields(account: Account) -> tuple[tuple[str, str], ...]:
    """Name and label of the account's secrets that hold something, in the order of its form."""
    method = method_of(account.method)
    labels = {each.name: each.label for each in method.fields if each.secret} if method else {}
    labels.setdefault("refresh_token", "Refresh token")
    return tuple((name, label) for name, label in labels.items() if isinstance(_held(account, name), Secret))


def _held(account: Account, name: str) -> Secret | None:
    value = getattr(account, name)
    return value if isinstance(value, Secret) and value else None


def _plain_fields(account: Account) -> tuple[Row, ...]:
    """The method, and the fields of its form that are no secrets."""
    method = method_of(account.method)
    if method is None:
        return ()
    rows = [Row(Content(method.name), "Method", LABEL_WIDTH)]
    for each in method.fields:
        value = getattr(account, each.name)
        if not each.secret and isinstance(value, str) and value:
            rows.append(Row(Content(clean(value, 400)), each.label, LABEL_WIDTH))
    return tuple(rows)


def _certificate_rows(pem: str, now: datetime) -> tuple[Row, ...]:
    from sftui.salesforce.certificate import end_of, ending_warning

    end = end_of(pem)
    if end is None:
        return (Row(Content("cannot be read"), "Certificate", LABEL_WIDTH),)
    rows = [Row(Content(f"good until {end:%Y-%m-%d}"), "Certificate", LABEL_WIDTH)]
    if warning := ending_warning(pem, now):
        rows.append(Row(Content.styled(f"▲ {warning}", "$warning"), "", LABEL_WIDTH))
    return tuple(rows)
