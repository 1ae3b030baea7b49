"""The tunnel coach over a real ssh: its lines work as they stand, its light goes on, and pasting works beside it."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sftui.demo.browser import Browser
from tests.ssh.home import Home, home, wait_for_tunnel
from tests.ssh.session import SFTUI, Far, link_on, wait_until
from tests.support.demo_process import DemoProcess
from tests.support.ssh import Server
from tests.support.terminal import Terminal
from tests.terminal.keyboard import NAMED, fill_form, name_account, open_form

pytestmark = pytest.mark.ssh

ADA = "ada@acme.com"


@pytest.fixture
def at_home(sshd: Server, tmp_path: Path) -> Iterator[Home]:
    with home(tmp_path / "near", sshd) as here:
        yield here


def begin(screen: Terminal, web: dict[str, str]) -> str:
    """From the empty list to the waiting sign-in; gives its link."""
    screen.wait_for("No accounts yet.")
    fill_form(screen, open_form(screen, "web", over_ssh=True), web)
    return link_on(screen.wait_for("Open this link in any browser", "services/oauth2/authorize", "  -L "))


def line_on(screen: str, beginning: str) -> str:
    """The one line of the screen that begins so, as a person copies it."""
    (line,) = [each.strip() for each in screen.splitlines() if each.strip().startswith(beginning)]
    return line


def address_after(link: str, demo: DemoProcess) -> str:
    ada = demo.person(ADA)
    return Browser().sign_in(link, ada["username"], ada["password"])


def front_of(callback: str) -> str:
    return f"http://{urlsplit(callback).netloc}/"


def test_the_printed_line_leads_a_browser_at_home_to_sftui(
    opened: Far, demo: DemoProcess, web: dict[str, str], at_home: Home
) -> None:
    with opened.session() as screen:
        link = begin(screen, web)
        shown = screen.wait_for("Listening")
        to_try = re.search(r"open (http://\S+) at home: a light", shown)
        assert to_try is not None, shown
        with at_home.running(line_on(shown, "ssh ")):
            wait_for_tunnel(at_home, to_try[1])
            screen.wait_for("● A browser reached sftui here", "Waits until", gone="  -L ")
            page = at_home.browse(address_after(link, demo))
            assert page["status"] == 200
            assert "Back at sftui" in str(page["body"])
            name_account(screen, "Through the tunnel")
            screen.wait_for("Through the tunnel", "connected")


def test_in_a_narrow_window_the_line_is_whole_outside_the_full_screen(
    opened: Far, web: dict[str, str], at_home: Home
) -> None:
    with opened.session() as screen:
        begin(screen, web)
        screen.resize(40, 24)
        screen.press("l")
        screen.wait_for("Enter goes back to sftui")
        with at_home.running(line_on(screen.joined(), "ssh ")):
            wait_for_tunnel(at_home, front_of(web["redirect_uri"]))
            screen.press("Enter")
            screen.wait_for("step 3 of 3")


def test_a_tunnel_opened_in_the_running_connection(
    opened: Far, demo: DemoProcess, web: dict[str, str], at_home: Home
) -> None:
    with at_home.session(opened, SFTUI, "-o", "EnableEscapeCommandline=yes") as screen:
        link = begin(screen, web)
        words = line_on(screen.wait_for("Listening", "~C"), "-L ")
        screen.press("Enter")
        screen.type("~C")
        screen.wait_for("ssh>")
        screen.type(at_home.forward(words))
        screen.press("Enter")
        wait_until(lambda: at_home.reaches(front_of(web["redirect_uri"])))
        screen.wait_for("● A browser reached sftui here", "ssh>")
        screen.press("F9")
        screen.wait_for("Open this link in any browser", "● A browser reached sftui here", gone="ssh>")
        page = at_home.browse(address_after(link, demo))
        assert page["status"] == 200, page
        screen.wait_for("Connected, and saved.", NAMED)


def test_an_ssh_that_takes_no_escape_command_says_so_and_the_screen_is_drawn_anew(
    opened: Far, web: dict[str, str], at_home: Home
) -> None:
    with at_home.session(opened, SFTUI, "-o", "EnableEscapeCommandline=no") as screen:
        begin(screen, web)
        screen.wait_for("Listening", "EnableEscapeCommandline=yes")
        screen.press("Enter")
        screen.type("~C")
        screen.wait_for("commandline disabled")
        screen.press("F9")
        screen.wait_for("Open this link in any browser", "Listening", gone="commandline disabled")


def test_an_answer_is_pasted_although_the_tunnel_stands(
    opened: Far, demo: DemoProcess, web: dict[str, str], at_home: Home
) -> None:
    with opened.session() as screen:
        link = begin(screen, web)
        with at_home.running(line_on(screen.wait_for("Listening"), "ssh ")):
            wait_for_tunnel(at_home, front_of(web["redirect_uri"]))
            screen.wait_for("● A browser reached sftui here")
            screen.paste(address_after(link, demo))
            screen.press("Enter")
            screen.wait_for("Connected, and saved.", NAMED)


def test_a_taken_port_is_named_with_its_holder_and_no_tunnel_is_offered(
    opened: Far, demo: DemoProcess, web: dict[str, str]
) -> None:
    port = urlsplit(web["redirect_uri"]).port
    assert port is not None
    with socket.create_server(("127.0.0.1", port)), opened.session() as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, "web", over_ssh=True), web)
        shown = screen.wait_for("Open this link in any browser", f"▲ Port {port} is taken by")
        assert re.search(rf"Port {port} is taken by .+ \(process \d+\)\.", " ".join(shown.split()))
        assert "ssh -N" not in shown
        assert "Close one that you opened" in " ".join(shown.split())
        screen.paste(address_after(link_on(shown), demo))
        screen.press("Enter")
        name_account(screen, "Pasted anyway")
        screen.wait_for("Pasted anyway", "connected")


def test_the_command_line_prints_the_line_too(
    opened: Far, demo: DemoProcess, web: dict[str, str], at_home: Home
) -> None:
    draft = opened.home / "draft.json"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({**web, "name": "By command"}), encoding="utf-8")
    with opened.session(f"{SFTUI} connect --from {draft}", columns=160) as screen:
        screen.wait_for("Listening", "Ctrl+C stops")
        shown = screen.joined()
        link = line_on(shown, web["login_url"])
        with at_home.running(line_on(shown, "ssh ")):
            wait_for_tunnel(at_home, front_of(web["redirect_uri"]))
            assert at_home.browse(address_after(link, demo))["status"] == 200
            screen.wait_for("By command:")
