"""Steps 1 and 2: what is chosen, pasted and typed goes into the draft."""

from __future__ import annotations

import asyncio

from textual import on

from sftui.account import Account, Secret
from sftui.errors import SftuiError
from sftui.salesforce.methods import method_of
from sftui.tui.screens.connect import draft as drafts
from sftui.tui.screens.connect.app_picker import AppPicker
from sftui.tui.screens.connect.exchanges import Exchanges
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.key_dialogs import FoundKey, KeyFileDialog, NewKeyDialog
from sftui.tui.screens.connect.method_step import MethodStep

UNKNOWN_PASTE = (
    "Not recognised. It stays in the box; ctrl+r shows it, and the methods below ask field by field."
)


class Filling(Exchanges):
    """Every key of the person changes the draft, and nothing else does."""

    @property
    def takes_a_draft(self) -> bool:
        """Whether a new account is being filled in, so that its fields can come from elsewhere as well."""
        return isinstance(self.step, MethodStep | FormStep) and not self.draft.account_id

    async def take(self, draft: Account) -> None:
        """Every field that ``draft`` holds goes into the form; the others stay as they are."""
        self.draft = drafts.fill(self.draft, draft)
        await self.show_form()

    # Step 1

    @on(MethodStep.Chosen)
    async def _method_chosen(self, event: MethodStep.Chosen) -> None:
        event.stop()
        self.draft = drafts.choose_method(self.draft, event.method_id)
        await self.show_form()

    @on(MethodStep.Pasted)
    def _pasted(self, event: MethodStep.Pasted) -> None:
        from sftui.salesforce.pasted import recognise

        event.stop()
        if not isinstance(self.step, MethodStep):
            return
        found = recognise(event.text.reveal())
        if found is None:
            self.step.say(UNKNOWN_PASTE)
        elif found.answer:
            self.run_worker(self._find_sign_in(found.answer), group="answer", exclusive=True)
        else:
            self.draft = drafts.fill(self.draft, found.draft)
            method = method_of(found.method)
            labels = {each.name: each.label for each in method.fields} if method else {}
            missing = ", ".join(labels.get(name, name) for name in found.missing)
            words = [
                f"This is {found.what}.",
                f"Still missing: {missing}." if missing else "Nothing is missing.",
            ]
            self.step.say(" ".join([*words, *found.notes, "Enter opens the form."]), mark=found.method)

    async def _find_sign_in(self, answer: Secret) -> None:
        """A pasted answer belongs to one of the sign-ins that wait, the newest first."""
        keeper = self.sftui.keeper
        everyone = await asyncio.wrap_future(keeper.waiting_sign_ins())
        for waiting in reversed(everyone):
            if waiting.user_code:
                continue
            try:
                await asyncio.wrap_future(keeper.paste_answer(waiting.id, answer.reveal()))
            except SftuiError:
                continue
            self.take_up(waiting)
            return
        if isinstance(self.step, MethodStep):
            self.step.say("This is the answer to a sign-in, but none of yours waits for it. Begin one first.")

    # Step 2

    @on(FormStep.Typed)
    def _typed(self, event: FormStep.Typed) -> None:
        event.stop()
        method = self.draft.method
        field = next((each for each in method.fields if each.name == event.name), None) if method else None
        if field is None:
            return
        text = event.text.reveal()
        if field.secret and not text:
            if event.name in self.draft.typed:
                self.draft = drafts.untype(self.draft, event.name)
        elif text != self._held(event.name):
            self.draft = drafts.type_in(self.draft, event.name, text)
        if isinstance(self.step, FormStep):
            self.step.show_source(event.name, self.shown_value(field))

    @on(FormStep.LoginChosen)
    def _login_chosen(self, event: FormStep.LoginChosen) -> None:
        event.stop()
        self.draft = drafts.choose_login(self.draft, event.choice)

    @on(FormStep.SendWanted)
    def _send_wanted(self, event: FormStep.SendWanted) -> None:
        event.stop()
        found = drafts.problems(self.draft, self.saved())
        if found and isinstance(self.step, FormStep):
            self.step.show_problems(found)
        else:
            self.send()

    @on(FormStep.TokensWanted)
    def _tokens_wanted(self, event: FormStep.TokensWanted) -> None:
        event.stop()
        found = drafts.problems(self.draft, self.saved(), made_for_you=True)
        if found and isinstance(self.step, FormStep):
            self.step.show_problems(found)
        else:
            self.sign_in()

    @on(FormStep.AppsWanted)
    def _apps_wanted(self, event: FormStep.AppsWanted) -> None:
        event.stop()
        self.app.push_screen(AppPicker(self.app_offers()), self._app_chosen)

    def _app_chosen(self, account_id: str | None) -> None:
        entry = self.sftui.ledger.entry(account_id or "")
        if entry is None:
            return
        self.draft = drafts.borrow_app(self.draft, entry.account)
        self._show_fields("client_id", "client_secret")

    @on(FormStep.KeyFileWanted)
    def _key_file_wanted(self, event: FormStep.KeyFileWanted) -> None:
        event.stop()
        self.app.push_screen(KeyFileDialog(), self._key_found)

    @on(FormStep.NewKeyWanted)
    def _new_key_wanted(self, event: FormStep.NewKeyWanted) -> None:
        event.stop()
        self.app.push_screen(NewKeyDialog(), self._key_found)

    def _key_found(self, found: FoundKey | None) -> None:
        if found is None:
            return
        self.draft = drafts.take_made_key(self.draft, found.private_key, found.certificate)
        self._show_fields("private_key")
        if found.written is not None and isinstance(self.step, FormStep):
            self.step.tell(f"Upload this certificate to the app, then connect: {found.written}")

    @on(FormStep.Emptied)
    def _emptied(self, event: FormStep.Emptied) -> None:
        event.stop()
        self.draft = drafts.type_in(self.draft, event.name, "")
        self._show_fields(event.name)

    def _show_fields(self, *names: str) -> None:
        method = self.draft.method
        if method is None or not isinstance(self.step, FormStep):
            return
        for field in method.fields:
            if field.name in names:
                self.step.show_value(field.name, self.shown_value(field))

    def _held(self, name: str) -> str:
        if name == drafts.LOGIN:
            return self.draft.own_address
        method = self.draft.method
        fields = method.fields if method is not None else ()
        return next((self.value(each).text.reveal() for each in fields if each.name == name), "")
