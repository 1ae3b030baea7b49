"""Salesforce answered, but for somebody or something else than the saved account: the person decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.account import Account, Identity
from sftui.foreign import clean
from sftui.keeper.events import Decision, Doubt, Undecided
from sftui.tui.screens.connect.step import Step
from sftui.tui.widgets.menu import Menu

HEADLINES = {
    Doubt.ANOTHER_PERSON: "Another user signed in than the one this account stands for.",
    Doubt.ANOTHER_ORG: "This is another org than the one this account stands for.",
    Doubt.REFRESHED_SANDBOX: "The sandbox was refreshed: same name, but a new org inside.",
}
_REPLACE = {
    Doubt.ANOTHER_PERSON: "“{name}” stands for this user from now on",
    Doubt.ANOTHER_ORG: "“{name}” stands for this org from now on",
    Doubt.REFRESHED_SANDBOX: "“{name}” stands for the refreshed sandbox from now on",
}


class UndecidedStep(Step):
    """Nothing is saved or ended until the person decides; leaving decides nothing."""

    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "back", "help")
    COUNT: ClassVar[str] = "your decision"

    @dataclass
    class Decided(Message):
        decision: Decision

    def __init__(self, undecided: Undecided) -> None:
        super().__init__(id="undecided-step")
        self.undecided = undecided
        self._is_decided = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(Content(HEADLINES[self.undecided.doubt]), classes="para strong", markup=False)
            yield Static(self._comparison(), id="comparison", markup=False)
            yield Menu(*(Option(prompt, id=each.value) for each, prompt in self._prompts()), id="decisions")
            yield Static(id="decided", classes="para", markup=False)

    def begin(self) -> None:
        menu = self.query_one("#decisions", Menu)
        menu.highlighted = 1 if self.undecided.doubt is Doubt.REFRESHED_SANDBOX else 0
        menu.focus()

    def key_labels(self) -> dict[str, str]:
        return {"back": "Back" if self._is_decided else "Decide later"}

    @property
    def is_decided(self) -> bool:
        """Whether the person said what to do, and it is being done."""
        return self._is_decided

    def _settle(self, decision: Decision) -> None:
        """Once: what was decided is done to its end, also when the person goes back meanwhile."""
        if self._is_decided:
            return
        self._is_decided = True
        self.query_one("#decisions", Menu).disabled = True
        discard = decision is Decision.DISCARD
        said = "Ending the new sign-in at Salesforce …" if discard else "Saving it …"
        self.query_one("#decided", Static).update(said)
        self.screen.refresh_bindings()
        self.post_message(self.Decided(decision))

    @on(OptionList.OptionSelected)
    def _decide(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._settle(Decision(event.option.id or Decision.DISCARD.value))

    def _prompts(self) -> tuple[tuple[Decision, Content], ...]:
        name = clean(self.undecided.expected.name)
        stays = "the new password is kept" if self.undecided.keeps_password else "nothing changes here"
        return (
            (
                Decision.KEEP_BOTH,
                _prompt("Keep both", f"“{name}” stays; the new sign-in becomes an account of its own"),
            ),
            (Decision.REPLACE, _prompt("Replace", _REPLACE[self.undecided.doubt].format(name=name))),
            (
                Decision.DISCARD,
                _prompt("Throw away", f"the new sign-in is ended at Salesforce too; {stays}"),
            ),
        )

    def _comparison(self) -> Content:
        expected, identity = self.undecided.expected, self.undecided.identity
        return Content("\n").join(
            (
                Content.assemble(("Expected        ", "$muted"), _of_account(expected)),
                Content.assemble(("Answered        ", "$muted"), (_of_identity(identity), "bold")),
            )
        )


def _prompt(name: str, words: str) -> Content:
    return Content.assemble((name, "bold"), "\n", (f"  {words}", "$muted"))


def _of_account(account: Account) -> str:
    org = account.org_name or account.instance_url
    return " · ".join(word for word in (account.username, org, account.org_id) if word)


def _of_identity(identity: Identity) -> str:
    org = identity.org_name or identity.instance_url
    return " · ".join(word for word in (identity.username, org, identity.org_id) if word)
