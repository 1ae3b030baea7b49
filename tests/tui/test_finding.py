"""Filter and order of the list."""

from __future__ import annotations

import pytest

from sftui.account import Account, Environment, Health, Problem, Status
from sftui.keeper.events import Entry
from sftui.tui.finding import AT_A_TIME, Index, in_order
from tests.support.screens import entry

ACME = Entry(
    account=Account(
        id="1",
        name="Acme Nord",
        method="client-credentials",
        username="ada@acme.com",
        org_name="Äcme Industries",
        environment=Environment.PRODUCTION,
        instance_url="https://acme.my.salesforce.com",
        client_id="3MVG9abc",
        org_id="00D000000000001",
    ),
    health=Health(
        status=Status.UNREACHABLE,
        last_used_at="2026-01-02T00:00:00Z",
        last_error=Problem(code="unreachable", message="The name could not be found."),
    ),
)
UAT = entry(2, "Beta", status=Status.NEEDS_RECONNECT)
OTHER = Entry(
    account=entry(3, "Gamma").account,
    health=Health(status=Status.CONNECTED, last_used_at="2026-01-03T00:00:00Z"),
)
ALL = (ACME, UAT, OTHER)


@pytest.mark.parametrize(
    "typed",
    ["acme nord", "NORD", "äcme", "ÄCME", "production", "unreachable", "3mvg9abc", "00d0", "ada@",
     "could not be found", "let the app", "  nord   acme "],
)  # fmt: skip
def test_every_field_is_searched(typed: str) -> None:
    assert Index().matching(ALL, typed) == (ACME,)


def test_a_short_word_is_not_looked_for_inside_an_id() -> None:
    assert Index().matching(ALL, "vg9") == ()
    assert Index().matching(ALL, "vg9abc") == (ACME,)


def test_all_words_must_be_there() -> None:
    index = Index()
    assert index.matching(ALL, "acme") == ALL
    assert index.matching(ALL, "acme beta") == (UAT,)
    assert index.matching(ALL, "acme beta gamma") == ()
    assert index.matching(ALL, "   ") == ALL


@pytest.mark.parametrize("secret", ["secret-password-2", "password-2"])
def test_secrets_are_not_searched(secret: str) -> None:
    assert Index().matching(ALL, secret) == ()


def test_a_changed_entry_is_read_anew() -> None:
    index = Index()
    assert index.matching((UAT,), "renamed") == ()
    assert index.matching((entry(2, "Renamed"),), "renamed") != ()


def test_warming_goes_through_all_in_portions() -> None:
    index, entries = Index(), tuple(entry(number) for number in range(AT_A_TIME * 2 + 1))
    made = []
    while not index.warm(entries):
        made.append(len(index._texts))
    assert made == [AT_A_TIME, AT_A_TIME * 2]
    assert len(index._texts) == len(entries)
    assert index.matching(entries, entries[-1].account.name) == (entries[-1],)
    index.forget()
    assert not index._texts


def test_orders() -> None:
    assert in_order(ALL, "name") == ALL
    assert in_order(ALL, "state") == (UAT, ACME, OTHER)
    assert in_order(ALL, "used") == (OTHER, ACME, UAT)


def test_what_changed_is_found_by_what_it_is_now() -> None:
    index = Index()
    assert index.matching(ALL, "unreachable") == (ACME,)
    better = Entry(account=ACME.account, health=Health(status=Status.CONNECTED))
    changed = (better, UAT)
    assert index.matching(changed, "unreachable") == ()
    assert index.matching(changed, "acme nord") == (better,)
    index.forget()
    assert index.matching(ALL, "unreachable") == (ACME,)
