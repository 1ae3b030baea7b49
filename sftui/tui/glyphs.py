"""The signs of the screens, and their stand-ins where the terminal cannot show them.

Screens write the good signs; what leaves for a plain terminal goes through :class:`PlainText`, which swaps
every character for one of the same width, so that nothing moves.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from sftui.tui.wire.terminals import PLAIN_TERMS

_STAND_INS = str.maketrans(
    {
        "●": "*", "▲": "!", "✕": "x", "○": "o",
        "•": "*", "…": ".", "▸": ">", "▾": "v", "▏": "|", "❯": ">", "›": ">",
        "·": "-", "–": "-", "—": "-", "✓": "+", "✗": "x", "→": ">", "←": "<", "↑": "^", "↓": "v", "⏎": "<",
        "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "«": '"', "»": '"', "\u00a0": " ",
        "╭": "+", "╮": "+", "╰": "+", "╯": "+", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+",
        "┬": "+", "┴": "+", "┼": "+", "─": "-", "━": "-", "│": "|", "┃": "|", "═": "-", "║": "|",
        "▁": "_", "▂": "_", "▃": "_", "▄": "#", "▅": "#", "▆": "#", "▇": "#", "█": "#", "▔": "-", "▀": "#",
        "▌": "|", "▐": "|", "▊": "|", "▋": "|", "▍": "|", "▎": "|", "▉": "#", "▕": "|", "░": ".", "▒": ":",
        "▓": "#", "◉": "o", "◯": "o", "■": "#",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looks:
    """What this terminal can show."""

    plain: bool = False
    """ASCII signs and borders only."""
    letters: bool = True
    """Letters beyond ASCII may stay; only drawn signs are replaced."""


def looks_of(environ: Mapping[str, str], encoding: str | None) -> Looks:
    """Chosen once at the start, from ``TERM``, the locale variables and the encoding of the terminal.

    Python turns ``LANG=C`` into UTF-8 for its own sake, so the variables are asked, not only the encoding.
    """
    named = _locale_of(environ)
    utf8 = _is_utf8(named.partition(".")[2].partition("@")[0]) if named else False
    if named in {"", "C", "POSIX"}:
        utf8 = False
    if encoding and not _is_utf8(encoding):
        utf8 = False
    if not utf8:
        return Looks(plain=True, letters=False)
    return Looks(plain=environ.get("TERM", "") in PLAIN_TERMS)


def _locale_of(environ: Mapping[str, str]) -> str:
    """What the person's own variables say. Without any, Python itself puts ``LC_CTYPE=C.UTF-8`` there (PEP 538)."""
    if environ.get("LC_ALL"):
        return environ["LC_ALL"]
    usual = environ.get("LANG", "")
    own = environ.get("LC_CTYPE", "")
    coerced = own == "C.UTF-8" and usual in {"", "C", "POSIX"}
    return usual if coerced or not own else own


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False


class PlainText(LineFilter):
    """The last step before the terminal: signs it cannot show become ASCII of the same width."""

    def __init__(self, *, letters: bool) -> None:
        super().__init__()
        self._letters = letters

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - fixed signature
        return [Segment(self.plain(text), style, control) for text, style, control in segments]

    def plain(self, text: str) -> str:
        if text.isascii():
            return text
        replaced = text.translate(_STAND_INS)
        return replaced if replaced.isascii() else "".join(map(self._stand_in, replaced))

    def _stand_in(self, character: str) -> str:
        if character.isascii():
            return character
        if self._letters and character.isalpha() and cell_len(character) == 1:
            return character
        if unicodedata.combining(character):
            return ""
        letter = [c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)]
        if len(letter) == cell_len(character) == 1 and letter[0].isascii():
            return letter[0]  # without its accent
        return "?" * cell_len(character)
