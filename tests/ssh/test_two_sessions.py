"""One person in two terminals over SSH: what one of them changes stands in the other one without a key."""

from __future__ import annotations

import json

import pytest

from tests.ssh.session import SFTUI, Far
from tests.support.demo_process import DemoProcess
from tests.terminal.keyboard import fill_form, name_account, open_form

pytestmark = pytest.mark.ssh

ADA = "ada@acme.com"


def test_each_sees_what_the_other_one_changes(opened: Far, demo: DemoProcess) -> None:
    with opened.session() as mine, opened.session() as other:
        mine.wait_for("No accounts yet.")
        other.wait_for("No accounts yet.")
        fill_form(mine, open_form(mine, "password", over_ssh=True), demo.credentials("password"))
        name_account(mine, "Acme production")
        other.wait_for("1 account", "● Acme production", "connected")

        mine.press("m")
        mine.wait_for("Enter Rename")
        mine.press("C-u")
        mine.type("Acme of Ada")
        mine.press("Enter")
        mine.wait_for("● Acme of Ada", gone="Enter Rename")
        other.wait_for("● Acme of Ada", gone="Acme production")

        demo.tell("change-password", username=ADA)
        demo.tell("end-sessions", username=ADA)
        other.press("t")
        other.wait_for("▲ Acme of Ada", "needs reconnect")
        mine.wait_for("▲ Acme of Ada", "needs reconnect")

        other.press("Enter")
        other.wait_for("Credentials", "Acme of Ada")
        mine.press("d")
        mine.wait_for("Delete “Acme of Ada”?")
        mine.press("Down", "Down", "Enter")
        mine.wait_for("No accounts yet.", gone="Delete")
        other.wait_for("No accounts yet.")


def test_the_command_line_of_another_session_is_seen_too(opened: Far, demo: DemoProcess) -> None:
    with opened.session() as screen:
        screen.wait_for("No accounts yet.")
        given = {**demo.credentials("client-credentials"), "name": "Nightly export"}
        done = opened.run(f"{SFTUI} connect --from -", json.dumps(given))
        assert done.returncode == 0, done.stderr
        screen.wait_for("● Nightly export", "connected")
        assert opened.run(f"{SFTUI} remove --keep-access 'Nightly export'").returncode == 0
        screen.wait_for("No accounts yet.")
        assert opened.run(f"{SFTUI} lock").returncode == 0
        screen.wait_for("locked", "Passphrase", "Enter Unlock")
