"""The frame of the dialog: the draft, the step that is shown, and the way between method and form."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from sftui.account import NO_SECRET, Account
from sftui.foreign import clean
from sftui.keeper.events import Snapshot
from sftui.salesforce.methods import Field, best_first
from sftui.salesforce.tunnel import over_ssh
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseScreen
from sftui.tui.screens.connect import draft as drafts
from sftui.tui.screens.connect import offers
from sftui.tui.screens.connect.draft import Draft, Saved, Source, Value
from sftui.tui.screens.connect.form_step import FormModel, FormStep
from sftui.tui.screens.connect.leave_question import LeaveQuestion
from sftui.tui.screens.connect.method_step import MethodStep
from sftui.tui.screens.connect.step import Step


class ConnectDialog(BaseScreen[str | None]):
    """Shows one step at a time. Dismisses with the id of the saved account, or None."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back", "guide", "guides")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it as an instance's
        (0, "-short"),
        (23, "-tall"),
        (32, "-high"),
    ]
    """In a low window blank lines go before anything that is needed does; in a high one nothing is pushed down."""

    def __init__(self, draft: Account | None = None, *, copy_of: str = "") -> None:
        super().__init__()
        self.draft: Draft = drafts.start(draft, copy_of=copy_of)
        self.environ: Mapping[str, str] = os.environ
        self.title_words = "Edit" if self.draft.account_id else "Connect to Salesforce"
        self._showing = asyncio.Lock()
        self.step: Step | None = None
        self.connected_id = ""
        """Set once the account is saved: then leaving gives it back, whatever key is used."""

    @property
    def far(self) -> bool:
        """Over SSH, where every changed figure is bytes on the line."""
        return over_ssh(self.environ)

    def body(self) -> ComposeResult:
        yield Vertical(id="step-place")

    def keys_now(self) -> tuple[str, ...]:
        return self.step.keys_now() if self.step is not None else ()

    def key_labels(self) -> Mapping[str, str]:
        return self.step.key_labels() if self.step is not None else {}

    def forget(self) -> None:
        """The file was locked: nothing of it is in the draft but names and addresses; what was typed stays."""

    def recall(self, snapshot: Snapshot) -> None:  # noqa: ARG002 - the ledger has it already
        if isinstance(self.step, FormStep):
            for field in self.step.model.method.fields:
                self.step.show_source(field.name, self.shown_value(field))

    # Steps

    async def show(self, step: Step) -> None:
        """Put this step in the place of the one before."""
        place = self.query_one("#step-place")
        async with self._showing:
            self.step = step
            with self.app.batch_update():
                await place.remove_children()
                await place.mount(step)
                self._entitle(step)
                step.begin()
            self.keys_changed()

    async def show_methods(self, *, said: str = "") -> None:
        methods = best_first(over_ssh=self.far)
        await self.show(MethodStep(methods, marked=self.draft.base.method, said=said))

    async def show_form(
        self, *, focus: str = "", note: str = "", problems: Mapping[str, str] | None = None
    ) -> None:
        method = self.draft.method
        if method is None:
            await self.show_methods()
            return
        model = FormModel(
            method=method,
            values={each.name: self.shown_value(each) for each in method.fields},
            choice=self.draft.choice,
            own_address=self.draft.own_address,
            apps=len(self.app_offers()),
            note=note,
            focus=focus,
            problems=problems,
        )
        await self.show(FormStep(model))
        if method.id == "jwt" and self.draft.base.certificate and not note:
            self.run_worker(self._tell_of_certificate(self.draft.base.certificate), group="certificate")

    async def _tell_of_certificate(self, pem: str) -> None:
        """Until when the certificate is good, and that it ends soon."""
        from sftui.salesforce.certificate import end_of, ending_warning

        end = await asyncio.to_thread(end_of, pem)
        warning = await asyncio.to_thread(ending_warning, pem, self.sftui.now())
        if end is None or not isinstance(self.step, FormStep):
            return
        good = f"The certificate of the key is good until {end:%Y-%m-%d}."
        self.step.tell(f"▲ {warning}" if warning else good)

    def _entitle(self, step: Step) -> None:
        method = self.draft.method
        name = clean(self.draft.base.name)
        title = self.title_words
        detail = step.TITLE or (
            f"{name} · {method.short}" if name and method else method.short if method else ""
        )
        self.where = f"{title} · {detail}" if detail and not isinstance(step, MethodStep) else title
        self.aside = step.COUNT

    # What is known

    def saved(self) -> Saved:
        """The saved accounts that the draft draws on, as they are now; none while the file is locked."""
        wanted = {self.draft.account_id, *self.draft.borrowed.values()} - {""}
        found = {each: self.sftui.ledger.entry(each) for each in wanted}
        return Saved({each: entry.account for each, entry in found.items() if entry is not None})

    def account(self) -> Account:
        return drafts.account(self.draft, self.saved())

    def value(self, field: Field) -> Value:
        return drafts.value(self.draft, field, self.saved())

    def shown_value(self, field: Field) -> Value:
        """The value as a form may hold it: saved secrets stay in the account file."""
        value = self.value(field)
        if field.secret and value.source is not Source.TYPED:
            return Value(NO_SECRET, value.source, value.lender)
        return value

    def app_offers(self) -> tuple[offers.Offer, ...]:
        accounts = (entry.account for entry in self.sftui.snapshot.entries)
        return offers.app_offers(accounts, login_url=self.account().login_url, editing=self.draft.account_id)

    # Leaving

    def leave(self) -> None:
        """Close the dialog; something typed is thrown away only after a yes."""
        if self.connected_id or not self.draft.touched:
            self.dismiss(self.connected_id or None)
            return

        def answered(leave: bool | None) -> None:  # noqa: FBT001 - the shape of a callback
            if leave:
                self.dismiss(None)

        self.app.push_screen(LeaveQuestion(), answered)
