"""The frame of the reconnect question: what it shows, and how it follows what happens to its accounts."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from sftui import guides
from sftui.account import Account, Status
from sftui.foreign import clean
from sftui.keeper import guards, health
from sftui.keeper.events import Entry, EntryChanged, EntryRemoved, Event, Snapshot
from sftui.salesforce.methods import PASSWORD, SECURITY_TOKEN
from sftui.tui import words
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.screens.reconnect.question import Answer, How, Question
from sftui.tui.screens.reconnect.refusal import Refusal
from sftui.tui.screens.reconnect.stage_line import StageLine
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.tick_list import Item, TickList


class ReconnectFrame(BaseDialog[Answer]):
    """Two fields, the accounts that they are for, and where the security token is found."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("reconnect.rest", "cancel", "guide")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "menu.choose", "form.next", "choice.done", "tick.turn", "cancel", "reconnect.rest", "form.reveal", "guide",
    )  # fmt: skip
    AUTO_FOCUS = "#field-password Input"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def body(self) -> ComposeResult:
        yield Static(id="reconnect-who", classes="line", markup=False)
        yield Static(id="reconnect-warning", classes="line warn", markup=False)
        yield FormField(
            PASSWORD.name, "New password", secret=True, hint="empty keeps the saved one", check=PASSWORD.check
        )
        yield FormField(
            SECURITY_TOKEN.name,
            "New security token",
            secret=True,
            hint="empty if none is needed",
            check=SECURITY_TOKEN.check,
        )
        yield Static(
            "For these accounts of the same user too:",
            id="reconnect-also",
            classes="line muted",
            markup=False,
        )
        yield TickList(self._items(), id="reconnect-others")
        yield Static(id="reconnect-note", classes="line warn", markup=False)
        yield Static(self._guide_words(), id="reconnect-guide", classes="line", markup=False)
        yield StageLine(far=self.sftui.is_far, clock=self.sftui.clock, id="reconnect-stage")
        yield Refusal(id="reconnect-refusal")

    def on_mount(self) -> None:
        self.tell("")
        self.look_again()

    # What the app tells

    def heed(self, event: Event) -> None:
        concerned = {self.question.account_id, *self.question.also}
        if isinstance(event, EntryRemoved) and event.account_id == self.question.account_id:
            self.dismiss(Answer(how=How.SKIPPED))
        elif not isinstance(event, EntryChanged) or event.entry.account.id in concerned:
            self.look_again()

    def forget(self) -> None:
        """Locked: what was decrypted goes, what was typed stays."""
        self.look_again()

    def recall(self, snapshot: Snapshot) -> None:  # noqa: ARG002 - the ledger has it already
        self.look_again()

    # What is shown

    def entry(self) -> Entry | None:
        """The account that the question is about; None while the file is locked."""
        return self.sftui.ledger.entry(self.question.account_id)

    def field(self, name: str) -> FormField:
        return self.query_one(f"#field-{name.replace('_', '-')}", FormField)

    def look_again(self) -> None:
        """Show what is known now."""
        entry = self.entry()
        title, who = Content(""), Content("")
        if entry is not None:
            place = f"   {self.question.place}" if self.question.place else ""
            title = Content.assemble(f"Reconnect {clean(entry.account.name, 60)}", (place, "$muted"))
            host = words.host_of(entry.account.with_changes(instance_url=""))
            who = Content.assemble(
                "The password of ", (words.who(entry.account), "bold"), f" at {host} changed?"
            )
        self.query_one("#dialog-title", Static).update(title)
        self.query_one("#reconnect-who", Static).update(who)
        self._show_warning()
        others = self.query_one(TickList)
        others.items = self._items()
        room = bool(others.items) and not self.query_one(Refusal).is_open
        others.display = self.query_one("#reconnect-also").display = room
        self.keys_changed()

    def tell(self, note: str) -> None:
        """A sentence under the fields; "" takes it away."""
        line = self.query_one("#reconnect-note", Static)
        line.update(Content(note))
        line.display = bool(note)

    def lockout_words(self) -> str:
        """What to say before another try when this user was refused twice lately, here or by a test; else ""."""
        family = map(self.sftui.ledger.entry, (self.question.account_id, *self.question.also))
        now = self.sftui.now()
        refusals = sum(len(health.recent(each.health.refusals, now)) for each in family if each is not None)
        return guards.lockout_warning(refusals)

    def _show_warning(self) -> None:
        warning = self.lockout_words()
        line = self.query_one("#reconnect-warning", Static)
        line.update(Content(f"▲ {warning}"))
        line.display = bool(warning) and self.query_one(Refusal).failure is None

    def _items(self) -> tuple[Item, ...]:
        entry = self.entry()
        found = (self.sftui.ledger.entry(each) for each in self.question.also)
        return tuple(
            _item(other, entry.account) for other in found if entry is not None and other is not None
        )

    @staticmethod
    def _guide_words() -> Content:
        return Content.assemble(
            (guides.topic("password-change").short, "$muted"), ("  F1 whole guide", "$accent")
        )


def _item(other: Entry, first: Account) -> Item:
    """One account of the same user; it says so when its saved copy is another one, which is replaced too."""
    account = other.account
    same = (account.password, account.security_token) == (first.password, first.security_token)
    note = "" if same or other.health.status is Status.CONNECTED else "has another copy"
    return Item(account_id=account.id, name=account.name, status=other.health.status, note=note)
