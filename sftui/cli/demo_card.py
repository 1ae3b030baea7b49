"""The demo's card: what the forms ask for, for each method, as the demo org knows it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from sftui.demo.credentials import (
    client_credentials,
    device_credentials,
    jwt_credentials,
    password_credentials,
    token_credentials,
    web_credentials,
)
from sftui.demo.seed import TERMINAL_APP
from sftui.demo.server import DemoSalesforce
from sftui.salesforce.methods import METHODS
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseScreen


class CredentialsCard(BaseScreen[None]):
    """A page to read from and to copy from. All of it is made up."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back",)
    KEYS: ClassVar[tuple[str, ...]] = ("back", "help")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def on_mount(self) -> None:
        self.where = "Demo · Credentials to type"

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._text, markup=False)


def card_text(demo: DemoSalesforce, key_file: Path, tokens: dict[str, str]) -> str:
    """The whole card: current passwords, and one paragraph for each method."""
    ada, uat_ada = demo.person("ada@acme.com"), demo.person("ada@acme.com.uat")
    given = {
        "web": web_credentials(demo, demo.login_url),
        "password": password_credentials(demo, ada, demo.login_url),
        "tokens": tokens,
        "jwt": jwt_credentials(demo, ada, demo.login_url) | {"private_key": f"the file {key_file}"},
        "client-credentials": client_credentials(demo.my_domain_url, demo.app(TERMINAL_APP)),
        "device": device_credentials(demo, demo.login_url),
    }
    parts = [
        f"At a browser, sign in as {ada.username} with {ada.password}",
        "",
        f"After a password change of {uat_ada.username}:",
        f"  password        {uat_ada.password}",
        f"  security token  {uat_ada.security_token}",
    ]
    for method in METHODS:
        parts += ["", method.name]
        for field in method.fields:
            if value := given[method.id].get(field.name, ""):
                parts.append(f"  {field.label:14}  {value}")
    return "\n".join(parts)


def spare_tokens(demo: DemoSalesforce) -> dict[str, str]:
    """An approval of Lee's, made once: a sixth of one user would end the oldest."""
    return token_credentials(demo, demo.person("lee@acme.com"))
