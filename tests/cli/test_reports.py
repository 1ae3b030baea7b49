"""Accounts as JSON and in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sftui.account import Account, Environment, Health, Problem, Secret, Status
from sftui.cli.failures import lines_of
from sftui.cli.reports import age, as_object, details, row, worst_exit_code
from sftui.errors import Cause, SftuiError
from sftui.keeper.events import Entry
from sftui.salesforce.certificate import make_key_pair

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ACCOUNT = Account(
    id="0" * 32,
    name="Acme [/red]\x1b[31m\u202e UAT",
    method="password",
    login_url="https://test.salesforce.com",
    username="ada@acme.com.uat",
    instance_url="https://acme--uat.sandbox.my.salesforce.com",
    environment=Environment.SANDBOX,
    password=Secret("s3cret"),
)
HEALTH = Health(
    status=Status.NEEDS_RECONNECT,
    last_connected_at="2026-11-20T09:30:00Z",
    last_checked_at="2026-11-22T06:30:00Z",
    last_error=Problem(code="refused", message="Salesforce said no", cause="Why", do="What"),
)
DESIGN_6 = {
    *(
        "name",
        "method",
        "login_url",
        "username",
        "client_id",
        "audience",
        "redirect_uri",
        "scope",
        "api_version",
    ),
    *("company_names", "id", "environment", "instance_url", "user_id", "org_id", "org_name", "status"),
    *("last_connected_at", "last_checked_at", "last_error"),
}
SECRETS = {"password", "security_token", "client_secret", "access_token", "refresh_token", "private_key"}


def test_the_object_has_the_field_names_of_the_design_and_no_secret() -> None:
    found = as_object(Entry(account=ACCOUNT, health=HEALTH))
    assert set(found) == DESIGN_6
    assert found["environment"] == "sandbox"
    assert found["status"] == "needs-reconnect"
    assert found["company_names"] == ["*"]
    assert found["last_error"] == {
        "code": "refused",
        "message": "Salesforce said no",
        "cause": "Why",
        "do": "What",
    }


def test_secrets_come_only_when_asked_for() -> None:
    found = as_object(Entry(account=ACCOUNT), reveal=True)
    assert set(found) - DESIGN_6 == {"password"}
    assert found["password"] == "s3cret"
    assert set(found) - DESIGN_6 <= SECRETS


def test_what_is_not_known_is_null() -> None:
    found = as_object(Entry(account=ACCOUNT))
    assert (found["last_connected_at"], found["last_checked_at"], found["last_error"]) == (None, None, None)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=2, seconds=59), "2 min ago"),
        (timedelta(hours=3, minutes=59), "3 h ago"),
        (timedelta(hours=24), "1 day ago"),
        (timedelta(days=9), "9 days ago"),
        (timedelta(days=-1), "just now"),
    ],
)
def test_ages(ago: timedelta, words: str) -> None:
    assert age((NOW - ago).isoformat(), NOW) == words


def test_no_age_for_an_odd_time() -> None:
    assert age("", NOW) == age("yesterday", NOW) == ""


def test_a_row_tells_the_state_by_sign_and_word_in_clean_text() -> None:
    assert row(Entry(account=ACCOUNT, health=HEALTH), NOW) == (
        "▲",
        "Acme [/red][31m UAT",
        "sandbox uat",
        "ada@acme.com.uat",
        "needs reconnect, 3 h ago",
    )
    assert row(Entry(account=ACCOUNT), NOW)[-1] == "not checked"


def test_details_mask_secrets_and_tell_the_last_failure() -> None:
    pairs = dict(details(Entry(account=ACCOUNT, health=HEALTH), NOW))
    assert pairs["Password"] == "•••"
    assert pairs["Last error"] == "Salesforce said no\nWhy\nWhat"
    assert pairs["Last connected"] == "2026-11-20T09:30:00Z (2 days ago)"
    assert "Security token" not in pairs


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (730, "ends 2028-11-21, in 730 days"),
        (20, "ends 2026-12-12, in 20 days: make a new one soon and upload it"),
        (1, "ends 2026-11-23, in 1 day: make a new one soon and upload it"),
        (0, "ends 2026-11-22, today: make a new one soon and upload it"),
        (-1, "ends 2026-11-21: it is over. Make a new one and upload it."),
    ],
)
def test_the_end_of_a_certificate_is_told(days: int, said: str) -> None:
    made = make_key_pair(days=800, now=NOW - timedelta(days=800 - days)).certificate
    assert dict(details(Entry(account=ACCOUNT.with_changes(certificate=made)), NOW))["Certificate"] == said


def test_a_revealed_secret_that_no_terminal_shows_is_escaped() -> None:
    account = ACCOUNT.with_changes(password=Secret("a\u202eb"), private_key=Secret("one\ntwo"))
    pairs = dict(details(Entry(account=account), NOW, reveal=True))
    assert pairs["Password"] == '"a\\u202eb"'
    assert pairs["Private key"] == "one\ntwo"


def test_the_exit_code_of_several() -> None:
    def entry(status: Status) -> Entry:
        return Entry(account=ACCOUNT, health=Health(status=status))

    good, refused = entry(Status.CONNECTED), entry(Status.NEEDS_RECONNECT)
    away, unknown = entry(Status.UNREACHABLE), entry(Status.NOT_CHECKED)
    assert worst_exit_code([good]) == worst_exit_code([]) == 0
    assert worst_exit_code([good, away, refused, unknown]) == 4
    assert worst_exit_code([good, away, unknown]) == 6
    assert worst_exit_code([good, unknown]) == 1


@pytest.mark.parametrize(("causes", "more"), [(1, []), (2, ["more: 1 other likely cause, with -v"])])
def test_other_causes_are_counted(causes: int, more: list[str]) -> None:
    error = SftuiError("No.", *(Cause(f"Because of {number}.", "Try.") for number in range(causes)))
    assert lines_of(error) == ["sftui: No.", "cause: Because of 0.", "do: Try.", *more]
    assert not [line for line in lines_of(error, every_cause=True) if line.startswith("more:")]
