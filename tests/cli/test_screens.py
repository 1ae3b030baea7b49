"""``sftui`` alone, on a real terminal: what the command line does before and after the screens."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from sftui.vault.places import Places
from tests.cli.conftest import Connect
from tests.support.terminal import terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux"),
]
PROGRAM = ["sh", "-c", '"$@"; echo "ended with $?"; exec sleep 60', "sh", sys.executable, "-m", "sftui"]


def test_a_named_key_opens_the_list_at_once(
    connect: Connect, environment: dict[str, str], tmp_path: Path
) -> None:
    connect("client-credentials", name="Nightly export")
    with terminal(PROGRAM, folder=tmp_path, environment=environment) as screen:
        screen.wait_for("Nightly export", "connected")
        screen.press("q")
        screen.wait_for("ended with 0")


def test_a_named_key_that_does_not_fit_is_told_without_the_screens(
    connect: Connect, environment: dict[str, str], tmp_path: Path
) -> None:
    connect("client-credentials", name="Nightly export")
    environment["SFTUI_PASSPHRASE"] = "wrong"
    with terminal(PROGRAM, folder=tmp_path, environment=environment) as screen:
        screen.wait_for("sftui: The passphrase does not open the account file.", "ended with 3")


def test_the_first_run_leads_to_the_demo_and_makes_nothing(
    environment: dict[str, str], places: Places, tmp_path: Path
) -> None:
    with terminal(PROGRAM, folder=tmp_path, environment=environment) as screen:
        screen.wait_for("first run", "Look around in the demo")
        screen.press("Tab", "Tab", "Tab")
        screen.wait_for("Go there")
        screen.press("Enter")
        screen.wait_for("Demo: nothing leaves this machine", "Acme production")
        screen.press("q")
        screen.wait_for("ended with 0")
        assert "Traceback" not in screen.screen()
    assert not places.accounts.parent.exists()
