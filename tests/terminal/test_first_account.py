"""From nothing to a connected account, by the keyboard alone, and from there to a token for a script."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

import pytest

from tests.cli.person import without_terminal
from tests.support.demo_process import DemoProcess
from tests.support.terminal import terminal
from tests.terminal.keyboard import (
    PASSPHRASE,
    SFTUI,
    fill_form,
    first_run,
    name_account,
    open_form,
    quit_program,
    unlock,
)

pytestmark = pytest.mark.terminal

NAME = "Acme first"
FIELDS = {
    *("id", "name", "method", "login_url", "username", "client_id", "redirect_uri", "scope", "audience"),
    *("api_version", "company_names", "environment", "instance_url", "user_id", "org_id", "org_name"),
    *("status", "last_connected_at", "last_checked_at", "last_error"),
}


def test_from_the_first_run_to_a_token(
    demo: DemoProcess, environment: dict[str, str], tmp_path: Path
) -> None:
    with terminal([*SFTUI], folder=tmp_path, environment=environment) as screen:
        first_run(screen)
        method = open_form(screen, "password")
        fill_form(screen, method, demo.credentials("password"))
        shown = screen.wait_for("Connected, and saved.")
        assert "ada@acme.com" in shown
        assert "production" in shown
        assert "API Enabled" in shown
        name_account(screen, NAME)
        screen.wait_for("unlocked", NAME, "connected")
        quit_program(screen)

    with terminal([*SFTUI], folder=tmp_path, environment=environment) as screen:
        unlock(screen)
        row = next(line for line in screen.wait_for(NAME).splitlines() if NAME in line)
        assert "●" in row
        assert "Production" in row
        assert "ada@acme.com" in row
        assert "connected" in row
        quit_program(screen)

    given = environment | {"SFTUI_PASSPHRASE": PASSPHRASE}
    listed = without_terminal(["list", "--json"], given)
    assert listed.code == 0, listed.err
    (account,) = json.loads(listed.out)
    assert set(account) == FIELDS
    assert (account["name"], account["method"], account["status"]) == (NAME, "password", "connected")
    assert (account["environment"], account["org_name"]) == ("production", "Acme")
    assert account["last_connected_at"].endswith("Z")
    assert account["last_error"] is None

    token = without_terminal(["token", NAME], given)
    assert token.code == 0, token.err
    assert token.out.count("\n") == 1
    request = urllib.request.Request(
        f"{account['instance_url']}/services/data/v{account['api_version']}/limits",
        headers={"Authorization": f"Bearer {token.out.strip()}"},
    )
    with urllib.request.urlopen(request, timeout=30) as reply:
        assert "DailyApiRequests" in json.load(reply)


def test_the_recovery_code_from_the_paper_opens_the_file(environment: dict[str, str], tmp_path: Path) -> None:
    with terminal([*SFTUI], folder=tmp_path, environment=environment) as screen:
        code = first_run(screen)
        quit_program(screen)
    with terminal([*SFTUI], folder=tmp_path, environment=environment) as screen:
        screen.wait_for("is locked")
        screen.type("not the passphrase")
        screen.press("Enter")
        screen.wait_for("does not open")
        unlock(screen, code.lower())
