"""An account file of any size with a full sessions file beside it, for tests and benchmarks of large files.

Every account lies at a closed port of this computer: to test them all is the greatest flood of results there is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sftui.account import Account, Environment, Happening, Health, Problem, Secret, Status, Token
from sftui.vault import file, sessions
from sftui.vault.derivations import Cost
from sftui.vault.places import Places, find_places
from tests.support.keeping import CHEAP, PASSPHRASE

HOSTS = 50
AT = "2026-11-20T10:00:00Z"
_ENVIRONMENTS = (Environment.PRODUCTION, Environment.SANDBOX, Environment.DEVELOPER, Environment.UNKNOWN)
_SAID = "Salesforce said: authentication failure"
_PROBLEM = Problem(
    code="invalid_grant", message=_SAID, cause="The password changed.", do="Enter the new password and token."
)
_HISTORY = tuple(Happening(at=AT, what="checked") for _ in range(4))
GOOD = Health(
    status=Status.CONNECTED, last_connected_at=AT, last_checked_at=AT, last_used_at=AT, history=_HISTORY
)
REFUSED = Health(
    status=Status.NEEDS_RECONNECT,
    last_checked_at=AT,
    last_error=_PROBLEM,
    refusals=(AT,),
    history=(*_HISTORY, Happening(at=AT, what="refused", detail=_SAID)),
)


def name_of(number: int) -> str:
    return f"Account {number:05} of customer {number % 97}"


def account(number: int, secret: Callable[[str], str] = lambda kind: f"{kind:x<60}") -> Account:
    """An account with the length of a real one; a third each of three methods."""
    host = f"http://127.0.0.{2 + number % HOSTS}:9"
    method = ("client-credentials", "password", "web")[number % 3]
    common = Account(
        name=name_of(number),
        method=method,
        login_url=host,
        username=f"integration-{number}@customer{number % 97}.example",
        client_id="3MVG9" + f"{number:080}",
        client_secret=Secret(secret("client")),
        api_version="68.0",
        instance_url=host,
        user_id=f"005{number:012}AAA",
        org_id=f"00D{number % 97:012}EAA",
        org_name=f"Customer {number % 97}",
        environment=_ENVIRONMENTS[number % 4],
    )
    if method == "password":
        return common.with_changes(
            password=Secret(secret("password")), security_token=Secret(secret("token"))
        )
    return common.with_changes(refresh_token=Secret(secret("refresh"))) if method == "web" else common


def make(folder: Path, number: int, *, cost: Cost = CHEAP) -> Places:
    """The files; a tenth of the accounts needs to reconnect, the others have a session."""
    folder.mkdir(parents=True, exist_ok=True)
    places = find_places(folder / "accounts.toml", {})
    vault = file.create(places.accounts, {"main": PASSPHRASE}, cost=cost)
    vault = file.edit(vault, lambda _: tuple(map(account, range(number))))
    health = {each.id: GOOD if place % 10 else REFUSED for place, each in enumerate(vault.accounts)}
    tokens = {
        each.id: Token(access_token=Secret("00D" + "x" * 109), instance_url=each.instance_url, issued_at=AT)
        for place, each in enumerate(vault.accounts)
        if place % 10
    }
    sessions.edit(places.sessions, vault, lambda none: none.having_all(health=health, tokens=tokens))
    return places
