"""What Salesforce hands out: sessions, approvals, authorization codes and device codes, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sftui.demo.apps import App
from sftui.demo.people import Person


@dataclass(eq=False)
class Approval:
    """A person said yes to an app. ``refresh_token`` is empty when the scope does not allow one."""

    person: Person
    app: App
    scope: tuple[str, ...]
    created: float
    used: float
    refresh_token: str = ""
    rotated_away: list[str] = field(default_factory=list)
    ended: str = ""
    uses: int = 0


@dataclass(eq=False)
class Session:
    """An access token: alive until it has not been used for ``timeout`` seconds."""

    access_token: str
    person: Person
    app: App
    scope: tuple[str, ...]
    created: float
    renewed: float
    timeout: float
    approval: Approval | None = None
    ended: bool = False


@dataclass(eq=False)
class Code:
    """An authorization code waiting to be redeemed once."""

    code: str
    person: Person
    app: App
    scope: tuple[str, ...]
    redirect_uri: str
    challenge: str
    host_url: str
    created: float
    nonce: str = ""
    used: bool = False


@dataclass(eq=False)
class DeviceLogin:
    """A device code waiting for a person to enter its user code."""

    device_code: str
    user_code: str
    app: App
    scope: tuple[str, ...]
    host_url: str
    created: float
    last_poll: float | None = None
    state: Literal["pending", "approved", "denied", "used"] = "pending"
    person: Person | None = None


@dataclass(eq=False)
class Errand:
    """A person at a browser page, between the address they opened and their answer."""

    id: str
    host_url: str
    app: App
    scope: tuple[str, ...]
    redirect_uri: str = ""
    state: str | None = None
    challenge: str = ""
    nonce: str = ""
    login_hint: str = ""
    force_login: bool = False
    device: DeviceLogin | None = None
    person: Person | None = None
