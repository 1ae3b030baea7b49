"""The people of the demo org, their mail, and every attempt to sign in as one of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sftui.demo.orgs import FOREIGN_TEXT, Org


@dataclass(eq=False)
class Person:
    """One user. ``login_rule`` is a LoginHistory status (such as ``Restricted IP``) that bars the login."""

    username: str
    id: str
    org: Org
    first_name: str
    last_name: str
    email: str
    password: str
    security_token: str
    company: str = "Acme"
    licence: str = "Salesforce"
    profile: str = "Standard User"
    active: bool = True
    frozen: bool = False
    manage_users: bool = False
    api_enabled: bool = True
    api_only: bool = False
    approve_uninstalled_apps: bool = False
    password_expired: bool = False
    login_rule: str = ""
    token_reset_by_hand: bool = False
    refusals: int = 0
    locked_until: float = 0.0
    changed_at: float = 0.0

    @property
    def name(self) -> str:
        plain = f"{self.first_name} {self.last_name}".strip()
        return plain + FOREIGN_TEXT if self.org.switches.foreign_text else plain


@dataclass(frozen=True)
class Attempt:
    """One password that was sent for a username. Of the password only a digest is kept."""

    time: float
    username: str
    host_url: str
    flow: str
    digest: str
    refused: bool
    cause: str


@dataclass(frozen=True)
class Mail:
    """A mail that Salesforce would have sent."""

    time: float
    username: str
    to: str
    subject: str
    body: str


def digest(sent: str) -> str:
    """What is remembered of a password: enough to tell that the same one came twice."""
    return hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()
