"""Each of the six methods connects: on the screens by the keyboard alone, and on the command line from a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sftui.demo.browser import Browser
from sftui.demo.seed import TERMINAL_APP
from tests.cli.person import at_terminal, without_terminal
from tests.support.demo_process import DemoProcess
from tests.support.ports import free_port
from tests.support.terminal import Terminal, terminal
from tests.terminal.keyboard import SFTUI, fill_form, name_account, open_form, private, quit_program

pytestmark = pytest.mark.terminal

ADA = "ada@acme.com"
WITHOUT_PERSON = ("password", "tokens", "jwt", "client-credentials")


@pytest.fixture
def screen(opened: dict[str, str], tmp_path: Path) -> Iterator[Terminal]:
    """The empty list of accounts, on 80 columns and 24 lines."""
    with terminal([*SFTUI], folder=tmp_path, environment=opened) as shown:
        shown.wait_for("No accounts yet.", "n New")
        yield shown


@pytest.fixture
def web(demo: DemoProcess) -> dict[str, str]:
    """Credentials for the website sign-in, with a callback whose port is free."""
    callback = f"http://localhost:{free_port()}/OauthRedirect"
    demo.tell("callback", app=TERMINAL_APP, url=callback)
    return demo.credentials("web", redirect_uri=callback)


def is_saved(screen: Terminal, opened: dict[str, str], method: str) -> None:
    """Name the account, leave, and look at what a script sees."""
    name = method.title()  # short enough to stand whole in the list at 80 columns
    name_account(screen, name)
    screen.wait_for(name, "connected")
    quit_program(screen)
    (account,) = json.loads(without_terminal(["list", "--json"], opened).out)
    assert (account["name"], account["method"], account["status"]) == (name, method, "connected")


def link_on(screen: str) -> str:
    """The sign-in link as it stands on the screen, broken over its lines."""
    found = re.search(r"(http://\S+/services/oauth2/authorize\?.*?)\n *\n", screen, re.DOTALL)
    assert found is not None, screen
    return re.sub(r"\s+", "", found[1])


@pytest.mark.parametrize("method", WITHOUT_PERSON)
def test_on_the_screens(demo: DemoProcess, screen: Terminal, opened: dict[str, str], method: str) -> None:
    fill_form(screen, open_form(screen, method), demo.credentials(method))
    is_saved(screen, opened, method)


def test_web_by_pasting_the_address_back(
    demo: DemoProcess, screen: Terminal, opened: dict[str, str], web: dict[str, str]
) -> None:
    fill_form(screen, open_form(screen, "web"), web)
    link = link_on(screen.wait_for("Open this link in any browser", "services/oauth2/authorize"))
    ada = demo.person(ADA)
    screen.paste(Browser().sign_in(link, ada["username"], ada["password"]))
    screen.press("Enter")
    is_saved(screen, opened, "web")


def test_web_by_the_listener_with_the_link_taken_as_one_line(
    demo: DemoProcess, screen: Terminal, opened: dict[str, str], web: dict[str, str]
) -> None:
    fill_form(screen, open_form(screen, "web"), web)
    screen.wait_for("Open this link in any browser", "Listening")
    screen.press("l")
    screen.wait_for("Enter goes back to sftui.")
    link = re.search(r"^http\S+$", screen.joined(), re.MULTILINE)
    assert link is not None, screen.joined()
    screen.press("Enter")
    screen.wait_for("Open this link in any browser")
    ada = demo.person(ADA)
    Browser().sign_in(link[0], ada["username"], ada["password"], deliver=True)
    is_saved(screen, opened, "web")


def test_device(demo: DemoProcess, screen: Terminal, opened: dict[str, str]) -> None:
    demo.tell("switch", device_interval=1)
    fill_form(screen, open_form(screen, "device"), demo.credentials("device"))
    shown = screen.wait_for("enter this code", "Waits until")
    (user_code,) = demo.state()["waiting_user_codes"]
    assert user_code in shown.replace(" ", "")
    demo.tell("approve", user_code=user_code, username=ADA)
    is_saved(screen, opened, "device")


def test_tokens_made_by_a_sign_in(demo: DemoProcess, screen: Terminal, opened: dict[str, str]) -> None:
    """*Make them for me* with the default callback's form: the answer is pasted, so its port may be taken."""
    given = demo.credentials("tokens")
    open_form(screen, "tokens")
    for name in ("login_url", "client_id", "client_secret"):
        screen.paste(given[name])
        screen.press("Enter")
    screen.press("BTab", "Enter")
    link = link_on(screen.wait_for("Open this link in any browser", "services/oauth2/authorize"))
    ada = demo.person(ADA)
    screen.paste(Browser().sign_in(link, ada["username"], ada["password"]))
    screen.press("Enter")
    is_saved(screen, opened, "tokens")


@pytest.mark.parametrize("method", WITHOUT_PERSON)
def test_from_a_file(demo: DemoProcess, opened: dict[str, str], tmp_path: Path, method: str) -> None:
    source = private(tmp_path / "account.json", json.dumps(demo.credentials(method)))
    done = without_terminal(["connect", "--from", source, "--no-input", "--json"], opened)
    assert done.code == 0, done.out + done.err
    found = json.loads(done.out)
    assert (found["method"], found["status"], found["org_name"]) == (method, "connected", "Acme")


@pytest.mark.parametrize("ending", ["pasted", "listened"])
def test_web_from_a_file(
    demo: DemoProcess, opened: dict[str, str], web: dict[str, str], tmp_path: Path, ending: str
) -> None:
    source = private(tmp_path / "account.json", json.dumps(web))
    with at_terminal(["connect", "--from", source], opened) as person:
        person.expect("Waiting until")
        link = re.search(r"^http\S+$", person.seen.replace("\r", ""), re.MULTILINE)
        assert link is not None, person.seen
        ada = demo.person(ADA)
        answer = Browser().sign_in(link[0], ada["username"], ada["password"], deliver=ending == "listened")
        if ending == "pasted":
            person.type(answer)
        code, out, err = person.ends()
    assert code == 0, err
    assert out == "Acme production: ada@acme.com at Acme, production, API 68.0\n"


def test_device_from_a_file(demo: DemoProcess, opened: dict[str, str], tmp_path: Path) -> None:
    demo.tell("switch", device_interval=1)
    source = private(tmp_path / "account.json", json.dumps(demo.credentials("device")))
    with at_terminal(["connect", "--from", source], opened) as person:
        person.expect("enter the code")
        person.expect("Waiting until")
        (user_code,) = demo.state()["waiting_user_codes"]
        assert user_code in person.seen
        demo.tell("approve", user_code=user_code, username=ADA)
        code, out, err = person.ends()
    assert code == 0, err
    assert out.startswith("Acme production: ada@acme.com")


@pytest.mark.parametrize("method", ["web", "device"])
def test_nobody_may_be_asked(demo: DemoProcess, opened: dict[str, str], tmp_path: Path, method: str) -> None:
    source = private(tmp_path / "account.json", json.dumps(demo.credentials(method)))
    done = without_terminal(["connect", "--from", source, "--no-input", "--json"], opened)
    assert done.code == 2
    assert json.loads(done.out)["error"]["code"] == "person-needed"
    assert not demo.state()["requests"], "nothing was sent"
