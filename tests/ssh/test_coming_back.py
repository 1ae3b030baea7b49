"""After a password change, far away: three keys besides the two secrets, and every account works again."""

from __future__ import annotations

import json

import pytest

from tests.ssh.session import SFTUI, Far
from tests.ssh.sizes import whole_in_each_size
from tests.support.demo_process import DemoProcess
from tests.terminal.keyboard import quit_program

pytestmark = pytest.mark.ssh

ADA = "ada@acme.com"
NAMES = ("Acme production", "Acme reports", "Nightly export")


def change_password(demo: DemoProcess) -> tuple[str, str]:
    """At Salesforce: the old password and every session are dead."""
    changed = demo.tell("change-password", username=ADA)
    demo.tell("end-sessions", username=ADA)
    return changed["password"], changed["security_token"]


@pytest.fixture
def demo(demo_of_test: DemoProcess) -> DemoProcess:
    return demo_of_test


@pytest.fixture
def family(opened: Far, demo: DemoProcess) -> Far:
    """Three saved accounts of one user."""
    for name in NAMES:
        draft = demo.credentials("password", name=name)
        done = opened.run(f"{SFTUI} connect --from -", json.dumps(draft))
        assert done.returncode == 0, done.stderr
    return opened


def test_a_changed_password_and_all_three_accounts_work(family: Far, demo: DemoProcess) -> None:
    with family.session() as screen:
        screen.wait_for(*NAMES, "connected")
        password, token = change_password(demo)
        screen.press("t")
        screen.wait_for("3 to reconnect", "▲ Acme production", "needs reconnect")
        screen.press("r")
        screen.wait_for("New password", "New security token", "[x]", "Acme reports", "Nightly export")
        screen.type(password)
        screen.press("Tab")
        screen.type(token)
        screen.press("Enter")
        shown = screen.wait_for(*(f"● {name}" for name in NAMES), gone="New security token")
        assert "needs reconnect" not in shown
        assert password not in shown
        assert token not in shown
        quit_program(screen)
    family.wait_until_nothing_runs()
    for name in NAMES:
        given = family.run(f"{SFTUI} token '{name}'")
        assert given.returncode == 0, given.stderr
    assert not demo.state()["refused_twice"]


def test_the_question_for_a_new_password_in_every_size(family: Far, demo: DemoProcess) -> None:
    change_password(demo)
    assert family.run(f"{SFTUI} check").returncode
    with family.pty() as screen:
        screen.wait_for("3 to reconnect")
        screen.press("r")
        screen.wait_for("New password", "New security token")
        whole_in_each_size(screen)


def test_a_secret_is_shown_on_purpose_and_hidden_again(family: Far, demo: DemoProcess) -> None:
    password = demo.credentials("password")["password"]
    with family.session(columns=100, rows=40) as screen:
        screen.wait_for(*NAMES, "n New")
        screen.press("Enter")
        screen.wait_for("Credentials", "Password", "What happened", ADA)
        screen.press("Down", "C-r")
        screen.wait_for(password)
        screen.press("C-r")
        screen.wait_for("Credentials", "•••", gone=password)
        screen.press("Escape")
        screen.wait_for(*NAMES, "n New", gone="Credentials")
