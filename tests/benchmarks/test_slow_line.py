"""How long a person far away waits: the first screen, one key, and the whole form typed ahead."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sftui.demo.seed import TERMINAL_APP
from sftui.vault import file
from tests.ssh.session import Far
from tests.support.demo_process import demo_process
from tests.support.keeping import CHEAP, PASSPHRASE
from tests.support.ports import free_port
from tests.support.slow_line import slow_line
from tests.support.ssh import Server, server
from tests.terminal.keyboard import type_web_form

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parent.parent.parent
DELAYS = (0.0, 0.15, 0.3)
"""Seconds each way."""


def opened(sshd: Server, home: Path) -> Far:
    """A way to a new account file that opens by itself, without a sign-in that waits from before."""
    accounts = home / "accounts.toml"
    file.create(accounts, {"main": PASSPHRASE}, cost=CHEAP)
    variables = {"HOME": str(home), "LANG": "C.UTF-8", "SFTUI_ACCOUNTS": str(accounts)}
    return Far(sshd, home, {**variables, "SFTUI_PASSPHRASE": PASSPHRASE.text.reveal()})


def test_the_waits_of_a_person_far_away(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    print("\neach way    first screen    one key    form typed ahead, until the link")
    with server(tmp_path / "sshd", environment) as sshd, demo_process(environment) as demo:
        for delay in DELAYS:
            callback = f"http://localhost:{free_port()}/OauthRedirect"
            demo.tell("callback", app=TERMINAL_APP, url=callback)
            web = demo.credentials("web", redirect_uri=callback)
            far = opened(sshd, tmp_path / f"{delay}")
            with slow_line(sshd.port, delay) as line:
                begun = time.perf_counter()
                with far.session(port=line.port) as screen:
                    screen.wait_for("No accounts yet.")
                    first = time.perf_counter() - begun
                    begun = time.perf_counter()
                    screen.press("g")
                    screen.wait_for("Guides", gone="No accounts yet.")
                    key = time.perf_counter() - begun
                    screen.press("Escape")
                    screen.wait_for("No accounts yet.")
                    begun = time.perf_counter()
                    type_web_form(screen, web)
                    screen.wait_for("Open this link in any browser", "services/oauth2/authorize")
                    form = time.perf_counter() - begun
            print(f"{delay * 1000:5.0f} ms {first:13.2f} s {key:8.2f} s {form:20.2f} s")
