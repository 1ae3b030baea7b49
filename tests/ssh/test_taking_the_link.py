"""Every way to take a sign-in link away from a far server, as the terminal at home gets it."""

from __future__ import annotations

import base64
import re
import stat
import subprocess
from pathlib import Path

import pytest

from sftui.tui.widgets.qr import QUIET, modules_of
from tests.ssh.session import SFTUI, Far, link_on, wait_until
from tests.support.terminal import Terminal
from tests.terminal.keyboard import fill_form, open_form, without_breaks

pytestmark = pytest.mark.ssh

SHOWN = b"Sent to the"
"""What the screen draws after the link was sent."""


def begin(screen: Terminal, web: dict[str, str]) -> str:
    """From the empty list to the waiting sign-in; gives its link."""
    screen.wait_for("No accounts yet.")
    fill_form(screen, open_form(screen, "web", over_ssh=True), web)
    return link_on(screen.wait_for("Open this link in any browser", "services/oauth2/authorize", "Listening"))


def clipboard_of(screen: Terminal) -> str:
    """What tmux at home took: with ``set-clipboard on`` it keeps what programs send."""
    shown = ["tmux", "-L", screen.socket, "show-buffer"]
    return subprocess.run(shown, capture_output=True, text=True).stdout


def sent_to_clipboard(octets: bytes) -> list[str]:
    """The texts of each OSC 52 in these bytes."""
    return [base64.b64decode(each).decode() for each in re.findall(rb"\x1b\]52;c;([^\a\x1b]*)\a", octets)]


def test_one_key_walks_down_from_the_clipboard_to_a_file(opened: Far, web: dict[str, str]) -> None:
    with opened.session() as screen:
        link = begin(screen, web)
        screen.press("y")
        wait_until(lambda: clipboard_of(screen) == link, lambda: clipboard_of(screen))
        screen.press("y")  # this window is too small for a QR code, so that is no step
        screen.wait_for("Enter goes back to sftui", gone="step 3 of 3")
        assert f"\n{link}\n" in screen.joined()
        screen.press("Enter")
        screen.wait_for("step 3 of 3", "Listening")
        screen.press("y")
        file = opened.home / "salesforce-sign-in-link.txt"
        wait_until(lambda: file.exists() and file.read_text(encoding="ascii") == f"{link}\n")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        screen.press("Escape")
        screen.wait_for("step 2 of 3")
        assert not file.exists()


@pytest.mark.parametrize("setting", ["on", "external"])
def test_tmux_on_the_server_passes_the_link_on(opened: Far, web: dict[str, str], setting: str) -> None:
    """A tmux there takes it into its own buffer, and hands it to the terminal at home; "external" is how it comes."""
    settings = opened.folder / "far-tmux.conf"
    settings.write_text(
        f"set -s set-clipboard {setting}\nset -g default-terminal tmux-256color\n"
        "set -as terminal-features ',tmux-256color:clipboard'\n",
        encoding="utf-8",
    )
    name = f"far-{opened.server.port}-{setting}"
    inside = f"tmux -L {name} -f {settings} -u new-session -s main -- {SFTUI}"
    try:
        with opened.session(inside) as screen:
            link = begin(screen, web)
            screen.press("y")
            wait_until(lambda: clipboard_of(screen) == link, lambda: clipboard_of(screen))
            assert clipboard_of(Terminal(name)) == link
    finally:
        subprocess.run(["tmux", "-L", name, "kill-server"], capture_output=True)


def test_gnu_screen_gets_pieces_that_it_passes_on(opened: Far, web: dict[str, str], tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    with opened.session(term="screen") as screen:
        screen.record(sent)
        link = begin(screen, web)
        screen.press("y")
        wait_until(lambda: SHOWN in sent.read_bytes().rpartition(b"\x1bP")[2])
        octets = sent.read_bytes()
    pieces = re.findall(rb"\x1bP(.*?)\x1b\\", octets, re.DOTALL)
    assert all(len(piece) < 768 for piece in pieces)
    assert sent_to_clipboard(b"".join(pieces)) == [link]
    assert sent_to_clipboard(re.sub(rb"\x1bP.*?\x1b\\", b"", octets, flags=re.DOTALL)) == [link]


@pytest.mark.parametrize("term", ["xterm-256color", "tmux-256color", "screen"])
def test_the_link_can_be_clicked_whole_in_each_of_its_lines(
    opened: Far, web: dict[str, str], tmp_path: Path, term: str
) -> None:
    sent = tmp_path / "sent"
    with opened.session(term=term) as screen:
        screen.record(sent)
        link = begin(screen, web)
        wait_until(lambda: b"\x1b]8;;" in sent.read_bytes().rpartition(link.encode())[2])
        octets = sent.read_bytes().decode()
    targets = re.findall(r"\x1b\]8;[^;]*;([^\x1b\a]+)(?:\x1b\\|\a)", octets)
    assert set(targets) == {link}


@pytest.mark.parametrize("term", ["vt100", "linux"])
def test_a_plain_terminal_is_offered_what_it_has(
    opened: Far, web: dict[str, str], tmp_path: Path, term: str
) -> None:
    sent = tmp_path / "sent"
    with opened.session() as screen:
        link = begin(screen, web)
    opened.wait_until_nothing_runs()
    with opened.session(f"sh -c '{SFTUI}; echo it-has-ended'", term=term) as screen:
        screen.record(sent)
        screen.wait_for("A sign-in still waits for you")
        screen.press("Enter")
        assert link_on(screen.wait_for("Open this link in any browser", "Listening")) == link
        screen.press("y")
        screen.wait_for("Enter goes back to sftui", gone="step 3 of 3")
        assert f"\n{link}\n" in screen.joined()
        screen.press("Enter")
        screen.wait_for("step 3 of 3")
        screen.press("C-q")
        assert b"\x1b]" not in screen.recorded(sent, until=b"it-has-ended")


def test_the_qr_code_says_what_it_needs_and_is_whole_once_it_fits(opened: Far, web: dict[str, str]) -> None:
    with opened.session() as screen:
        link = begin(screen, web)
        side = len(modules_of(link))
        screen.press("k")
        shown = without_breaks(screen.wait_for("The code needs a window of"))
        columns, rows = map(
            int, re.findall(r"needs a window of (\d+) × (\d+); this one has 80 × 24", shown)[0]
        )
        assert columns >= side
        screen.resize(max(columns, 80), rows)
        whole = dark_parts(modules_of(link))
        screen.wait_until(lambda shown: drawn_modules(shown) == whole, "the whole code")


Modules = tuple[tuple[bool, ...], ...]


def dark_parts(modules: Modules) -> Modules:
    """Without the light border, which a text of the screen cannot show."""
    return tuple(row[QUIET:-QUIET] for row in modules[QUIET:-QUIET])


def drawn_modules(shown: str) -> Modules:
    """Two modules from each half block on the screen, from the first dark column and row to the last."""
    signs = {"█": (True, True), "▀": (True, False), "▄": (False, True), " ": (False, False)}
    lines = [line for line in shown.splitlines() if line.strip() and set(line) <= set(signs)]
    left = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    width = max((len(line) for line in lines), default=0)
    rows: list[tuple[bool, ...]] = []
    for line in lines:
        halves = [signs[sign] for sign in line.ljust(width)[left:]]
        rows += [tuple(half[0] for half in halves), tuple(half[1] for half in halves)]
    dark = [number for number, row in enumerate(rows) if any(row)]
    return tuple(rows[dark[0] : dark[-1] + 1]) if dark else ()
