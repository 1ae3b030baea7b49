"""The accounts that ``sftui demo`` opens with: every state, several methods, three of one user.

They are written as if they had been used for some days. Their credentials are real ones of the demo org, so
everything that is done with them works; only their past is made up.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sftui.account import Account, Environment, Health, Secret, Status
from sftui.demo.credentials import (
    client_credentials,
    jwt_credentials,
    password_credentials,
    token_credentials,
)
from sftui.demo.orgs import Org
from sftui.demo.people import Person
from sftui.demo.seed import CLASSIC_APP, TERMINAL_APP
from sftui.demo.server import DemoSalesforce
from sftui.errors import Cause, UnreachableError
from sftui.keeper.health import failed, worked
from sftui.moments import stamp, utc_now
from sftui.salesforce.diagnosis import Step, refusal
from sftui.salesforce.drafts import draft_from
from sftui.vault import file, sessions
from sftui.vault.derivations import Cost
from sftui.vault.key_files import new_key
from sftui.vault.keys import Key, Passphrase, RawKey
from sftui.vault.places import Places

PASSPHRASE = "demo"  # noqa: S105 - shown on the screen; the file lives as long as the demo
ADA = "ada@acme.com.uat"
"""Whose password changed: three accounts stand for this user."""
QUICK = Cost(memory_kib=7 * 1024, iterations=1, lanes=1)
"""For a throw-away file."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One account with its past."""

    account: Account
    health: Health


def keys() -> tuple[RawKey, dict[str, Key]]:
    """The key that opens the demo's file at once, and all that do."""
    at_once = new_key()
    return at_once, {"demo": Passphrase(Secret(PASSPHRASE)), "this run": at_once}


def plant(places: Places, demo: DemoSalesforce, now: datetime | None = None) -> RawKey:
    """Make the account file and the sessions, as of ``now``; gives the key that opens them."""
    at_once, slots = keys()
    planted = _planted(demo, now or utc_now())
    vault = file.create(places.accounts, slots, cost=QUICK)
    vault = file.edit(vault, lambda accounts: (*accounts, *(each.account for each in planted)))
    health = {each.account.id: each.health for each in planted}
    sessions.edit(places.sessions, vault, lambda _: sessions.Sessions().having_all(health=health))
    return at_once


def _planted(demo: DemoSalesforce, now: datetime) -> tuple[Planted, ...]:
    ada, integration = demo.person("ada@acme.com"), demo.person("integration@acme.com")
    sam, uat_ada = demo.person("sam@partner.example"), demo.person(ADA)
    old = password_credentials(demo, uat_ada, demo.test_url)
    demo.change_password(ADA)
    web = token_credentials(demo, ada) | {"method": "web", "login_url": demo.login_url, "access_token": ""}
    server = client_credentials(demo.my_domain_url, demo.app(TERMINAL_APP))
    return (
        _working("Acme production", web, ada, now - timedelta(minutes=2)),
        _working("Nightly export", server, integration, now - timedelta(hours=1)),
        _working(
            "Release pipeline", jwt_credentials(demo, ada, demo.login_url), ada, now - timedelta(minutes=26)
        ),
        *(
            _refused(name, old, uat_ada, now - timedelta(hours=3))
            for name in ("Acme UAT", "Acme UAT reports", "UAT data loads")
        ),
        _out_of_reach("Northwind", demo, now - timedelta(minutes=40)),
        _unknown("Old partner org", token_credentials(demo, sam), sam, now),
    )


def _working(name: str, values: Mapping[str, str], person: Person, at: datetime) -> Planted:
    health = worked(Health(), at - timedelta(days=3), "connected")
    return Planted(_account(name, values, person, at), worked(health, at, "checked"))


def _refused(name: str, values: Mapping[str, str], person: Person, at: datetime) -> Planted:
    """As after a password change: the stored password was refused once, and is not sent again."""
    account = _account(name, values, person, at).with_changes(refused_at=stamp(at))
    error = refusal(Step.TOKEN, account, error="invalid_grant", said="authentication failure", status=400)
    health = worked(Health(), at - timedelta(days=5), "connected")
    health = worked(health, at - timedelta(hours=21), "renewed")
    return Planted(account, failed(health, at, error, password_sent=True))


def _out_of_reach(name: str, demo: DemoSalesforce, at: datetime) -> Planted:
    org = demo.add_org("northwind", name=name, dead=True)
    person = demo.person("user1@northwind.example")
    account = _account(name, client_credentials(org.url, demo.app(CLASSIC_APP)), person, at)
    host = org.url.partition("//")[2]
    error = UnreachableError(
        f"{host} refused the connection.",
        Cause("Nothing answers on this port there.", "Check the login URL and its port.", field="login_url"),
    )
    health = worked(Health(), at - timedelta(days=12), "connected")
    return Planted(account, failed(health, at, error))


def _unknown(name: str, values: Mapping[str, str], person: Person, now: datetime) -> Planted:
    account = _account(name, values, person, now)
    return Planted(account.with_changes(access_token=Secret()), replace(Health(), status=Status.NOT_CHECKED))


def _account(name: str, values: Mapping[str, str], person: Person, at: datetime) -> Account:
    org = person.org
    return draft_from({**values, "name": name}).with_changes(
        id=secrets.token_hex(16),
        created=stamp(at - timedelta(days=12)),
        modified=stamp(at),
        username=person.username,
        user_id=person.id,
        org_id=org.id,
        org_name=org.name,
        instance_url=org.url,
        environment=_environment(org),
        api_version="68.0",
    )


def _environment(org: Org) -> Environment:
    return Environment.SANDBOX if org.kind == "sandbox" else Environment.PRODUCTION
