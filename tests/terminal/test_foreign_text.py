"""What people type and what Salesforce says is text and nothing else: it drives no terminal and crashes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sftui.demo.orgs import FOREIGN_TEXT
from sftui.demo.seed import AWKWARD_PASSWORD
from sftui.foreign import clean
from tests.cli.person import Done, without_terminal
from tests.support.demo_process import DemoProcess
from tests.support.terminal import LEFT, terminal
from tests.terminal.keyboard import (
    SFTUI,
    fill_form,
    is_hidden,
    name_account,
    open_form,
    private,
    quit_program,
    without_breaks,
)

pytestmark = pytest.mark.terminal

NAME = "[/red] [bold]Org"
PLAIN = "[/red][bold]Ω[link=x] [31m]0;title esrever 2J"
"""What is left of the demo's foreign text: every sign that draws something, as it is."""
TAIL = "Ω[link=x]"


def test_a_password_of_every_kind_of_character(
    demo: DemoProcess, opened: dict[str, str], tmp_path: Path
) -> None:
    """Typed key by key on the screen, and from a file."""
    joerg = demo.person("joerg@acme.com")
    assert joerg["password"] == AWKWARD_PASSWORD == "Pa55 wörd&+%=\"'#"
    values = demo.credentials("password") | {name: joerg[name] for name in ("username", "security_token")}
    with terminal([*SFTUI], folder=tmp_path, environment=opened) as screen:
        screen.wait_for("No accounts yet.", "n New")
        fill_form(screen, open_form(screen, "password"), values | {"password": ""})
        screen.wait_for("Password is needed.")
        screen.type(AWKWARD_PASSWORD)
        screen.wait_until(lambda shown: is_hidden(shown, "Password"), "the password hidden")
        screen.press("C-s")
        name_account(screen, "By hand")
        quit_program(screen)
    source = private(tmp_path / "account.json", json.dumps(values | {"password": AWKWARD_PASSWORD}))
    done = without_terminal(["connect", "--from", source, "--name", "From a file"], opened)
    assert done.code == 0, done.err
    assert AWKWARD_PASSWORD not in done.out + done.err


def test_on_every_screen(demo: DemoProcess, opened: dict[str, str], tmp_path: Path) -> None:
    assert clean(FOREIGN_TEXT) == PLAIN
    demo.tell("switch", foreign_text=True)
    recording = tmp_path / "recording"
    with terminal([*SFTUI], folder=tmp_path, environment=opened) as screen:
        screen.wait_for("No accounts yet.", "n New")
        screen.record(recording)
        title = screen.title()
        right = demo.credentials("client-credentials")
        fill_form(screen, open_form(screen, "client-credentials"), right | {"client_secret": "wrong"})
        assert TAIL in without_breaks(screen.wait_for("not connected", TAIL)), "the failure"
        screen.press("Escape")
        screen.wait_for("step 2 of 3", "Client secret")
        screen.press("C-u")
        screen.type(right["client_secret"])
        screen.press("C-s")
        assert PLAIN in without_breaks(screen.wait_for("Connected, and saved.")), "the result"
        name_account(screen, NAME)
        screen.wait_for(NAME)
        screen.press("t")
        screen.wait_for("is connected", "“[/red]")
        screen.press("Enter")
        screen.wait_for("Credentials", NAME, TAIL)
        screen.press("?")
        screen.wait_for("Here and now")
        screen.press("Escape")
        screen.wait_for("Credentials")
        screen.press("C-p")
        screen.type("[/red]")
        screen.wait_for("[/red]", "No matches found")
        screen.press("Escape")
        screen.wait_for("Credentials", gone="No matches found")
        for key, dialog in (("m", "Rename the account"), ("d", "Delete “")):
            screen.press(key)
            screen.wait_for(dialog, NAME)
            screen.press("Escape")
            screen.wait_for("Credentials", gone=dialog)
        screen.press("Escape")
        screen.wait_for("n New")
        screen.press("/")
        screen.type("[/red] [bold]")
        screen.wait_for(NAME, "1 of 1")
        screen.press("Escape")
        screen.wait_for("n New")
        assert screen.title() == title
        quit_program(screen)
        sent = screen.recorded(recording, until=LEFT)
    assert PLAIN[:12].encode() in sent
    for driving in ("\x1b]0;title", "\x9b2J", "\u202e", "\x00"):
        assert driving.encode() not in sent, driving


def is_plain(done: Done) -> None:
    printed = done.out + done.err
    assert all(c.isprintable() or c == "\n" for c in printed), printed


def test_on_the_command_line(demo: DemoProcess, opened: dict[str, str], tmp_path: Path) -> None:
    demo.tell("switch", foreign_text=True)
    values = demo.credentials("client-credentials")
    hostile = f"{NAME}\x1b[31m\x1b]0;title\x07\u202e"
    source = private(tmp_path / "account.json", json.dumps(values))
    done = without_terminal(["connect", "--from", source, "--name", hostile], opened)
    assert done.code == 0, done.err
    assert PLAIN in done.out
    is_plain(done)
    for arguments in (["list"], ["show", NAME], ["check", "--json"], ["list", "--json"]):
        done = without_terminal(arguments, opened)
        assert done.code == 0, done.err
        assert NAME in done.out
        is_plain(done)
    wrong = private(tmp_path / "wrong.json", json.dumps(values | {"client_secret": "wrong"}))
    done = without_terminal(["connect", "--from", wrong], opened)
    assert done.code == 4
    assert TAIL in done.err
    is_plain(done)
