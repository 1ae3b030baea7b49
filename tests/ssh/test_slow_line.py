"""A line of 300 ms each way: a person sets an account up by the website without ever waiting for the screen."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sftui.demo.browser import Browser
from tests.ssh.session import SFTUI, Far, link_on
from tests.support.demo_process import DemoProcess
from tests.support.slow_line import slow_line
from tests.support.terminal import LEFT
from tests.terminal.keyboard import name_account, quit_program, type_web_form

pytestmark = pytest.mark.ssh

ADA = "ada@acme.com"
DELAY = 0.3
"""Seconds, each way."""
QUESTIONS = re.compile(
    rb"\x1b\[[?>=]?[\d;]*(?:c|n|\$p|[\d]t|u)|\x1b\](?:4|10|11|12|52);[^\a\x1b]*\?|\x1bP[+$]q|\x1b_G|\x1bZ|\x05"
)
"""What a terminal answers: its attributes, modes, colours, sizes, capabilities, clipboard, cursor."""


def test_every_key_is_taken_however_late_its_echo_comes(
    opened: Far, demo: DemoProcess, web: dict[str, str], tmp_path: Path
) -> None:
    """The keys leave before the first answer to them is there: the program needs no round trip of its own."""
    sent = tmp_path / "sent"
    ada = demo.person(ADA)
    with slow_line(opened.server.port, DELAY) as line, opened.session(port=line.port) as screen:
        screen.record(sent)
        screen.wait_for("No accounts yet.")
        type_web_form(screen, web)
        link = link_on(
            screen.wait_for("Open this link in any browser", "services/oauth2/authorize", "Listening")
        )
        screen.paste(Browser().sign_in(link, ada["username"], ada["password"]))
        screen.press("Enter")
        name_account(screen, "From far away")
        screen.wait_for("● From far away", "connected")
        quit_program(screen)
        octets = screen.recorded(sent, until=LEFT)
    assert QUESTIONS.findall(octets) == []
    listed = opened.run(f"{SFTUI} list --json")
    (account,) = json.loads(listed.stdout)
    assert (account["name"], account["method"], account["status"]) == ("From far away", "web", "connected")
    assert account["client_id"] == web["client_id"]
    assert account["redirect_uri"] == web["redirect_uri"]


def test_keys_that_were_typed_before_the_program_was_there(opened: Far) -> None:
    """A person who knows the way begins while the connection is still being made."""
    with slow_line(opened.server.port, DELAY) as line, opened.session(port=line.port) as screen:
        screen.type("n")
        screen.wait_for("step 1 of 3")


def test_a_pasted_answer_of_many_lines_arrives_whole(
    opened: Far, demo: DemoProcess, web: dict[str, str]
) -> None:
    """As a narrow terminal at home breaks it, and without the marks of a paste."""
    ada = demo.person(ADA)
    with slow_line(opened.server.port, DELAY) as line, opened.session(port=line.port) as screen:
        screen.wait_for("No accounts yet.")
        type_web_form(screen, web)
        link = link_on(
            screen.wait_for("Open this link in any browser", "services/oauth2/authorize", "Listening")
        )
        address = Browser().sign_in(link, ada["username"], ada["password"])
        screen.paste("\r".join(address[at : at + 60] for at in range(0, len(address), 60)), bracketed=False)
        screen.wait_for("Enter Give the answer")
        screen.press("Enter")
        name_account(screen, "Pasted in pieces")
        screen.wait_for("● Pasted in pieces", "connected")
