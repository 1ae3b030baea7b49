"""A whole day of use leaves no known secret: on the screen, in files, in titles, in what other programs can see."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sftui.account import SECRET_FIELDS, Secret
from sftui.demo.browser import Browser
from sftui.demo.seed import TERMINAL_APP
from sftui.keeper.keeper import Keeper
from sftui.vault.keys import Passphrase
from sftui.vault.places import find_places
from tests.cli.person import without_terminal
from tests.support.demo_process import DemoProcess
from tests.support.keeping import PATIENCE
from tests.support.ports import free_port
from tests.support.terminal import LEFT, Terminal, terminal
from tests.terminal import traces
from tests.terminal.keyboard import (
    PASSPHRASE,
    SFTUI,
    fill_form,
    first_run,
    is_hidden,
    name_account,
    open_form,
    private,
    quit_program,
    unlock,
)

pytestmark = pytest.mark.terminal

ADA = "ada@acme.com"
WRONG = "planted-wrong-password"
PLANTED = "planted-in-the-frame-of-a-crash"
WHEN_TOLD = ["sh", "-c", 'read -r _; exec "$@"', "sh"]
"""So that the recording begins before the program does."""


def other_eyes(screen: Terminal) -> str:
    """The window's title, and every command line on this machine."""
    commands = subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, text=True).stdout
    return f"{screen.title()}\n{commands}"


def connect(screen: Terminal, demo: DemoProcess, method: str, **changes: str) -> None:
    fill_form(screen, open_form(screen, method), demo.credentials(method, **changes))
    name_account(screen, f"By {method}")


def connect_by_browser(screen: Terminal, demo: DemoProcess) -> None:
    callback = f"http://localhost:{free_port()}/OauthRedirect"
    demo.tell("callback", app=TERMINAL_APP, url=callback)
    fill_form(screen, open_form(screen, "web"), demo.credentials("web", redirect_uri=callback))
    shown = screen.wait_for("Open this link in any browser", "Listening")
    link = re.search(r"(http://\S+/services/oauth2/authorize\?.*?)\n *\n", shown, re.DOTALL)
    assert link is not None, shown
    lee = demo.person("lee@acme.com")
    Browser().sign_in(re.sub(r"\s+", "", link[1]), lee["username"], lee["password"], deliver=True)
    name_account(screen, "By web")


def connect_by_code(screen: Terminal, demo: DemoProcess) -> None:
    demo.tell("switch", device_interval=1)
    fill_form(screen, open_form(screen, "device"), demo.credentials("device"))
    screen.wait_for("enter this code", "Waits until")
    (user_code,) = demo.state()["waiting_user_codes"]
    demo.tell("approve", user_code=user_code, username=ADA)
    name_account(screen, "By device")


def fail_and_reconnect(screen: Terminal, demo: DemoProcess) -> dict[str, str]:
    """With the wrong password first, then with the new one; gives the new password and token."""
    changed: dict[str, str] = demo.tell("change-password", username=ADA)
    demo.tell("end-sessions", username=ADA)
    screen.press("r")
    screen.wait_for("New security token")
    for password in (WRONG, changed["password"]):
        screen.press("C-u")
        screen.type(password)
        screen.wait_until(lambda shown: is_hidden(shown, "│  New password"), "the new password, hidden")
        screen.press("Tab", "C-u")
        screen.type(changed["security_token"])
        screen.wait_until(lambda shown: is_hidden(shown, "│  New security token"), "the new token, hidden")
        screen.press("Enter")
        if password is WRONG:
            screen.wait_for("authentication failure", "enter both")
            screen.press("Enter")
    screen.wait_for("n New", gone="New password")
    return {name: changed[name] for name in ("password", "security_token")}


def secrets_of(demo: DemoProcess, accounts: Path) -> set[str]:
    """All that was ever typed, sent or got, as far as it must stay hidden."""
    known = {PASSPHRASE, WRONG, PLANTED}
    for values in demo.facts["credentials"].values():
        known |= {values[name] for name in SECRET_FIELDS if name in values and name != "private_key"}
        known |= set(values.get("private_key", "").split("\n")[1:-2])
    keeper = Keeper(find_places(accounts, {}))
    keeper.start()
    try:
        for entry in keeper.unlock(Passphrase(Secret(PASSPHRASE))).result(PATIENCE).entries:
            account = entry.account
            known |= {getattr(account, name).reveal() for name in SECRET_FIELDS if name != "private_key"}
            known.add(keeper.token(account.id).result(PATIENCE).access_token.reveal())
    finally:
        keeper.close()
    known.discard("")
    assert all(len(secret) >= traces.PIECE for secret in known), min(known, key=len)
    return known


def test_a_day_of_use(demo: DemoProcess, environment: dict[str, str], tmp_path: Path) -> None:
    log, accounts = tmp_path / "home" / "textual.log", tmp_path / "home" / "accounts.toml"
    environment["SFTUI_ACCOUNTS"] = str(accounts)
    curious = environment | {"TEXTUAL_LOG": str(log), "TEXTUAL": "debug,devtools", "PYTHONASYNCIODEBUG": "1"}
    recording = tmp_path / "recording"
    seen = []
    with terminal([*WHEN_TOLD, *SFTUI, "-v"], folder=tmp_path, environment=curious) as screen:
        screen.record(recording)
        screen.press("Enter")
        code = first_run(screen)
        seen.append(other_eyes(screen))
        connect(screen, demo, "password")
        new = fail_and_reconnect(screen, demo)
        for method in ("tokens", "jwt", "client-credentials"):
            connect(screen, demo, method)
        seen.append(other_eyes(screen))
        connect_by_browser(screen, demo)
        connect_by_code(screen, demo)
        screen.press("C-l")
        unlock(screen)
        screen.press("T")
        screen.wait_for("tested", gone="testing")
        screen.press("Enter")
        screen.wait_for("Credentials", "•••")
        seen.append(other_eyes(screen))
        screen.press("Escape")
        screen.wait_for("n New")
        quit_program(screen)
        sent = screen.recorded(recording, until=LEFT)

    shown_once = {code, code.replace("-", "")}
    secrets = secrets_of(demo, accounts) | set(new.values()) | shown_once
    assert len(secrets) > 35
    assert not traces.in_octets(secrets - shown_once, sent)
    shown = list(traces.pictures(recording))
    public = demo.credentials("password")["client_id"]
    assert any(traces.in_text([public], picture) for picture in shown), "what is no secret is found"
    for picture in shown:
        is_code = "sftui · recovery code" in picture and not is_hidden(picture, "Recovery code")
        expected = shown_once if is_code else set()
        assert set(traces.in_text(secrets, picture)) <= expected, picture
    assert not any(traces.in_text(secrets, each) for each in seen)
    assert not traces.in_files(secrets, tmp_path / "home")
    assert not log.exists()
    written = {path.name for path in (tmp_path / "home").rglob("*") if path.is_file()}
    assert {"accounts.toml", "sessions.toml"} <= written


CRASHING = f"""
from sftui.cli.main import main
from sftui.tui.screens.help import HelpScreen

def body(self):
    secret = "{PLANTED}"
    raise ValueError(secret)

HelpScreen.body = body
raise SystemExit(main(["-v"]))
"""


def test_a_crash(opened: dict[str, str], tmp_path: Path) -> None:
    """It says where it happened and leaves the terminal as it was; nothing that the program held is told."""
    recording = tmp_path / "recording"
    program = [sys.executable, private(tmp_path / "crashing.py", CRASHING)]
    with terminal([*WHEN_TOLD, *program], folder=tmp_path, environment=opened) as screen:
        screen.record(recording)
        screen.press("Enter")
        screen.wait_for("n New")
        screen.press("?")
        assert screen.wait_for_end() == 1
        shown = screen.screen()
        sent = screen.recorded(recording, until=b"in body")
    assert "Something went wrong inside sftui" in shown
    assert "ValueError" in shown
    assert "in body" in shown
    assert not traces.in_octets([PLANTED], sent)
    for mode in (b"\x1b[?1049", b"\x1b[?25"):
        assert sent.rindex(mode + (b"l" if mode.endswith(b"49") else b"h")) > sent.index(mode), mode


def test_command_lines(demo: DemoProcess, opened: dict[str, str], tmp_path: Path) -> None:
    """The same on the command line, with everything that makes programs talkative."""
    curious = opened | {"HTTPX_LOG_LEVEL": "trace", "PYTHONASYNCIODEBUG": "1"}
    said = []
    for method in ("password", "tokens", "jwt", "client-credentials"):
        source = private(tmp_path / f"{method}.json", json.dumps(demo.credentials(method)))
        said.append(without_terminal(["connect", "-v", "--from", source, "--name", method], curious))
    wrong = private(
        tmp_path / "wrong.json", json.dumps(demo.credentials("client-credentials", client_secret=WRONG))
    )
    said += [
        without_terminal(["connect", "-v", "--from", wrong], curious),
        without_terminal(["check", "-v", "--json"], curious),
        without_terminal(["show", "-v", "password", "--json"], curious),
        without_terminal(["show", "-v", "jwt"], curious),
        without_terminal(["list", "-v"], curious),
        without_terminal(["remove", "-v", "tokens"], curious),
    ]
    assert [done.code for done in said] == [0, 0, 0, 0, 4, 0, 0, 0, 0, 0], said
    secrets = secrets_of(demo, Path(opened["SFTUI_ACCOUNTS"]))
    for done in said:
        assert not traces.in_text(secrets, done.out + done.err), done
    assert not traces.in_files(secrets, tmp_path / "accounts")
    assert not traces.in_files(secrets, tmp_path / "home")
