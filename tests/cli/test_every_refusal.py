"""Every answer of Salesforce that connecting can meet is told with the causes written for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sftui.cli.failures import lines_of
from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.salesforce import diagnosis
from sftui.salesforce.diagnosis import Step
from sftui.salesforce.refusals.rows import ROWS
from tests.cli import test_every_refusal_of_saved as saved
from tests.cli.conftest import Run
from tests.cli.person import at_a_browser
from tests.support.exit_codes import exit_code_of
from tests.support.refusals import Row, failing, rows
from tests.tui.connect import test_every_refusal as connecting_screens
from tests.tui.screens import test_every_refusal_of_saved as saved_screens

pytestmark = pytest.mark.usefixtures("vault")

ALONE = failing(Step.TOKEN, Step.REFRESH, Step.IDENTITY, Step.REST, Step.DEVICE)
BY_BROWSER = failing(Step.AUTHORIZE, Step.CODE)


def test_no_answer_is_left_without_a_test_of_what_the_person_sees() -> None:
    """Here, with saved accounts, and in both tables of the screens; a new row of the diagnosis needs a line there."""
    met = {*ALONE, *BY_BROWSER, *saved.RENEWALS, *saved.TESTS, *saved.HIDDEN, *saved.REVOKED}
    assert met == set(rows(*Step))
    on_screen = {*failing(*connecting_screens.STEPS), *saved_screens.TESTED, *saved_screens.REVOKED}
    assert on_screen == met - set(saved.HIDDEN)
    known = {id(diagnosis._row(row.step, row.method, row.error, row.said, row.status)) for row in met}
    assert [row for row in ROWS if id(row) not in known] == []


def answer_of(demo: DemoSalesforce, row: Row) -> Callable[[str], str]:
    """Where the browser ends, by the link: with its person saying yes unless Salesforce says no before."""
    ada = demo.person("ada@acme.com")
    if row.step is Step.AUTHORIZE:
        return row.redirect
    return lambda link: demo.browser.sign_in(link, ada.username, ada.password)


def written(path: Path, values: dict[str, str]) -> str:
    path.touch(mode=0o600)
    path.write_text(json.dumps(values))
    return str(path)


def told(err: str) -> list[str]:
    """From the error on: what came before are stages and, for a sign-in, the link."""
    lines = err.splitlines()
    begins = next(at for at, line in enumerate(lines) if line.startswith("sftui: "))
    return lines[begins:]


@pytest.mark.parametrize("row", ALONE, ids=str)
def test_without_a_person(run: Run, demo: DemoSalesforce, tmp_path: Path, row: Row) -> None:
    values = credentials(demo)[row.method]
    row.arm(demo)
    done = run("connect", "--from", written(tmp_path / "account.json", values), "-v")
    assert told(done.err) == lines_of(row.expected(values), every_cause=True)
    assert done.code == exit_code_of(row.error, row.said, row.status)
    assert done.out == ""


@pytest.mark.parametrize("row", BY_BROWSER, ids=str)
def test_by_browser(run: Run, demo: DemoSalesforce, tmp_path: Path, row: Row) -> None:
    values = credentials(demo)[row.method] | {"redirect_uri": f"{demo.login_url}/services/oauth2/success"}
    row.arm(demo)
    with at_a_browser(answer_of(demo, row)) as device:
        done = run("connect", "--from", written(tmp_path / "account.json", values), "-v", device=device)
    assert told(done.err) == lines_of(row.expected(values), every_cause=True)
    assert done.code == exit_code_of(row.error, row.said, row.status if row.step is Step.CODE else 0)
