"""Failures that people meet: the exit code, what happened, the cause and the next step, on the screen and on the
command line; and on the screen nothing typed is lost: with the one thing put right, the same form connects.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.background import in_background
from tests.cli.person import without_terminal
from tests.support.demo_process import DemoProcess
from tests.support.terminal import Terminal, terminal
from tests.terminal.keyboard import SFTUI, fill_form, open_form, private, without_breaks

pytestmark = pytest.mark.terminal

NOBODY = "login.example.invalid"


@dataclass(frozen=True)
class Case:
    """One failure of the username-password form, and what puts it right."""

    code: int
    said: str
    do: str
    """The next step that is told first."""
    changes: dict[str, str] = field(default_factory=dict)
    """What is typed instead of the right values."""
    switch: dict[str, object] = field(default_factory=dict)
    """How the demo org behaves meanwhile."""

    @property
    def wrong(self) -> str:
        return next(iter(self.changes), "")


CASES = {
    "wrong password": Case(
        4,
        "authentication failure",
        "Enter it again, without the security token.",
        {"password": "not this one"},
    ),
    "missing token": Case(4, "authentication failure", "Enter the security token", {"security_token": ""}),
    "wrong client secret": Case(
        4, "invalid client credentials", "Copy key and secret again", {"client_secret": "not-this-one"}
    ),
    "refused connection": Case(
        6,
        "127.0.0.1:1 refused the connection",
        "Check the login URL and its port.",
        {"login_url": "http://127.0.0.1:1"},
    ),
    "a page": Case(
        6, "a web page where data was expected", "Check the login URL", switch={"fault": "html-200"}
    ),
    "a gigabyte": Case(6, "larger than 1 MiB", "Check the login URL.", switch={"fault": "gigabyte"}),
}


@pytest.fixture
def screen(opened: dict[str, str], tmp_path: Path) -> Iterator[Terminal]:
    with terminal([*SFTUI], folder=tmp_path, environment=opened) as shown:
        shown.wait_for("No accounts yet.", "n New")
        yield shown


def told(err: str) -> list[str]:
    """What the command line said, without its progress."""
    return [line for line in err.splitlines() if not line.endswith("…")]


@pytest.mark.parametrize("name", CASES)
def test_on_the_screen(demo: DemoProcess, screen: Terminal, name: str) -> None:
    case = CASES[name]
    right = demo.credentials("password")
    if case.switch:
        demo.tell("switch", **case.switch)
    fill_form(screen, open_form(screen, "password"), right | case.changes)
    shown = without_breaks(screen.wait_for("not connected", "1 "))
    assert case.said in shown
    assert case.do in shown
    assert right["password"] not in shown
    screen.press("Escape")
    screen.wait_for("step 2 of 3", right["username"])
    demo.tell("reset")
    if case.wrong:
        screen.press("C-u")
        screen.type(right[case.wrong])
    screen.press("C-s")
    screen.wait_for("Connected, and saved.")


@pytest.mark.parametrize("name", CASES)
def test_on_the_command_line(demo: DemoProcess, opened: dict[str, str], tmp_path: Path, name: str) -> None:
    case = CASES[name]
    if case.switch:
        demo.tell("switch", **case.switch)
    values = demo.credentials("password") | case.changes
    source = private(tmp_path / "account.json", json.dumps(values))
    done = without_terminal(["connect", "--from", source], opened)
    assert (done.code, done.out) == (case.code, ""), done.err
    happened, cause, do = told(done.err)[:3]
    assert happened.startswith("sftui: ")
    assert case.said in happened
    assert cause.startswith("cause: ")
    assert do.startswith("do: ")
    assert case.do in do
    assert without_terminal(["list", "--json"], opened).out == "[]\n"


def test_an_unknown_host_on_the_screen(demo: DemoProcess, screen: Terminal) -> None:
    """A host that is not Salesforce's is asked about by its name before anything is sent there."""
    right = demo.credentials("password")
    method = open_form(screen, "password")
    fill_form(screen, method, right | {"login_url": f"https://{NOBODY}"})
    screen.wait_for(NOBODY, "not known to be Salesforce's")
    screen.press("Down", "Enter")
    shown = without_breaks(screen.wait_for("not connected", "1 "))
    assert NOBODY in shown
    assert "Check the" in shown
    screen.press("Escape")
    screen.wait_for("step 2 of 3", right["username"])
    screen.press("C-u")
    screen.type(right["login_url"])
    screen.press("C-s")
    screen.wait_for("Connected, and saved.")


def test_an_unknown_host_on_the_command_line(
    demo: DemoProcess, opened: dict[str, str], tmp_path: Path
) -> None:
    values = demo.credentials("password", login_url=f"https://{NOBODY}")
    source = private(tmp_path / "account.json", json.dumps(values))
    done = without_terminal(["connect", "--from", source, "--trust-host", NOBODY, "--json"], opened)
    assert done.code == 6
    error = json.loads(done.out)["error"]
    assert set(error) == {"code", "message", "cause", "do"}
    assert NOBODY in error["message"]
    assert error["cause"]
    assert error["do"].startswith("Check the")


def test_a_reply_that_never_ends(
    demo: DemoProcess, screen: Terminal, opened: dict[str, str], tmp_path: Path
) -> None:
    """On both faces at the same time, since each waits for the whole deadline; as two users, who don't wait for
    each other.
    """
    right = demo.credentials("password")
    lee = {name: demo.person("lee@acme.com")[name] for name in ("username", "password", "security_token")}
    source = private(tmp_path / "account.json", json.dumps(right | lee))
    demo.tell("switch", fault="drip")
    with in_background(["connect", "--from", source], opened) as call:
        fill_form(screen, open_form(screen, "password"), right)
        screen.wait_for("▸ Asking for a token")
        code, out, err = call.ended(within=90)
        shown = without_breaks(screen.wait_for("not connected", "1 "))
    words = "did not end within 30 seconds; it was cut off."
    assert (code, out) == (6, b"")
    happened, cause, do = told(err.decode())[:3]
    assert words in happened
    assert cause.startswith("cause: The line is very slow")
    assert do.startswith("do: Try again")
    assert words in shown
    assert "The line is very slow" in shown
    demo.tell("reset")
    screen.press("Escape")
    screen.wait_for("step 2 of 3", right["username"])
    screen.press("C-s")
    screen.wait_for("Connected, and saved.")
