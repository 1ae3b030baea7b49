"""The ways to take a link away: clipboard, QR, file, a browser that is really there."""

from __future__ import annotations

import base64
import errno
import os
import shutil
import stat
from pathlib import Path

import pytest
import segno

from sftui.tui.clipboard import sequences
from sftui.tui.private_file import write_private
from sftui.tui.screens.connect.link_keys import browser_command
from sftui.tui.widgets.qr import QrCode, modules_of, size_of

LINK = "https://acme.my.salesforce.com/services/oauth2/authorize?response_type=code&client_id=" + "3MVG9" * 17


def test_osc_52_carries_the_text() -> None:
    sent = sequences("ä link", {})
    assert sent.startswith("\x1b]52;c;")
    assert sent.endswith("\a")
    assert base64.b64decode(sent[7:-1]).decode() == "ä link"


def test_tmux_gets_the_plain_form_and_the_wrapped_one() -> None:
    plain = sequences("link", {})
    sent = sequences("link", {"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "screen-256color"})
    assert sent.startswith(plain)
    assert sent.removeprefix(plain) == "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def test_screen_gets_it_in_pieces_that_it_passes_on() -> None:
    plain = sequences("x" * 3000, {})
    sent = sequences("x" * 3000, {"TERM": "screen"})
    assert sent.startswith(plain)
    pieces = sent.removeprefix(plain).split("\x1b\\")[:-1]
    assert all(piece.startswith("\x1bP") and len(piece) <= 768 for piece in pieces)
    assert "".join(piece.removeprefix("\x1bP") for piece in pieces) == plain


def test_the_code_is_what_segno_makes() -> None:
    made = segno.make(LINK, error="l", boost_error=False, micro=False)
    rows = modules_of(LINK)
    assert len(rows) == made.symbol_size(border=2)[1]
    assert not any(rows[0])
    assert rows[2][2:9] == (True,) * 7, "the finder pattern begins behind the quiet border"


@pytest.mark.parametrize("plain", [False, True])
def test_the_drawing_has_the_size_that_was_told(plain: bool) -> None:
    drawn = QrCode(LINK, plain=plain).render()
    lines = drawn.plain.split("\n")
    assert (max(len(line) for line in lines), len(lines)) == size_of(LINK, plain=plain)
    assert len({len(line) for line in lines}) == 1
    if plain:
        assert set(drawn.plain) <= {" ", "\n"}, "a plain terminal gets blanks in two colours"


def test_half_blocks_say_the_same_as_the_modules() -> None:
    signs = {"█": (True, True), "▀": (True, False), "▄": (False, True), " ": (False, False)}
    lines = QrCode("https://x.example").render().plain.split("\n")
    rows = modules_of("https://x.example")
    drawn: list[tuple[bool, ...]] = []
    for line in lines:
        drawn.append(tuple(signs[sign][0] for sign in line))
        drawn.append(tuple(signs[sign][1] for sign in line))
    assert tuple(drawn[: len(rows)]) == rows


def test_a_private_file_is_private_and_never_over_another(tmp_path: Path) -> None:
    first = write_private(tmp_path / "link.txt", "one\n")
    second = write_private(tmp_path / "link.txt", "two\n")
    assert (first.name, second.name) == ("link.txt", "link-2.txt")
    assert first.read_text(encoding="utf-8") == "one\n"
    assert stat.S_IMODE(second.stat().st_mode) == 0o600


def test_a_private_file_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("mine", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "elsewhere")
    written = write_private(tmp_path / "link.txt", "new")
    assert written.name == "link-2.txt"
    assert (tmp_path / "elsewhere").read_text(encoding="utf-8") == "mine"


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        write_private(tmp_path / "link.txt", "new")
    assert not list(tmp_path.glob("*link*"))


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_private(tmp_path / "nowhere" / "link.txt", "x")


@pytest.mark.parametrize(
    ("environ", "platform", "program"),
    [
        ({}, "linux", "wslview"),
        ({"DISPLAY": ":0"}, "linux", "xdg-open"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", "xdg-open"),
        ({"SSH_CONNECTION": "a b c d"}, "linux", ""),
        ({"SSH_CONNECTION": "a b c d"}, "darwin", ""),
        ({"SSH_CONNECTION": "a b c d", "DISPLAY": "localhost:10.0"}, "linux", "xdg-open"),
        ({}, "darwin", "open"),
    ],
)
def test_a_browser_is_offered_only_where_one_can_be_seen(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], platform: str, program: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert browser_command(environ, platform) == (f"/usr/bin/{program}" if program else "")


def test_without_the_program_no_browser_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert browser_command({"DISPLAY": ":0"}, "linux") == ""
