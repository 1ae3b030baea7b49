"""Signs, and their stand-ins where the terminal can't show them."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from sftui.account import Status
from sftui.tui.glyphs import Looks, PlainText, looks_of


@pytest.mark.parametrize(
    ("environ", "encoding", "looks"),
    [
        ({"LANG": "en_GB.UTF-8", "TERM": "xterm-256color"}, "utf-8", Looks()),
        ({"LANG": "C.UTF-8", "TERM": "screen"}, "UTF-8", Looks()),
        ({"LANG": "C.UTF-8", "TERM": "linux"}, "utf-8", Looks(plain=True)),
        ({"LANG": "de_DE.UTF-8@euro", "TERM": "vt100"}, "utf-8", Looks(plain=True)),
        ({"LANG": "C", "TERM": "xterm-256color"}, "utf-8", Looks(plain=True, letters=False)),
        ({"TERM": "xterm-256color"}, "utf-8", Looks(plain=True, letters=False)),
        ({"LANG": "de_DE.ISO-8859-1"}, "utf-8", Looks(plain=True, letters=False)),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "utf-8", Looks(plain=True, letters=False)),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8", Looks(plain=True, letters=False)),
        ({"LC_CTYPE": "C.UTF-8"}, "utf-8", Looks(plain=True, letters=False)),
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, "utf-8", Looks()),
        ({"LANG": "de_DE.UTF-8"}, "ascii", Looks(plain=True, letters=False)),
        ({"LANG": "de_DE.no-such-coding"}, None, Looks(plain=True, letters=False)),
    ],
)
def test_what_a_terminal_can_show(environ: dict[str, str], encoding: str | None, looks: Looks) -> None:
    assert looks_of(environ, encoding) == looks


@pytest.mark.parametrize("letters", [True, False])
@pytest.mark.parametrize(
    "text", ["● ▲ ✕ ○ • … ▸ ❯ “quoted” — ·", "╭──╮│x│╰──╯ ┃▎", "Zoë Ünïcode", "日本語", "e\u0301", "🙂"]
)
def test_stand_ins_are_as_wide_and_plain(text: str, letters: bool) -> None:
    plain = PlainText(letters=letters).plain(text)
    assert cell_len(plain) == cell_len(text)
    assert letters or plain.isascii()


def test_letters_stay_where_the_terminal_has_them() -> None:
    assert PlainText(letters=True).plain("Zoë ● Ünïcode") == "Zoë * Ünïcode"
    assert PlainText(letters=False).plain("Zoë Ünïcode ½ ß ●") == "Zoe Unicode ? ? *"


def test_the_filter_keeps_styles() -> None:
    segments = [Segment("●"), Segment("abc")]
    assert PlainText(letters=True).apply(segments, Color(0, 0, 0)) == [Segment("*"), Segment("abc")]


def test_every_state_has_a_sign_and_a_word_of_its_own() -> None:
    plain = PlainText(letters=False)
    for told_apart_by in (
        {status.sign for status in Status},
        {plain.plain(status.sign) for status in Status},
        {status.words for status in Status},
    ):
        assert len(told_apart_by) == len(Status)
