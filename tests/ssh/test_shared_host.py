"""On a host that others use as well: nothing is theirs to read, at no moment and whatever the umask."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import pytest

from sftui.demo.browser import Browser
from tests.ssh.conftest import ROOT
from tests.ssh.session import SFTUI, Far, link_on, wait_until
from tests.support.demo_process import DemoProcess
from tests.support.terminal import Terminal
from tests.terminal.keyboard import (
    PASSPHRASE,
    fill_form,
    first_run,
    name_account,
    open_form,
    quit_program,
    unlock,
)

pytestmark = pytest.mark.ssh

RECORDER = Path(__file__).parent.parent / "support" / "recorder"
ADA = "ada@acme.com"
OPEN_TO_ALL = f"sh -c 'umask 000; exec {SFTUI}'"


@dataclass(frozen=True, slots=True)
class Notes:
    """What the recorder noted: kind, mode, path; a socket has no mode."""

    made: dict[str, set[str]]
    """Paths by kind."""
    too_wide: list[str]
    sockets: set[str]


def read_notes(file: Path) -> Notes:
    made: dict[str, set[str]] = {"file": set(), "folder": set(), "mode": set()}
    too_wide, sockets = [], set()
    for line in file.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "socket":
            sockets.add(rest)
            continue
        mode, _, path = rest.partition(" ")
        made[kind].add(path)
        if int(mode, 8) & (0o077 if kind != "file" else 0o177) and not path.startswith("/dev/"):
            too_wide.append(line)
    return Notes(made, too_wide, sockets)


def walk_the_screens(screen: Terminal, demo: DemoProcess, web: dict[str, str], home: Path) -> None:
    """First run, two methods, a link to a file, a setting, lock, unlock."""
    first_run(screen)
    fill_form(
        screen,
        open_form(screen, "client-credentials", over_ssh=True),
        demo.credentials("client-credentials"),
    )
    name_account(screen, "Nightly export")
    fill_form(screen, open_form(screen, "web", over_ssh=True), web)
    link = link_on(screen.wait_for("Open this link in any browser", "Listening"))
    screen.press("f")
    wait_until((home / "salesforce-sign-in-link.txt").exists)
    ada = demo.person(ADA)
    screen.paste(Browser().sign_in(link, ada["username"], ada["password"]))
    screen.press("Enter")
    name_account(screen, "By web")
    screen.press("o")
    wait_until(lambda: list(home.rglob("settings.toml")))
    screen.press("C-l")
    unlock(screen)
    screen.wait_for("Nightly export")
    quit_program(screen)


def walk_the_commands(far: Far, demo: DemoProcess) -> None:
    """Methods, reconnect, a lock, a key file, a certificate, a restored backup; each in a process of its own."""

    def run(words: str, given: str = "") -> None:
        done = far.run(f"sh -c 'umask 000; exec {SFTUI} {words}'", given)
        assert done.returncode == 0, done.stderr

    for method in ("password", "tokens"):
        run(f"connect --name By-{method} --from -", json.dumps(demo.credentials(method)))
    run("reconnect By-tokens")
    run("check")
    run("rename By-tokens Renamed")
    run("lock")
    run("restore 1")
    run(f"--accounts {far.home}/second/accounts.toml init --new-key-file {far.home}/key")
    with far.session(f"sh -c 'umask 000; exec {SFTUI} connect'") as screen:
        given = demo.credentials("jwt")
        for question, answer in (
            ("Method [1]:", "jwt"),
            ("Log in at", given["login_url"]),
            ("Username", given["username"]),
            ("Client ID", given["client_id"]),
            ("Private key [f]:", "m"),
            ("Write the certificate to", f"{far.home}/sftui.crt"),
        ):
            screen.wait_for(question)
            screen.type(answer)
            screen.press("Enter")
        screen.wait_for("Enter goes on:")


def test_nothing_can_be_read_by_others_at_any_moment(
    far: Far, demo: DemoProcess, web: dict[str, str], tmp_path: Path
) -> None:
    noted = tmp_path / "notes"
    watched = far.having(
        PYTHONPATH=f"{RECORDER}:{ROOT}", PYTHONDONTWRITEBYTECODE="1", SFTUI_TEST_NOTES=str(noted)
    )
    with watched.session(OPEN_TO_ALL) as screen:
        walk_the_screens(screen, demo, web, far.home)
    watched.wait_until_nothing_runs()
    walk_the_commands(watched.having(SFTUI_PASSPHRASE=PASSPHRASE), demo)
    watched.wait_until_nothing_runs()

    notes = read_notes(noted)
    assert notes.too_wide == []
    written = " ".join(notes.made["file"])
    for name in (
        "/.accounts.toml.", "accounts.toml.lock", "/.sessions.toml.", "sessions.epoch", "/.settings.toml.",
        "salesforce-sign-in-link.txt", "sftui.crt", "/key", "/second/",
    ):  # fmt: skip
        assert name in written, f"{name} was never made, so this test proves nothing of it"
    assert notes.made["folder"]
    assert notes.sockets
    for address in notes.sockets:
        assert ip_address(address.rpartition(":")[0]).is_loopback, address
    for path in far.home.rglob("*"):
        assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0, path
