"""The demo's card: what the forms ask for, for each method, as the demo org knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from sftui.cli.demo_accounts import ADA
from sftui.demo.server import DemoSalesforce
from sftui.salesforce.methods import METHODS
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.facts import Facts, Row
from sftui.tui.widgets.page import ReadingPage

LABEL_WIDTH = 16


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading, and what to type: labels with their values."""

    heading: str
    values: tuple[tuple[str, str], ...]


class CredentialsCard(BaseScreen[None]):
    """A page to read from and to copy from. All of it is made up."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back",)
    KEYS: ClassVar[tuple[str, ...]] = ("back", "help")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    def __init__(self, paragraphs: Iterable[Paragraph]) -> None:
        super().__init__()
        self._paragraphs = tuple(paragraphs)

    def on_mount(self) -> None:
        self.where = "Demo · what to type"

    def body(self) -> ComposeResult:
        with ReadingPage(id="help"):
            yield Static(
                "ctrl+p also fills in a whole form: try “fill in”.", classes="para muted", markup=False
            )
            for paragraph in self._paragraphs:
                yield Static(paragraph.heading, classes="heading", markup=False)
                facts = Facts()
                facts.rows = tuple(
                    Row(Content(value), label, LABEL_WIDTH) for label, value in paragraph.values
                )
                yield facts


def paragraphs(
    demo: DemoSalesforce, given: Mapping[str, Mapping[str, str]], key_file: Path
) -> tuple[Paragraph, ...]:
    """The whole card: who signs in at a browser, the changed password, and one paragraph for each method."""
    ada, uat_ada = demo.person("ada@acme.com"), demo.person(ADA)
    methods = (
        Paragraph(
            method.name,
            tuple(
                (field.label, f"the file {key_file}" if field.name == "private_key" else value)
                for field in method.fields
                if (value := given[method.id].get(field.name, ""))
            ),
        )
        for method in METHODS
    )
    return (
        Paragraph("At a browser", (("Username", ada.username), ("Password", ada.password))),
        Paragraph(
            f"The new password of {uat_ada.username}",
            (("Password", uat_ada.password), ("Security token", uat_ada.security_token)),
        ),
        *methods,
    )
