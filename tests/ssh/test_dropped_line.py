"""The line drops in every stage of an exchange: what Salesforce answered is saved, and nothing is left behind."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sftui.demo.browser import Browser
from tests.ssh.session import SFTUI, Far, left_over, link_on, lock_is_free, wait_until
from tests.support.demo_process import DemoProcess
from tests.support.slow_line import slow_line
from tests.support.terminal import Terminal
from tests.terminal.keyboard import fill_form, name_account, open_form

pytestmark = pytest.mark.ssh

ADA = "ada@acme.com"
TOKEN = "/services/oauth2/token"
READING = "/services/data"
"""How the paths begin by which sftui learns who answered."""

Cut = Callable[[Far, Terminal], None]


def killed_client(far: Far, screen: Terminal) -> None:
    """The window's program at home is killed; it can't say goodbye."""
    client = subprocess.run(
        ["tmux", "-L", screen.socket, "display-message", "-p", "-t", "main", "#{pane_pid}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    os.kill(int(client), signal.SIGKILL)


def hung_up(far: Far, screen: Terminal) -> None:
    _signal(far, signal.SIGHUP)


def terminated(far: Far, screen: Terminal) -> None:
    _signal(far, signal.SIGTERM)


def hung_up_twice(far: Far, screen: Terminal) -> None:
    """As a shell does, beside the system."""
    _signal(far, signal.SIGHUP, times=2)


def _signal(far: Far, number: signal.Signals, *, times: int = 1, word: str = "") -> None:
    """To the processes with this word on their command line, or to all; some may end by the first one."""
    processes = far.processes(word)
    assert processes, "nothing runs there"
    for process in processes * times:
        with suppress(ProcessLookupError):
            os.kill(process, number)


CUTS = (killed_client, hung_up_twice, terminated)


@contextmanager
def held_lock(far: Far) -> Iterator[None]:
    """Somebody else is saving, so that a save must wait."""
    with (accounts_of(far).with_name("accounts.toml.lock")).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def accounts_of(far: Far) -> Path:
    return Path(far.environment["SFTUI_ACCOUNTS"])


def saved(far: Far) -> list[dict[str, object]]:
    """What the next start finds."""
    done = far.run(f"{SFTUI} list --json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def nothing_stays(far: Far) -> None:
    """No process, no lock, no half-written file."""
    far.wait_until_nothing_runs()
    assert left_over(far.home) == []
    for lock in [accounts_of(far).with_name("accounts.toml.lock"), *far.home.rglob("*.lock")]:
        assert lock_is_free(lock), lock


def send(screen: Terminal, demo: DemoProcess, method: str, **changes: str) -> None:
    """From the empty list to the progress of an exchange."""
    screen.wait_for("No accounts yet.")
    fill_form(screen, open_form(screen, method, over_ssh=True), demo.credentials(method, **changes))


def answer(screen: Terminal, demo: DemoProcess) -> None:
    """The person's part of a website sign-in, pasted back."""
    link = link_on(screen.wait_for("Open this link in any browser", "services/oauth2/authorize"))
    ada = demo.person(ADA)
    screen.paste(Browser().sign_in(link, ada["username"], ada["password"]))
    screen.press("Enter")


@pytest.mark.parametrize("cut", CUTS)
def test_on_the_list(opened: Far, cut: Cut) -> None:
    with opened.session() as screen:
        screen.wait_for("No accounts yet.")
        cut(opened, screen)
        nothing_stays(opened)


@pytest.mark.parametrize("cut", CUTS)
def test_while_it_reads_who_answered(opened: Far, demo: DemoProcess, cut: Cut) -> None:
    demo.tell("switch", fault="silent", fault_on=READING, fault_times=0)
    with opened.session() as screen:
        send(screen, demo, "password")
        screen.wait_for("▸ Reading")
        cut(opened, screen)
        nothing_stays(opened)
    demo.tell("reset")
    (account,) = saved(opened)
    assert (account["method"], account["status"]) == ("password", "connected")


def test_while_salesforce_thinks(opened: Far, demo: DemoProcess) -> None:
    demo.tell("switch", hold=TOKEN)
    with opened.session() as screen:
        send(screen, demo, "password")
        screen.wait_for("▸ Asking")
        demo.tell("held", count=1)
        with opened.losing_its_terminal():
            killed_client(opened, screen)
        demo.tell("let-go")
        nothing_stays(opened)
    (account,) = saved(opened)
    assert account["status"] == "connected"


def test_when_salesforce_never_answers_nothing_is_saved(opened: Far, demo: DemoProcess) -> None:
    demo.tell("switch", fault="silent", fault_times=0)
    with opened.session() as screen:
        send(screen, demo, "client-credentials")
        screen.wait_for("▸ Asking")
        killed_client(opened, screen)
        nothing_stays(opened)
    assert saved(opened) == []


def test_while_it_saves(opened: Far, demo: DemoProcess) -> None:
    with opened.session() as screen:
        with held_lock(opened):
            send(screen, demo, "client-credentials")
            screen.wait_for("▸ Saving")
            killed_client(opened, screen)
        nothing_stays(opened)
    (account,) = saved(opened)
    assert account["status"] == "connected"


def test_while_the_website_sign_in_waits(opened: Far, demo: DemoProcess, web: dict[str, str]) -> None:
    with opened.session() as screen:
        send(screen, demo, "web", redirect_uri=web["redirect_uri"])
        link = link_on(screen.wait_for("Open this link in any browser", "services/oauth2/authorize"))
        killed_client(opened, screen)
        nothing_stays(opened)
    with opened.session() as screen:
        screen.wait_for("A sign-in still waits for you")
        screen.press("Enter")
        assert link_on(screen.wait_for("Open this link in any browser", "Listening")) == link
        answer(screen, demo)
        name_account(screen, "Taken up again")
        screen.wait_for("Taken up again", "connected")


def test_while_a_code_waits(opened: Far, demo: DemoProcess) -> None:
    demo.tell("switch", device_interval=1)
    with opened.session() as screen:
        send(screen, demo, "device")
        screen.wait_for("enter this code")
        killed_client(opened, screen)
        nothing_stays(opened)
    (code,) = demo.state()["waiting_user_codes"]
    demo.tell("approve", user_code=code, username=ADA)
    with opened.session() as screen:
        screen.wait_for("A sign-in still waits for you")
        screen.press("Enter")
        name_account(screen, "Taken up again")
        screen.wait_for("Taken up again", "connected")


def test_after_the_website_sign_in_was_answered(opened: Far, demo: DemoProcess, web: dict[str, str]) -> None:
    demo.tell("switch", fault="silent", fault_on=READING, fault_times=0)
    with opened.session() as screen:
        send(screen, demo, "web", redirect_uri=web["redirect_uri"])
        answer(screen, demo)
        screen.wait_for("▸ Reading")
        killed_client(opened, screen)
        nothing_stays(opened)
    demo.tell("reset")
    (account,) = saved(opened)
    assert (account["method"], account["status"]) == ("web", "connected")
    token = opened.run(f"{SFTUI} token {account['id']}")
    assert token.returncode == 0, token.stderr


def test_a_vanished_network_holds_nothing_up(opened: Far, demo: DemoProcess) -> None:
    demo.tell("switch", hold=TOKEN)
    with slow_line(opened.server.port, 0.0) as line, opened.session(port=line.port) as screen:
        send(screen, demo, "password")
        screen.wait_for("▸ Asking")
        demo.tell("held", count=1)
        line.vanish()
        demo.tell("let-go")
        wait_until(lambda: [account["status"] for account in saved(opened)] == ["connected"])
        assert opened.processes(), "nobody has told it yet that the line is gone"
        line.come_back()
        screen.wait_for("Connected, and saved.")
        line.vanish()
        hung_up(opened, screen)
        nothing_stays(opened)


def test_a_connect_on_the_command_line(opened: Far, demo: DemoProcess) -> None:
    demo.tell("switch", fault="silent", fault_on=READING, fault_times=0)
    draft = opened.home / "draft.json"
    draft.write_text(json.dumps(demo.credentials("password")), encoding="utf-8")
    with opened.session(f"{SFTUI} connect --from {draft}") as screen:
        screen.wait_for("Reading who you are")
        killed_client(opened, screen)
        nothing_stays(opened)
    demo.tell("reset")
    (account,) = saved(opened)
    assert account["status"] == "connected"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_the_terminal_is_restored(opened: Far, tmp_path: Path, number: signal.Signals) -> None:
    sent = tmp_path / "sent"
    with opened.session(f"sh -c '{SFTUI}; stty -a; exec sleep 60'") as screen:
        screen.record(sent)
        screen.wait_for("No accounts yet.")
        _signal(opened, number, word="sftui")
        screen.wait_for(" icanon", " echo ", "isig")
        octets = screen.recorded(sent, until=b"icanon")
    for mode in (b"1049", b"1000", b"1002", b"1006", b"2004"):
        assert octets.rfind(b"\x1b[?" + mode + b"l") > octets.rfind(b"\x1b[?" + mode + b"h")
    assert octets.rfind(b"\x1b[?25h") > octets.rfind(b"\x1b[?25l")
