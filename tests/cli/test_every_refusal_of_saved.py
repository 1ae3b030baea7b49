"""Every answer of Salesforce that a saved account can meet: ``check``, ``list``, ``show``, ``token``, ``remove``."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from sftui.account import Environment
from sftui.cli.failures import lines_of
from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError, RequestRefused
from sftui.keeper.renewing import is_dead_session
from sftui.salesforce.diagnosis import Step
from tests.cli.conftest import Connect, Run
from tests.support.exit_codes import exit_code_of
from tests.support.refusals import Row, failing, rows

pytestmark = pytest.mark.usefixtures("vault")

RENEWALS = failing(Step.TOKEN, Step.REFRESH)
TESTS = failing(Step.REST)
HIDDEN = [row for row in rows(Step.REST) if row.is_kept_from_the_user]
REVOKED = rows(Step.REVOKE)
KNOWN = ("id", "user_id", "org_id", "org_name", "instance_url")
PEOPLE = ("ada@acme.com", "integration@acme.com")


def expected(row: Row, values: Mapping[str, str], account: Mapping[str, object]) -> RefusedError:
    """The diagnosis for the account as it was saved."""
    facts = {name: account[name] for name in KNOWN}
    return row.expected(values, **facts, environment=Environment(str(account["environment"])))


def in_words(error: RefusedError) -> dict[str, str]:
    return {"code": error.code, "message": error.message, "cause": error.cause, "do": error.do}


@pytest.mark.parametrize("row", RENEWALS, ids=str)
def test_a_renewal_that_is_refused(run: Run, connect: Connect, demo: DemoSalesforce, row: Row) -> None:
    values = credentials(demo)[row.method]
    account = connect(row.method, name="It")
    for username in PEOPLE:
        demo.end_sessions(username)
    row.arm(demo)
    assert_is_told(run, expected(row, values, account), exit_code_of(row.error, row.said, row.status))
    again = run("token", "It", "-v")
    assert again.out == "", "no token that is known to be dead"
    assert again.code == exit_code_of(row.error, row.said, row.status)
    if row.method != "password":
        assert again.err.splitlines() == lines_of(expected(row, values, account), every_cause=True)


@pytest.mark.parametrize("row", TESTS, ids=str)
def test_a_session_that_is_refused(run: Run, connect: Connect, demo: DemoSalesforce, row: Row) -> None:
    values = credentials(demo)[row.method]
    account = connect(row.method, name="It")
    row.arm(demo)
    error = expected(row, values, account)
    if is_dead_session(error):  # a new one helps, and that needs nobody
        done = run("check", "It")
        assert (done.code, done.err) == (0, "")
        return
    code = exit_code_of(row.error, row.said, row.status)
    assert_is_told(run, error, code)
    done = run("token", "It", "-v")
    if isinstance(error, RequestRefused):  # the token is good all the same
        assert (done.code, done.err) == (0, "")
    else:
        assert (done.code, done.out) == (code, "")
        assert done.err.splitlines() == lines_of(error, every_cause=True)


def assert_is_told(run: Run, error: RefusedError, code: int) -> None:
    """What failed, why and what to do: at once by ``check``, later by ``list`` and ``show``."""
    checked = run("check", "It")
    assert checked.err.splitlines() == [
        f"sftui: It: {error.message}",
        f"cause: {error.cause}",
        f"do: {error.do}",
    ]
    assert checked.code == code
    assert [each["last_error"] for each in json.loads(run("list", "--json").out)] == [in_words(error)]
    found = run("show", "It")
    assert found.code == 0
    assert all(text in found.out for text in (error.message, error.cause, error.do))


@pytest.mark.parametrize("row", HIDDEN, ids=str)
def test_what_is_kept_from_the_user_is_no_failure(
    run: Run, connect: Connect, demo: DemoSalesforce, row: Row
) -> None:
    row.arm(demo)
    account = connect(row.method, name="It")
    assert account["username"] == "ada@acme.com"
    checked = run("check", "It", "--json")
    assert checked.code == 0
    assert [each["last_error"] for each in json.loads(checked.out)] == [None]


@pytest.mark.parametrize("row", REVOKED, ids=str)
def test_removing_says_what_was_not_revoked(
    run: Run, connect: Connect, demo: DemoSalesforce, row: Row
) -> None:
    values = credentials(demo)[row.method]
    account = connect(row.method, name="It")
    row.arm(demo)
    error = expected(row, values, account)
    done = run("remove", "It")
    assert (done.code, done.out) == (0, "It was removed.\n")
    assert done.err.splitlines() == [
        f"Not revoked: {error.message}",
        f"cause: {error.cause}",
        f"do: {error.do}",
    ]


def test_removing_with_json_says_it_as_an_error(run: Run, connect: Connect, demo: DemoSalesforce) -> None:
    row = REVOKED[0]
    values = credentials(demo)[row.method]
    account = connect(row.method, name="It")
    row.arm(demo)
    done = run("remove", "It", "--json")
    assert json.loads(done.out)["not_revoked"] == in_words(expected(row, values, account))
