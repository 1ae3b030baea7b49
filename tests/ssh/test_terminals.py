"""Every terminal gets what it can show, in every size, and nothing that would leave letters behind."""

from __future__ import annotations

import re

import pytest

from tests.ssh.session import SFTUI, Far
from tests.support.pty_session import PtySession

pytestmark = pytest.mark.ssh

ANYWHERE = {"1049"}
FAR = {"1049", "1000", "1002", "1006", "2004"}
"""Modes: the second screen; clicks and the wheel, but no moves; bracketed paste; no focus reports."""
RESTORED = {"25", "7"}
COLOUR = re.compile(r"\x1b\[[0-9;]*?(?<![0-9])(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")
ESCAPE = "\x1b"


def text_of(screen: PtySession) -> str:
    return bytes(screen.octets).decode()


@pytest.mark.parametrize(
    ("term", "colours", "signs", "modes"),
    [
        ("xterm-256color", True, True, FAR),
        ("tmux-256color", True, True, FAR),
        ("screen", True, True, FAR),
        ("linux", True, False, ANYWHERE),
        ("vt100", False, False, ANYWHERE),
    ],
)
def test_what_each_terminal_gets(filled: Far, term: str, colours: bool, signs: bool, modes: set[str]) -> None:
    with filled.pty(term=term) as screen:
        sign = "●" if signs else "*"
        screen.wait_for("2 accounts", f"{sign} Alpha export", "connected", "n New")
        assert screen.emulator.modes == modes
        screen.send("n")
        screen.wait_for("step 1 of 3")
        screen.send(ESCAPE)
        screen.wait_for("2 accounts")
        screen.send("q")
        screen.wait_until(lambda _: screen.emulator.modes == RESTORED, "the end")
        sent = text_of(screen)
        assert bool(COLOUR.search(sent)) is colours
        assert sent.isascii() is not signs
        if modes is ANYWHERE:
            assert not re.search(r"\x1b[\]P]", sent), "no titles, links or clipboards for a plain terminal"
            assert "\x1b[H\x1b[2J" in sent, "it has no second screen: the picture is wiped"


def test_no_colour_when_the_person_wants_none(filled: Far) -> None:
    with filled.having(NO_COLOR="1").pty() as screen:
        screen.wait_for("● Alpha export", "▎")
        screen.send("n")
        screen.wait_for("step 1 of 3")
        screen.settle()
        assert not COLOUR.search(text_of(screen))
        assert "\x1b[7m" in text_of(screen) or ";7m" in text_of(screen), "the marked line is in reverse"


@pytest.mark.parametrize("variables", [{"LANG": "C"}, {"LANG": "C.UTF-8", "LC_ALL": "POSIX"}])
def test_no_sign_that_the_locale_can_not_show(filled: Far, variables: dict[str, str]) -> None:
    with filled.having(**variables).pty() as screen:
        screen.wait_for("* Alpha export", "n New")
        for key, there in (("n", "step 1 of 3"), ("\r", "step 2 of 3")):
            screen.send(key)
            screen.wait_for(there)
        screen.settle()
        assert text_of(screen).isascii()


@pytest.mark.parametrize("theme", ["sftui-light", "sftui-dark", "ansi-light", "ansi-dark"])
def test_light_and_dark_backgrounds(filled: Far, theme: str) -> None:
    (filled.home / "accounts" / "settings.toml").write_text(f'theme = "{theme}"\n', encoding="utf-8")
    with filled.pty() as screen:
        screen.wait_for("● Alpha export")
        screen.settle()
        background = {code for row in screen.emulator.pens for pen in row for code in pen if code[:2] == "48"}
        assert ("48;5;231" in background) is (theme == "sftui-light")
        assert ("48;5;234" in background) is (theme == "sftui-dark")


@pytest.mark.parametrize(("background", "light"), [("0;15", True), ("15;0", False)])
def test_the_background_that_the_terminal_names(filled: Far, background: str, light: bool) -> None:
    with filled.having(COLORFGBG=background).pty() as screen:
        screen.wait_for("● Alpha export")
        colours = {code for row in screen.emulator.pens for pen in row for code in pen if code[:2] == "48"}
        assert ("48;5;231" in colours) is light


@pytest.mark.parametrize("term", ["vt100", "screen"])
def test_without_many_colours_a_marked_line_is_told_all_the_same(filled: Far, term: str) -> None:
    with filled.pty(term=term) as screen:
        screen.wait_for("2 accounts", "n New")
        screen.press("n")
        screen.wait_for("step 1 of 3")
        screen.wait_until(lambda _: marked(screen) == "Use the Salesforce website", "the first method")
        screen.press("Down")
        screen.wait_until(lambda _: marked(screen) == "Let the app itself sign in", "the second")
        screen.press("Escape")
        screen.wait_for("2 accounts", "n New")
        screen.press("C-p")
        screen.wait_for("Find any action by its name", "Connect to Salesforce")
        screen.press("Down")
        screen.wait_until(lambda _: marked(screen) == "Connect to Salesforce", "the first action")


def marked(screen: PtySession) -> str:
    """The beginning of the first bold line that stands on another ground, or in reverse."""
    emulator = screen.emulator
    for line, pens in zip(emulator.lines(), emulator.pens, strict=True):
        begin = len(line) - len(line.lstrip(" *|!●▲▎"))
        pen = pens[min(begin, emulator.columns - 1)]
        if line.strip() and "1" in pen and ("7" in pen or "47" in pen):
            return line[begin : begin + 26].rstrip()
    return ""


def test_with_few_colours_the_marked_row_is_in_reverse(filled: Far) -> None:
    """Sixteen colours are the person's own: on which background they stand is not known."""
    with filled.pty(term="screen") as screen:
        screen.wait_for("● Alpha export")
        row = next(at for at, line in enumerate(screen.emulator.lines()) if "Alpha export" in line)
        assert "7" in screen.emulator.pens[row][4]
        assert not any(
            code[:1] == "4" and len(code) == 2 for pen in screen.emulator.pens[row] for code in pen
        )


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_without_a_screen_is_sent_to_the_command_line(opened: Far, term: str) -> None:
    with opened.session(f"TERM={term} {SFTUI}") as screen:
        shown = " ".join(screen.wait_for("Use the commands").split())
        assert "cannot move its cursor" in shown
        assert "sftui init, then sftui connect" in shown
        assert screen.wait_for_end() == 2
