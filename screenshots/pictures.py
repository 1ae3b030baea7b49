"""From a screen of the running program to a picture: an SVG that is the same on every machine.

What the export puts in by chance (ids, ports of the demo, the folder of the run) is replaced; web fonts and every
outside address are taken out, so that showing a picture asks nobody for anything.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rich.cells import cell_len

FONTS = "'Fira Code', 'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
FONT_SIZE = 20.3
"""Pixels. The export gives each column 12.2; the fonts above are 0.6 of their size wide."""

_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_RANDOM_ID = re.compile(r"terminal-\d+-")
_LINE_END = re.compile(r"<text [^>]*>\n</text>")
_TEXT = re.compile(
    r'<text class="([^"]+)" x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+" ([^>]*)>([^<]*)</text>'
)
_BLANK = "&#160;"
_GAP = re.compile(f"((?:{_BLANK}){{2,}})")
_COLUMN = 12.2
"""Pixels of a column, as the export has it."""
_TITLE = 'fill="#c5c8c6" text-anchor="middle"'
_FRAME = 'fill="#292929" stroke="rgba(255,255,255,0.35)"'


@dataclass(frozen=True, slots=True)
class Window:
    """Colours of what is drawn around the screen."""

    background: str
    line: str
    title: str


def finish(svg: str, window: Window, words: Mapping[str, str]) -> str:
    """The export, made the same in every run.

    ``words`` says what is put in the place of what chance decided; both are equally long, so that nothing moves.
    """
    svg = _COMMENT.sub("", _FONT_FACE.sub("", svg))
    svg = _RANDOM_ID.sub("sftui-", _LINE_END.sub("", svg))
    svg = svg.replace("font-family: Fira Code, monospace", f"font-family: {FONTS}")
    svg = svg.replace("font-size: 20px", f"font-size: {FONT_SIZE}px").replace(
        "font-family: arial", "font-family: sans-serif"
    )
    svg = svg.replace(_FRAME, f'fill="{window.background}" stroke="{window.line}"')
    svg = svg.replace(_TITLE, f'fill="{window.title}" text-anchor="middle"')
    svg = _TEXT.sub(_in_its_columns, svg)
    if words:
        chance = re.compile("|".join(map(re.escape, words)))
        svg = chance.sub(lambda found: words[found[0]], svg)
    return "\n".join(text.rstrip() for text in svg.splitlines() if text.strip()) + "\n"


def _in_its_columns(text: re.Match[str]) -> str:
    """One text for each run of words, each at its own place.

    Programs that draw SVG drop blanks at the ends, and not every font has the width that the export expects.
    """
    style, x, y, more, words = text.groups()
    at, runs = float(x), []
    for part in _GAP.split(words):
        inner = part.removeprefix(_BLANK)
        at += _COLUMN * (part != inner)
        inner = inner.removesuffix(_BLANK)
        width = cell_len(html.unescape(inner)) * _COLUMN
        if inner.replace(_BLANK, ""):
            runs.append(
                f'<text class="{style}" x="{at:g}" y="{y}" textLength="{width:g}" {more}>{inner}</text>'
            )
        at += cell_len(html.unescape(part.removeprefix(_BLANK))) * _COLUMN
    return "".join(runs)
