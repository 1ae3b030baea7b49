"""A host that gives little: no home, folders that take nothing, no /tmp, no time zones, a wrong clock.

Where the tests run as an administrator, the program runs as somebody without rights. Where that can't be had, and
for /tmp, in which the tests themselves lie, the disk is played by ``tests/support/refuser``.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from sftui.demo.browser import Browser
from sftui.vault import file
from tests.ssh.conftest import ROOT
from tests.ssh.session import SFTUI, Far, link_on, wait_until
from tests.support.demo_process import DemoProcess
from tests.support.keeping import CHEAP
from tests.support.keeping import PASSPHRASE as KEY
from tests.support.terminal import Terminal
from tests.support.unprivileged import SOMEBODY, unprivileged
from tests.terminal.keyboard import (
    PASSPHRASE,
    fill_form,
    is_hidden,
    name_account,
    open_form,
    quit_program,
    without_breaks,
)

pytestmark = pytest.mark.ssh

REFUSER = Path(__file__).parent.parent / "support" / "refuser"
ADA = "ada@acme.com"


@dataclass(frozen=True, slots=True)
class Bare:
    """A host on which the program has the rights of nobody in particular."""

    far: Far
    prefix: tuple[str, ...]

    @property
    def command(self) -> str:
        return f"{shlex.join(self.prefix)} {SFTUI}".strip()

    def having(self, **variables: str) -> Bare:
        return Bare(self.far.having(**variables), self.prefix)

    def run(self, words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return self.far.run(f"{self.command} {words}", given)

    def connect(self, demo: DemoProcess, method: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return self.run("connect --from -", json.dumps(demo.credentials(method, **changes)))

    def read_only(self, *folders: Path, writable: tuple[Path, ...] = ()) -> Bare:
        """These folders take nothing any more."""
        refused = self.having(
            PYTHONPATH=f"{REFUSER}:{ROOT}",
            SFTUI_TEST_READ_ONLY=":".join(map(str, folders)),
            SFTUI_TEST_WRITABLE=":".join(map(str, writable)),
        )
        if writable or (os.getuid() == 0 and not self.prefix):
            return refused
        for folder in folders:
            folder.chmod(0o500)
        return self


@pytest.fixture
def bare(far: Far, home: Path) -> Bare:
    """With a home of its own, and an account file in the usual place."""
    accounts = home / ".local" / "share" / "sftui" / "accounts.toml"
    file.create(accounts, {"main": KEY}, cost=CHEAP)
    state = home / ".local" / "state" / "sftui"
    state.mkdir(parents=True, mode=0o700)
    prefix = unprivileged() or ()
    if prefix:
        for path in (home, *home.rglob("*")):
            os.chown(path, SOMEBODY, SOMEBODY)
    return Bare(far, prefix).having(SFTUI_PASSPHRASE=KEY.text.reveal(), USER="somebody")


def accounts_in(bare: Bare) -> list[dict[str, object]]:
    done = bare.run("list --json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def connect_by_web(screen: Terminal, demo: DemoProcess, web: dict[str, str], name: str) -> None:
    screen.wait_for("No accounts yet.")
    fill_form(screen, open_form(screen, "web", over_ssh=True), web)
    link = link_on(screen.wait_for("Open this link in any browser", "Listening"))
    ada = demo.person(ADA)
    screen.paste(Browser().sign_in(link, ada["username"], ada["password"]))
    screen.press("Enter")
    name_account(screen, name)
    screen.wait_for(name, "connected")


def test_a_home_that_is_not_there_says_what_is_needed(bare: Bare) -> None:
    nowhere = bare.having(HOME="/proc/nowhere")
    done = nowhere.run("init")
    assert done.returncode == 5
    assert "Not saved" in done.stderr
    assert "SFTUI_ACCOUNTS" in done.stderr
    with nowhere.far.session(nowhere.command) as screen:
        screen.wait_for("first run", "Recovery code")
        for label in ("Passphrase", "Once more"):
            screen.type(PASSPHRASE)
            screen.wait_until(lambda shown, label=label: is_hidden(shown, label), f"{label} typed")  # type: ignore[misc]  # a default binds the loop's value
            screen.press("Enter")
        screen.wait_for("Make the file")
        screen.press("Enter")
        screen.wait_for("recovery code", "I wrote it down")
        screen.press("F4")
        said = without_breaks(screen.wait_for("Not saved", "SFTUI_ACCOUNTS"))
        assert "Nothing was written" in said


@pytest.mark.parametrize("without", ["env -u HOME -u USER -u LOGNAME", "env -u USER -u LOGNAME HOME="])
def test_a_user_without_any_home_is_told_the_two_ways_out(bare: Bare, without: str) -> None:
    if not bare.prefix:
        pytest.skip(
            "the system knows the home of whoever runs this; tests/vault/test_home.py plays a stranger"
        )
    for words in ("list", "init"):
        done = bare.far.run(f"{without} {bare.command} {words}")
        assert done.returncode == 5, done.stderr
        assert "this user has no home folder" in done.stderr
        assert "Set HOME, or name the file: sftui --accounts FILE" in done.stderr
    with bare.far.session(f"{without} {bare.command}", columns=120) as screen:
        screen.wait_for("Set HOME, or name the file: sftui --accounts FILE")
        assert screen.wait_for_end() == 5


def test_without_a_home_a_named_place_is_enough_for_everything(
    bare: Bare, demo: DemoProcess, web: dict[str, str]
) -> None:
    place = bare.far.home / "work" / "accounts.toml"
    named = bare.having(HOME="/proc/nowhere", SFTUI_ACCOUNTS=str(place))
    assert named.run("init").returncode == 0
    with named.far.session(named.command) as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, "web", over_ssh=True), web)
        link = link_on(screen.wait_for("Open this link in any browser", "Listening"))
        screen.press("f")
        written = place.parent / "salesforce-sign-in-link.txt"
        wait_until(lambda: written.exists() and written.read_text(encoding="ascii") == f"{link}\n")
        ada = demo.person(ADA)
        screen.paste(Browser().sign_in(link, ada["username"], ada["password"]))
        screen.press("Enter")
        name_account(screen, "No home")
        screen.wait_for("No home", "connected")
        screen.press("o")
        settings = place.with_name("settings.toml")
        wait_until(lambda: settings.exists() and 'order = "state"' in settings.read_text(encoding="utf-8"))
        quit_program(screen)
    (account,) = accounts_in(named)
    assert account["status"] == "connected"


def test_a_state_folder_that_takes_nothing(bare: Bare, demo: DemoProcess, web: dict[str, str]) -> None:
    """Methods without a person work; a sign-in that must be kept while it waits says why it can't."""
    shut = bare.read_only(bare.far.home / ".local" / "state" / "sftui")
    done = shut.connect(demo, "client-credentials", name="Nightly")
    assert done.returncode == 0, done.stderr
    (account,) = accounts_in(shut)
    assert account["name"] == "Nightly"
    token = shut.run("token Nightly")  # a renewal is written down before it is used, so it can't be done here
    assert token.returncode == 5
    assert "choose another place" in token.stderr
    with shut.far.session(shut.command) as screen:
        screen.wait_for("Nightly")
        fill_form(screen, open_form(screen, "web", over_ssh=True), web)
        said = without_breaks(screen.wait_for("Not saved", "not connected", "SFTUI_ACCOUNTS"))
        assert re.search(r"Permission denied|Read-only", said)
        assert ".local/st" in said


def test_an_account_folder_that_takes_nothing(bare: Bare, demo: DemoProcess) -> None:
    assert bare.connect(demo, "client-credentials", name="Nightly").returncode == 0
    shut = bare.read_only(bare.far.home / ".local" / "share" / "sftui")
    (account,) = accounts_in(shut)
    assert account["status"] == "connected"
    assert shut.run("token Nightly").returncode == 0
    done = shut.connect(demo, "password", name="Ada")
    assert done.returncode == 5, done.stderr
    assert "The old file is intact" in done.stderr
    with shut.far.session(shut.command) as screen:
        screen.wait_for("Nightly", "connected")
        fill_form(screen, open_form(screen, "password", over_ssh=True), demo.credentials("password"))
        screen.wait_for("Not saved", "The old file is intact")
    assert len(accounts_in(shut)) == 1


def test_no_place_for_temporary_files(bare: Bare, demo: DemoProcess, web: dict[str, str]) -> None:
    places = [*map(Path, ("/tmp", "/var/tmp", "/usr/tmp", "/dev/shm")), Path.home(), Path.cwd()]
    shut = bare.read_only(*places, writable=(bare.far.home,)).having(TMPDIR="/proc/nowhere")
    with shut.far.session(shut.command) as screen:
        connect_by_web(screen, demo, web, "No temporary files")
        quit_program(screen)
    (account,) = accounts_in(shut)
    assert account["status"] == "connected"
    with shut.far.session(f"{shut.command} demo") as screen:
        screen.wait_for("TMPDIR=~ sftui demo")  # what came before is scrolled away at the end
        assert screen.wait_for_end() == 1


def test_no_time_zone_data(bare: Bare, demo: DemoProcess, web: dict[str, str]) -> None:
    lost = bare.having(TZ="Nowhere/Here", PYTHONTZPATH="")
    with lost.far.session(lost.command) as screen:
        connect_by_web(screen, demo, web, "Beyond time")
        screen.press("Enter")
        screen.wait_for("Credentials", "Beyond time")
        screen.press("Escape")
        screen.wait_for("n New")
        quit_program(screen)
    (account,) = accounts_in(lost)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(account["last_connected_at"]))


def test_a_clock_that_is_an_hour_behind(bare: Bare, demo: DemoProcess) -> None:
    """A signed request says by how much the clock is wrong; what needs no clock works."""
    demo.tell("switch", clock_offset=3600.0)
    done = bare.connect(demo, "jwt", name="Signed")
    assert done.returncode == 4
    assert "This machine's clock is 60 minutes behind Salesforce's." in done.stderr
    with bare.far.session(bare.command) as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, "jwt", over_ssh=True), demo.credentials("jwt"))
        shown = without_breaks(screen.wait_for("not connected", "clock is"))
        assert "clock is 60 minutes behind Salesforce's" in shown
    works_with_every_other_method(bare, demo)


def test_a_clock_that_is_an_hour_ahead(bare: Bare, demo: DemoProcess) -> None:
    demo.tell("switch", clock_offset=-3600.0)
    assert bare.connect(demo, "jwt", name="Signed").returncode == 0
    works_with_every_other_method(bare, demo)


def works_with_every_other_method(bare: Bare, demo: DemoProcess) -> None:
    for method in ("client-credentials", "password", "tokens"):
        assert bare.connect(demo, method, name=method).returncode == 0
    assert bare.run("check").returncode == 0
    assert {each["status"] for each in accounts_in(bare)} == {"connected"}
    assert all(bare.run(f"token {each['id']}").returncode == 0 for each in accounts_in(bare))
