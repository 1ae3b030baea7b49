"""After a password change, in a real terminal: three keys besides the two secrets, and all accounts work again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.person import without_terminal
from tests.support.demo_process import DemoProcess
from tests.support.terminal import Terminal, terminal
from tests.terminal.keyboard import SFTUI, private, quit_program

pytestmark = pytest.mark.terminal

ADA = "ada@acme.com"
NAMES = ["Acme production", "Acme reports", "Nightly export"]


@dataclass
class Hands:
    """A person at the keyboard whose keys are counted; what is typed as a secret is not a key."""

    at: Terminal
    keys: list[str] = field(default_factory=list)

    def press(self, key: str) -> None:
        self.keys.append(key)
        self.at.press(key)


@pytest.fixture
def family(demo: DemoProcess, opened: dict[str, str], tmp_path: Path) -> Mapping[str, str]:
    """Three saved accounts of one user; the environment that opens their file."""
    for name in NAMES:
        source = private(tmp_path / "ada.json", json.dumps(demo.credentials("password")))
        done = without_terminal(["connect", "--from", source, "--name", name], opened)
        assert done.code == 0, done.err
    return opened


def change_password(demo: DemoProcess) -> tuple[str, str]:
    """At Salesforce, in the other process: the old password and every session are dead."""
    changed = demo.tell("change-password", username=ADA)
    demo.tell("end-sessions", username=ADA)
    return changed["password"], changed["security_token"]


def states(environment: Mapping[str, str]) -> dict[str, str]:
    listed = without_terminal(["list", "--json"], environment)
    assert listed.code == 0, listed.err
    return {account["name"]: account["status"] for account in json.loads(listed.out)}


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
def test_three_keys_besides_the_secrets(
    demo: DemoProcess, family: Mapping[str, str], tmp_path: Path, columns: int, rows: int
) -> None:
    with terminal([*SFTUI], folder=tmp_path, environment=family, columns=columns, rows=rows) as screen:
        screen.wait_for(*NAMES, "connected")
        password, token = change_password(demo)
        screen.press("T")
        screen.wait_for("3 to reconnect", "needs reconnect")

        hands = Hands(screen)
        hands.press("r")
        screen.wait_for("New security token", "[x]", "Acme reports", "Nightly export")
        screen.type(password)
        hands.press("Tab")
        screen.type(token)
        hands.press("Enter")
        shown = screen.wait_for(*(f"● {name}" for name in NAMES), gone="New security token")
        assert "needs reconnect" not in shown
        assert hands.keys == ["r", "Tab", "Enter"]
        assert password not in shown
        assert token not in shown
        quit_program(screen)
    assert states(family) == dict.fromkeys(NAMES, "connected")
    assert not demo.state()["refused_twice"]


def test_a_wrong_token_stays_in_the_question_until_it_is_right(
    demo: DemoProcess, family: Mapping[str, str], tmp_path: Path
) -> None:
    with terminal([*SFTUI], folder=tmp_path, environment=family) as screen:
        screen.wait_for(*NAMES, "connected")
        password, token = change_password(demo)
        screen.press("r")
        screen.wait_for("New security token")
        screen.paste(password)
        screen.press("Tab")
        screen.paste("stale-token")
        screen.press("Enter")
        screen.wait_for("authentication failure", "Enter Do it")
        screen.press("3")
        screen.wait_for("Enter Reconnect")
        screen.press("C-u")
        screen.paste(token)
        screen.press("Enter")
        screen.wait_for(*(f"● {name}" for name in NAMES), gone="New security token")
        quit_program(screen)
    assert not demo.state()["refused_twice"]
