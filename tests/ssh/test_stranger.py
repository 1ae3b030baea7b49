"""Another user of the server at the callback's port: steals nothing, is named, and brings nothing that is taken."""

from __future__ import annotations

import json
import os
import pwd
import secrets
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sftui.demo.browser import Browser
from tests.ssh.session import PATIENCE, SFTUI, Far, link_on
from tests.support.demo_process import DemoProcess
from tests.support.terminal import Terminal
from tests.terminal.keyboard import fill_form, name_account, open_form, without_breaks

pytestmark = pytest.mark.ssh

ADA = "ada@acme.com"
PROGRAM = Path(__file__).parent / "programs" / "stranger.py"


@dataclass(frozen=True, slots=True)
class Stranger:
    process: subprocess.Popen[str]

    def next_address(self) -> str:
        """What the next browser brought."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextmanager
def stranger_at(port: int) -> Iterator[Stranger]:
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(port)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    try:
        stranger = Stranger(process)
        assert stranger.next_address() == "ready"
        yield stranger
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def port_of(web: Mapping[str, str]) -> int:
    port = urlsplit(web["redirect_uri"]).port
    assert port is not None
    return port


def begin(screen: Terminal, web: Mapping[str, str], *marks: str) -> str:
    screen.wait_for("No accounts yet.")
    fill_form(screen, open_form(screen, "web", over_ssh=True), web)
    return link_on(screen.wait_for("Open this link in any browser", "services/oauth2/authorize", *marks))


def redeem(web: Mapping[str, str], code: str, **more: str) -> tuple[int, dict[str, str]]:
    """What Salesforce says to somebody who has the code, and knows the app with its secret."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": web["client_id"],
        "client_secret": web["client_secret"],
        "redirect_uri": web["redirect_uri"],
        **more,
    }
    request = urllib.request.Request(
        f"{web['login_url']}/services/oauth2/token", data=urllib.parse.urlencode(form).encode()
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


@pytest.mark.parametrize("verifier", ["", secrets.token_urlsafe(48)], ids=["no verifier", "a guessed one"])
def test_a_stranger_at_the_port_is_named_and_a_stolen_code_is_worth_nothing(
    opened: Far, demo: DemoProcess, web: dict[str, str], verifier: str
) -> None:
    port, ada = port_of(web), demo.person(ADA)
    with stranger_at(port) as stranger, opened.session() as screen:
        link = begin(screen, web, f"▲ Port {port} is taken by")
        shown = without_breaks(screen.screen())
        if os.getuid() == 0:
            assert f"of another user ({pwd.getpwuid(65534).pw_name})" in shown
            assert "Use a browser on another machine" in shown
        assert f"(process {stranger.process.pid})" in shown
        approvals = demo.state()["approvals"]
        Browser().sign_in(link, ada["username"], ada["password"], deliver=True)
        stolen = parse_qs(urlsplit(stranger.next_address()).query)["code"][0]
        more = {"code_verifier": verifier} if verifier else {}
        status, said = redeem(web, stolen, **more)
        assert (status, said["error"], said["error_description"]) == (
            400,
            "invalid_grant",
            "invalid code verifier",
        )
        assert demo.state()["approvals"] == approvals
        screen.paste(f"{web['redirect_uri']}?code={stolen}")
        screen.press("Enter")
        screen.wait_for("not connected", "expired authorization code")


def test_without_a_theft_the_pasted_answer_connects_beside_the_stranger(
    opened: Far, demo: DemoProcess, web: dict[str, str]
) -> None:
    port, ada = port_of(web), demo.person(ADA)
    with stranger_at(port), opened.session() as screen:
        link = begin(screen, web, f"▲ Port {port} is taken by")
        screen.paste(Browser().sign_in(link, ada["username"], ada["password"]))
        screen.press("Enter")
        name_account(screen, "Beside a stranger")
        screen.wait_for("Beside a stranger", "connected")


def test_a_foreign_answer_at_our_listener_is_refused_and_reported(
    opened: Far, demo: DemoProcess, web: dict[str, str]
) -> None:
    ada = demo.person(ADA)
    with opened.session() as screen:
        link = begin(screen, web, "Listening")
        page = Browser().open(f"{web['redirect_uri']}?code=aPrxForged1234567890&state=forged")
        assert page.status == 400
        shown = screen.wait_for("▲ Refused at the callback")
        assert "belongs to another sign-in" in without_breaks(shown)
        Browser().sign_in(link, ada["username"], ada["password"], deliver=True)
        name_account(screen, "The right one")
        screen.wait_for("The right one", "connected")


def test_the_command_line_names_the_stranger_and_offers_no_tunnel(
    opened: Far, demo: DemoProcess, web: dict[str, str]
) -> None:
    ada = demo.person(ADA)
    draft = opened.home / "draft.json"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({**web, "name": "By command"}), encoding="utf-8")
    with stranger_at(port_of(web)), opened.session(f"{SFTUI} connect --from {draft}", columns=160) as screen:
        screen.wait_for(f"Port {port_of(web)} is taken by", "Ctrl+C stops")
        shown = screen.joined()
        assert "ssh -N" not in shown
        (link,) = [line.strip() for line in shown.splitlines() if line.startswith(web["login_url"])]
        screen.paste(Browser().sign_in(link, ada["username"], ada["password"]))
        screen.press("Enter")
        screen.wait_for("By command:")
