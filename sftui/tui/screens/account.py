"""One account: who and where it is, its credentials masked, and what happened to it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sftui.account import Account, Secret
from sftui.foreign import clean
from sftui.keeper.events import Entry, EntryChanged, EntryRemoved, Event, Snapshot
from sftui.keeper.health import moment_of
from sftui.salesforce.methods import method_of
from sftui.tui import intents, words
from sftui.tui.actions import bindings
from sftui.tui.screens.account_actions import ActsOnAccount
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.account_detail import facts_of, labelled, problem_lines, status_line
from sftui.tui.widgets.secret_row import SecretRow

_LABEL = 16


class AccountScreen(ActsOnAccount, BaseScreen[None]):
    """Follows what happens to its account; closes when it is removed."""

    ACTIONS: ClassVar[tuple[str, ...]] = (
        "back",
        *ActsOnAccount.ACCOUNT_ACTIONS,
        "account.down",
        "account.up",
        "guides",
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "back",
        "form.reveal",
        "accounts.reconnect",
        "accounts.test",
        "accounts.edit",
        "accounts.copy-token",
        "accounts.rename",
        "accounts.delete",
        "help",
    )
    AUTO_FOCUS = ""

    def __init__(self, account_id: str) -> None:
        super().__init__()
        self._account_id = account_id

    @property
    def selected_id(self) -> str:
        return self._account_id if self.sftui.ledger.entry(self._account_id) is not None else ""

    def body(self) -> ComposeResult:
        with VerticalScroll(id="account"):
            yield Static(id="account-overview")
            yield Static("Credentials", classes="heading")
            yield Static(id="account-plain")
            entry = self.sftui.ledger.entry(self._account_id)
            for name, label in secret_fields(entry.account) if entry is not None else ():
                yield SecretRow(name, label)
            yield Static("What happened", classes="heading")
            yield Static(id="account-history")

    def on_mount(self) -> None:
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
        for static in self.query("#account Static").results(Static):
            if static.id:
                static.update("")
        self.where = "sftui"

    def recall(self, snapshot: Snapshot) -> None:  # noqa: ARG002 - every screen is told the same
        self._look_again()

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
            self._show(entry)

    # What is shown

    def _show(self, entry: Entry | None) -> None:
        if entry is None:
            return
        self.where = f"sftui · {clean(entry.account.name)}"
        self.doing_changed()
        self.query_one("#account-overview", Static).update(self._overview(entry))
        self.query_one("#account-plain", Static).update(_plain_fields(entry.account))
        self.query_one("#account-history", Static).update(self._history(entry))
        for row in self.query(SecretRow):
            row.hold(getattr(entry.account, row.field_name))
        self.keys_changed()

    def _overview(self, entry: Entry) -> Content:
        now = self.sftui.now()
        lines = [status_line(entry), *(labelled(a, b, _LABEL) for a, b in facts_of(entry, now))]
        connected = words.moment(entry.health.last_connected_at, now)
        lines.append(labelled("Connected", Content(connected), _LABEL))
        if problem := problem_lines(entry):
            lines += [Content(""), *problem]
        return Content("\n").join(lines)

    def _history(self, entry: Entry) -> Content:
        if not entry.health.history:
            return Content.styled("Nothing yet. Press t to test the connection.", "$muted")
        now = self.sftui.now()
        return Content("\n").join(
            labelled(words.age(moment_of(line.at), now), Content(words.happened(line)), 8)
            for line in reversed(entry.health.history)
        )

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"reconnect", "test", "copy_token", "edit", "duplicate", "rename", "delete"}:
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


def _plain_fields(account: Account) -> Content:
    """The fields of the form that are no secrets."""
    method = method_of(account.method)
    lines = []
    for each in method.fields if method else ():
        value = getattr(account, each.name)
        if not each.secret and isinstance(value, str) and value:
            lines.append(labelled(each.label, Content(clean(value, 400)), _LABEL))
    return Content("\n").join(lines)
