"""Accounts for the tests of this folder."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sftui.account import SECRET_FIELDS, Account, Secret
from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce

KEY = "3MVG9invented"


def draft_of(demo: DemoSalesforce, method: str, **changes: object) -> Account:
    """A draft with the demo's working credentials for a method."""
    given: dict[str, object] = {
        name: Secret(value) if name in SECRET_FIELDS else value
        for name, value in credentials(demo)[method].items()
    }
    return Account().with_changes(**(given | changes))


def password_draft(login_url: str = "https://login.salesforce.com", **changes: object) -> Account:
    """A draft for the password method that needs no demo."""
    return Account(
        method="password",
        login_url=login_url,
        username="ada@acme.com",
        password=Secret("Pa55 wörd&+%=\"'#"),
        security_token=Secret("TokenOfAda"),
        client_id=KEY,
        client_secret=Secret("secret-of-the-app"),
    ).with_changes(**changes)


def recorded_sleep() -> tuple[list[float], Callable[[float], Awaitable[None]]]:
    """A sleep that takes no time, and the list of what it was asked for."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    return slept, sleep
