"""Facts in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sftui.account import Account, Environment, Happening
from sftui.tui import words

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-30), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=400), "400 d"),
    ],
)
def test_age(ago: timedelta, said: str) -> None:
    assert words.age(NOW - ago, NOW) == said


def test_moments() -> None:
    assert words.age(None, NOW) == ""
    assert words.moment("", NOW) == "never"
    assert words.moment("rubbish", NOW) == "never"
    assert words.moment("2026-11-22T09:28:00Z", NOW) == "2026-11-22 09:28 UTC, 2 min ago"
    assert words.moment("2026-11-22T09:29:59Z", NOW).endswith("just now")


@pytest.mark.parametrize(
    ("environment", "url", "said"),
    [
        (Environment.PRODUCTION, "https://acme.my.salesforce.com", "Production"),
        (Environment.SANDBOX, "https://acme--uat.sandbox.my.salesforce.com", "Sandbox uat"),
        (Environment.SANDBOX, "https://cs1.salesforce.com", "Sandbox"),
        (Environment.SANDBOX, "", "Sandbox"),
        (Environment.UNKNOWN, "https://acme.my.salesforce.com", ""),
    ],
)
def test_environments(environment: Environment, url: str, said: str) -> None:
    assert words.environment_of(Account(environment=environment, instance_url=url)) == said


def test_who() -> None:
    assert words.who(Account(username="ada@acme.com\x1b[2J")) == "ada@acme.com[2J"
    assert words.who(Account(method="client-credentials")) == "the app itself"
    assert words.who(Account(method="web")) == ""


def test_what_happened() -> None:
    assert words.happened(Happening(at="", what="renewed")) == "Access renewed"
    assert (
        words.happened(Happening(at="", what="refused", detail="no\nway")) == "Refused by Salesforce: no way"
    )
    assert words.happened(Happening(at="", what="something new")) == "something new"


def test_counts() -> None:
    assert [words.count(number, "account") for number in (0, 1, 10_000)] == [
        "0 accounts",
        "1 account",
        "10,000 accounts",
    ]


def test_an_address_that_can_not_be_read_has_no_host() -> None:
    """Sheets and lists show what is saved, whoever wrote it."""
    odd = Account(instance_url="https://[acme--uat", environment=Environment.SANDBOX)
    assert (words.host_of(odd), words.sandbox_name(odd.instance_url)) == ("", "")
