"""Before one approval too many, on the command line: which one dies, and making room by ending one of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.vault import file
from sftui.vault.places import Places
from tests.cli.conftest import Run
from tests.cli.person import Person, at_terminal
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE, draft

ADA = "ada@acme.com"


@pytest.fixture
def full(vault: file.Vault, places: Places, demo: DemoSalesforce, tmp_path: Path) -> str:
    """Five approvals of one user for one app. Gives a file for a sixth."""
    web = draft(demo, "web")
    keeper = Keeper(places, cost=CHEAP)
    keeper.start()
    try:
        keeper.unlock(PASSPHRASE).result(PATIENCE)
        for number in range(1, 6):
            waiting = keeper.begin_sign_in(web.with_changes(name=f"Web {number}")).result(PATIENCE)
            job = keeper.finish_sign_in(waiting.id)
            address = demo.browser.sign_in(waiting.link, ADA, demo.person(ADA).password)
            keeper.paste_answer(waiting.id, address).result(PATIENCE)
            job.result(PATIENCE)
    finally:
        keeper.close()
    path = tmp_path / "web.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({**credentials(demo)["web"], "name": "Web 6"}))
    return str(path)


def asked(person: Person) -> None:
    person.expect("2  end the access of “Web 2” first")
    person.expect("Which one shall end first?")


def test_one_of_ours_ends_first(
    demo: DemoSalesforce, full: str, environment: dict[str, str], run: Run
) -> None:
    alive = len(demo.approvals(ADA))
    with at_terminal(["connect", "--from", full], environment) as person:
        asked(person)
        person.type("9")
        person.answer("Which one shall end first?", "2")
        person.expect("Ctrl+C stops")
        person.press_ctrl_c()
        code, _, err = person.ends()
    assert code == 130
    assert "If ada@acme.com signs in: ada@acme.com has approved this app 5 times" in err
    assert "Ended: the refresh token and its sessions of “Web 2”." in err
    assert len(demo.approvals(ADA)) == alive - 1
    listed = {each["name"]: each["status"] for each in json.loads(run("list", "--json").out)}
    assert listed["Web 2"] == "needs-reconnect"


def test_leaving_it_ends_nothing(demo: DemoSalesforce, full: str, environment: dict[str, str]) -> None:
    alive = len(demo.approvals(ADA))
    with at_terminal(["connect", "--from", full], environment) as person:
        asked(person)
        person.type("q")
        code, _, err = person.ends()
    assert code == 130
    assert "The sign-in was not begun." in err
    assert len(demo.approvals(ADA)) == alive
