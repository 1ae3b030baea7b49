"""Bytes over the line at 120×40, beside a minimal Textual app with the stock driver."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.vault.places import find_places
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE, connected, draft
from tests.support.pty_session import PtySession, pty_session

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parent.parent.parent
MINIMAL = Path(__file__).with_name("programs") / "minimal.py"
NAMES = [
    f"{name} {number}" for number in range(1, 15) for name in ("Acme", "Nightly export", "Old partner org")
]
METHODS = ("password", "client-credentials", "jwt")
FOLLOWS, AT_ONCE, MINUTE = 1.5, 0.4, 60.0
"""Seconds; the stock field blinks twice a second, so that a letter is counted for less than that."""


DOWN, ROWS = "\x1b[B", 38
"""The key, and how often it surely reaches the edge of the list; there are a few accounts more."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Bytes."""

    first_paint: int
    moves: list[int]
    past_the_edge: list[int]
    letters: list[int]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """As at the far end of an ssh, with more accounts of three methods than rows."""
    environ = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "LANG": "C.UTF-8",
        "TERM": "xterm-256color", "COLORTERM": "truecolor",
        "SSH_CONNECTION": "203.0.113.5 50000 198.51.100.7 22",
        "SFTUI_ACCOUNTS": str(tmp_path / "accounts.toml"), "SFTUI_PASSPHRASE": PASSPHRASE.text.reveal(),
    }  # fmt: skip
    keeper = Keeper(find_places(None, environ), cost=CHEAP)
    keeper.start()
    keeper.create({"main": PASSPHRASE}).result(PATIENCE)
    with DemoSalesforce() as demo:
        for at, name in enumerate(NAMES):
            connected(keeper, draft(demo, METHODS[at % len(METHODS)], name=name))
    keeper.close()
    return environ


def spent(screen: PtySession, keys: str, seconds: float) -> int:
    """Bytes within this time after these keys."""
    before = len(screen.octets)
    screen.send(keys)
    time.sleep(seconds)
    return len(screen.octets) - before


def measure(screen: PtySession, there: str, to_field: str) -> Figures:
    screen.wait_until(lambda _: there.encode() in screen.octets, there)
    time.sleep(FOLLOWS)
    first_paint = len(screen.octets)
    moves = [spent(screen, DOWN, FOLLOWS) for _ in range(8)]
    spent(screen, DOWN * (ROWS - len(moves)), FOLLOWS)
    past_the_edge = [spent(screen, DOWN, FOLLOWS) for _ in range(2)]
    spent(screen, to_field, FOLLOWS)
    return Figures(first_paint, moves, past_the_edge, [spent(screen, letter, AT_ONCE) for letter in "acme"])


def test_bytes(environment: dict[str, str]) -> None:
    rows = [[name, "Production", "ada@acme.com", "connected   2 min"] for name in NAMES]
    with ExitStack() as stack:

        def opened(*command: str) -> PtySession:
            return stack.enter_context(
                pty_session([sys.executable, *command], environment, columns=120, rows=40)
            )

        ours, stock = opened("-m", "sftui"), opened(str(MINIMAL), json.dumps(rows))
        found = [measure(ours, NAMES[0], "/"), measure(stock, NAMES[0], "\t")]
        started = [len(each.octets) for each in (ours, stock)]
        time.sleep(MINUTE)
        idle = [len(each.octets) - before for each, before in zip((ours, stock), started, strict=True)]
    print("\nbytes at 120x40, over SSH                          sftui   minimal app, stock driver")
    for words, values in {
        "first paint": [each.first_paint for each in found],
        "one row down, with what follows: most": [max(each.moves) for each in found],
        "one row down, with what follows: mean": [sum(each.moves) // len(each.moves) for each in found],
        "one row past the edge of the list: most": [max(each.past_the_edge) for each in found],
        "one letter in a field: most": [max(each.letters) for each in found],
        "an idle minute with a cursor in a field": idle,
    }.items():
        print(f"{words:<48}{values[0]:>8,}{values[1]:>16,}")
