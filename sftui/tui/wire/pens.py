"""Colours and attributes of a cell, and the shortest way from one to the next."""

from __future__ import annotations

from dataclasses import dataclass

from sftui.tui.wire.colours import EVERY, reduced

_OFF = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29",
    "21": "24", "51": "54", "52": "54", "53": "55",
}  # fmt: skip
_SEEN_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that a blank shows as well: lines, frames, reverse."""
_COLOUR_LENGTHS = {"2": 5, "5": 3}


@dataclass(frozen=True, slots=True, eq=False)
class Pen:
    """How a cell is drawn. Two pens are the same when they are the same object: :class:`Pens` makes them."""

    foreground: str
    """Parameters of SGR; "" is the terminal's own colour."""
    background: str
    attributes: tuple[str, ...]
    link: str
    """Parameters and address of OSC 8; "" is no link."""
    on_blanks: Pen | None
    """The pen that draws a blank just the same; None when this is that pen."""

    @property
    def blank(self) -> Pen:
        return self.on_blanks or self

    @property
    def marks_blanks(self) -> bool:
        """Whether a blank shows more than its background."""
        return bool(self.link) or any(each in _SEEN_ON_BLANKS for each in self.attributes)

    def codes(self) -> list[str]:
        return [*self.attributes, *filter(None, (self.foreground, self.background))]


class Pens:
    """Makes each pen once. ``colours`` (how many) and ``links`` say what the terminal gets to see."""

    def __init__(self, *, colours: int = EVERY, links: bool = True) -> None:
        self._colours = colours
        self._links = links
        self._by_sgr: dict[tuple[str, str], Pen] = {}
        self._made: dict[tuple[str, str, tuple[str, ...], str], Pen] = {}

    def pen(self, sgr: str, link: str = "") -> Pen:
        """The pen that these SGR parameters, from a reset on, and this link mean."""
        key = (sgr, link)
        if key not in self._by_sgr:
            foreground, background, attributes = _read(sgr)
            foreground, background = self._shown(foreground), self._shown(background)
            self._by_sgr[key] = self._make(foreground, background, attributes, link if self._links else "")
        return self._by_sgr[key]

    def _shown(self, colour: str) -> str:
        return reduced(colour, self._colours) if self._colours else ""

    def _make(self, foreground: str, background: str, attributes: tuple[str, ...], link: str) -> Pen:
        key = (foreground, background, attributes, link)
        if key not in self._made:
            seen = tuple(each for each in attributes if each in _SEEN_ON_BLANKS)
            on_blanks = None
            if not seen and not link and (foreground or attributes):
                on_blanks = self._make("", background, (), "")
            self._made[key] = Pen(foreground, background, attributes, link, on_blanks)
        return self._made[key]


def change(before: Pen | None, after: Pen) -> str:
    """The sequences from one pen to the next; ``None`` is a pen that nobody knows."""
    if before is after:
        return ""
    link = "" if before is not None and before.link == after.link else f"\x1b]8;{after.link or ';'}\x1b\\"
    if before is None:
        return f"{link if after.link else ''}\x1b[{';'.join(['0', *after.codes()])}m"
    anew = ["0", *after.codes()] if after.codes() else [""]
    gone = [each for each in before.attributes if each not in after.attributes]
    off = list(dict.fromkeys(_OFF[each] for each in gone))
    step = [*off, *(each for each in after.attributes if each not in before.attributes or _OFF[each] in off)]
    if before.foreground != after.foreground:
        step.append(after.foreground or "39")
    if before.background != after.background:
        step.append(after.background or "49")
    if not step:
        return link
    return f"{link}\x1b[{min(';'.join(step), ';'.join(anew), key=len)}m"


def _read(sgr: str) -> tuple[str, str, tuple[str, ...]]:
    """Foreground, background and attributes of SGR parameters. Unknown ones are dropped."""
    foreground = background = ""
    attributes: dict[str, None] = {}
    codes = sgr.split(";")
    at = 0
    while at < len(codes):
        code = codes[at]
        length = _COLOUR_LENGTHS.get(codes[at + 1], 1) if code in {"38", "48"} and at + 1 < len(codes) else 1
        colour = ";".join(codes[at : at + length])
        at += length
        if code in _OFF:
            attributes[code] = None
        elif code in {"0", ""}:
            foreground, background, attributes = "", "", {}
        elif _is_foreground(code):
            foreground = "" if code == "39" else colour
        elif _is_background(code):
            background = "" if code == "49" else colour
    return foreground, background, tuple(sorted(attributes))


def _is_foreground(code: str) -> bool:
    return code.isdigit() and (30 <= int(code) <= 39 or 90 <= int(code) <= 97)


def _is_background(code: str) -> bool:
    return code.isdigit() and (40 <= int(code) <= 49 or 100 <= int(code) <= 107)
