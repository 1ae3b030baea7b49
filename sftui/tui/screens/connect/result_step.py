"""The end of a good connection: who and where, what an account needs to be of use, and its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from sftui.account import Environment
from sftui.keeper.events import Connected
from sftui.tui.actions import bindings
from sftui.tui.screens.connect.step import Step
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.line_input import WordsInput

REQUIREMENTS = (
    "What an account needs: an edition with API access (Enterprise, Unlimited, Performance or Developer; "
    "Professional may have to buy it, trials often lack it), and for the user the permission API Enabled and "
    "rights to the objects that are to be read or written."
)

_KINDS = {
    Environment.PRODUCTION: "Production",
    Environment.SANDBOX: "Sandbox",
    Environment.DEVELOPER: "Developer Edition",
    Environment.SCRATCH: "Scratch org",
    Environment.UNKNOWN: "not known",
}


class ResultStep(Step):
    """The account is saved already, under the proposed name; this names it."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("connect.stop",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("form.next", "connect.stop", "help")
    COUNT: ClassVar[str] = "connected"

    @dataclass
    class Named(Message):
        """Keep this name and be done."""

        name: str

    def __init__(self, connected: Connected) -> None:
        super().__init__(id="result-step")
        self._connected = connected

    def compose(self) -> ComposeResult:
        account = self._connected.entry.account
        with VerticalScroll(can_focus=False):
            yield Static(
                Content.assemble(("✓ ", "$success"), ("Connected, and saved.", "bold")), classes="para"
            )
            yield Static(self._facts(), id="facts", markup=False)
            for notice in self._connected.notices:
                yield Static(Content(f"▲ {notice}"), classes="para warn", markup=False)
            yield Static(Content(REQUIREMENTS), id="requirements", classes="para muted", markup=False)
            field = FormField("name", "Name", value=account.name, hint="what you call it", id="field-name")
            field.input = WordsInput(account.name)
            yield field

    def begin(self) -> None:
        field = self.query_one("#field-name", FormField)
        field.focus()

    def key_labels(self) -> Mapping[str, str]:
        return {"form.next": "Keep this name", "connect.stop": "Close"}

    def action_stop(self) -> None:
        """Another name that was typed is kept, as everything typed is; one that cannot be kept is left behind."""
        field = self.query_one("#field-name", FormField)
        typed = field.value.strip()
        if typed and not field.problem and typed != self._connected.entry.account.name:
            self.post_message(self.Named(typed))
        else:
            self.post_message(self.StopWanted())

    def show_problem(self, problem: str) -> None:
        field = self.query_one("#field-name", FormField)
        field.refuse(problem)
        field.focus()

    @on(FormField.Entered)
    def _entered(self, event: FormField.Entered) -> None:
        event.stop()
        self.post_message(self.Named(event.field.value))

    def _facts(self) -> Content:
        account, identity = self._connected.entry.account, self._connected.identity
        user = identity.username or account.username or "not told by Salesforce"
        if identity.display_name and identity.display_name != user:
            user = f"{identity.display_name} · {user}"
        kind = _KINDS[identity.environment]
        rows = (
            ("User", user, ""),
            ("E-mail", identity.email if identity.email != identity.username else "", ""),
            ("Org", identity.org_name or account.org_name or identity.org_id or "not told by Salesforce", ""),
            (
                "Environment",
                kind,
                "$production bold" if identity.environment is Environment.PRODUCTION else "",
            ),
            ("Edition", identity.organization_type, ""),
            ("Instance URL", identity.instance_url or account.instance_url, ""),
            ("API version", identity.api_version or account.api_version, ""),
        )
        return Content("\n").join(
            Content.assemble((f"{label:<16}", "$muted"), (text, style)) for label, text, style in rows if text
        )
