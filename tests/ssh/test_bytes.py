"""Few bytes over the line: what a move, a letter and doing nothing cost, at 120×40 over a real ssh."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from sftui.guides import topic
from tests.ssh.session import SFTUI, Far
from tests.support import ten_thousand
from tests.support.demo_process import DemoProcess
from tests.support.keeping import PASSPHRASE
from tests.support.pty_session import PtySession
from tests.terminal.keyboard import open_form

pytestmark = pytest.mark.ssh

A_MOVE, A_LETTER = 600, 200
"""Bytes at most, with everything that follows by itself."""
QUIET, CALM = 1.5, 6.0
"""Seconds without a byte after which nothing more follows a key, and a screen that was just opened: longer than any
timer of the screens, also on a busy machine.
"""
MANY = 60
"""Accounts: more than the screen has rows."""
PAST = 4
"""Rows past the edge of the screen."""
IDLE = 60.0
"""Seconds of doing nothing."""
ADA = "ada@acme.com"
NAMES = {
    "Acme production, by its administrator": "password",
    "Batches of the night": "client-credentials",
    "Customer data, the long way round to the warehouse": "jwt",
    "Dashboards": "tokens",
    "Exports for the partner portal": "password",
    "Finance: “quarterly” figures": "client-credentials",
}
WAYS: tuple[tuple[str, ...], ...] = ((), ("n",), ("/",), ("g",), ("C-p",))
BUTTONS_AFTER = {"private_key": 2}
BLINKING = re.compile(r"\x1b\[[0-9;]*\b5m|\x1b\[\?12h|\x1b\[[135] q")


@pytest.fixture
def demo(demo_of_test: DemoProcess) -> DemoProcess:
    return demo_of_test


@pytest.fixture
def mixed(opened: Far, demo: DemoProcess) -> Far:
    """Accounts of several methods; the password of some was changed, and they were tested since."""
    for name, method in NAMES.items():
        done = opened.run(f"{SFTUI} connect --from -", json.dumps(demo.credentials(method, name=name)))
        assert done.returncode == 0, done.stderr
    demo.tell("change-password", username=ADA)
    demo.tell("end-sessions", username=ADA)
    assert opened.run(f"{SFTUI} check").returncode
    return opened


def cost(screen: PtySession, key: str, there: str = "") -> int:
    """Bytes for this key once the screen shows something else and ``there``, until nothing more follows."""
    shown, before = screen.screen(), len(screen.octets)
    screen.press(key)
    screen.wait_until(lambda now: now != shown and there in now, f"{there} after {key}")
    return screen.settle(QUIET) - before


def in_the_pane(name: str) -> str:
    """How a screen shows the name in the pane below the list; in the list a sign stands before it."""
    return f"\n  {name[:30]}"


@pytest.mark.parametrize("term", ["xterm-256color", "tmux-256color"])
def test_one_row_up_or_down_with_the_pane_that_follows(mixed: Far, term: str) -> None:
    names = list(NAMES)
    with mixed.pty(columns=120, rows=40, term=term) as screen:
        screen.wait_for("6 accounts, 2 to reconnect", in_the_pane(names[0]), "Salesforce said")
        screen.settle(CALM)
        for key, order in (("Down", names[1:]), ("Up", names[-2::-1])):
            for name in order:
                spent = cost(screen, key, in_the_pane(name))
                assert spent <= A_MOVE, f"{key} to {name}"


@pytest.mark.parametrize("term", ["xterm-256color", "screen", "vt100"])
def test_one_row_past_the_edge_of_a_longer_list(far: Far, home: Path, term: str) -> None:
    """The whole list moves, and the terminal does that by itself."""
    places = ten_thousand.make(home / "accounts", MANY)
    opened = far.having(SFTUI_ACCOUNTS=str(places.accounts), SFTUI_PASSPHRASE=PASSPHRASE.text.reveal())
    with opened.pty(columns=120, rows=40, term=term) as screen:
        screen.wait_for(f"{MANY} accounts", in_the_pane(ten_thousand.name_of(0)))
        room = next(each for each in range(MANY) if ten_thousand.name_of(each) not in screen.screen())
        for key, unseen in (("Down", range(room, room + PAST)), ("Up", range(PAST - 1, -1, -1))):
            screen.press(*[key] * (room - 1))
            screen.wait_for(in_the_pane(ten_thousand.name_of(unseen[0] - 1 if key == "Down" else PAST)))
            screen.settle(CALM)
            for number in unseen:
                spent = cost(screen, key, in_the_pane(ten_thousand.name_of(number)))
                assert spent <= A_MOVE, f"{key} to {number}"


def test_a_letter_of_the_filter_that_hides_nothing(mixed: Far) -> None:
    with mixed.pty(columns=120, rows=40) as screen:
        screen.wait_for("6 accounts, 2 to reconnect", "Salesforce said")
        screen.press("/")
        screen.wait_for("Keep")
        screen.settle(CALM)
        for letter, there in zip("acm", ("6 of 6", " ac ", " acm "), strict=True):
            assert cost(screen, letter, there) <= A_LETTER


@pytest.mark.parametrize("method_id", ["password", "client-credentials", "jwt"])
def test_a_letter_in_each_field(opened: Far, method_id: str) -> None:
    """Without the guide beside the form: it follows the focus, and would be counted when a machine is slow."""
    with opened.pty(columns=100, rows=40) as screen:
        screen.wait_for("No accounts yet.")
        method = open_form(screen, method_id, over_ssh=True)
        screen.settle(CALM)
        for field in method.fields:
            screen.wait_for(topic(field.guide).short[:30])
            screen.settle(QUIET)
            if field.name != "login_url" or field.my_domain_only:
                for letter in "xy":
                    assert cost(screen, letter) <= A_LETTER, field.name
            screen.press(*["Tab"] * (1 + BUTTONS_AFTER.get(field.name, 0)))


def test_the_two_fields_for_a_new_password(mixed: Far) -> None:
    with mixed.pty(columns=120, rows=40) as screen:
        screen.wait_for("6 accounts, 2 to reconnect", "Salesforce said")
        screen.press("r")
        screen.wait_for("New security token", "Esc Cancel")
        screen.settle(CALM)
        for _ in ("password", "token"):
            screen.settle(QUIET)
            for letter in "xy":
                assert cost(screen, letter) <= A_LETTER
            screen.press("Tab")


def test_nothing_is_sent_in_an_idle_minute(mixed: Far, demo: DemoProcess) -> None:
    """On the list, in a field, in a filter, in the guides and the palette; all at once, so that it is one minute."""
    with ExitStack() as stack:
        screens = [stack.enter_context(mixed.pty(columns=120, rows=40)) for _ in WAYS]
        for screen, way in zip(screens, WAYS, strict=True):
            screen.wait_for("6 accounts, 2 to reconnect", "Salesforce said")
            screen.press(*way)
        screens[-1].wait_for("Find any action by its name")
        screens[1].wait_for("step 1 of 3")
        screens[1].press("Enter")
        screens[1].wait_for("step 2 of 3")
        screens[1].press("Tab", "x")
        before = [screen.settle(CALM) for screen in screens]
        assert screens[0].settle(IDLE) == before[0]
        assert [len(screen.octets) for screen in screens] == before
        for screen in screens:
            assert not BLINKING.search(bytes(screen.octets).decode())
