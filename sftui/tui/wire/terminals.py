"""What a terminal can do, from its name and the environment. What is not known for sure is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sftui.tui.wire.colours import EVERY, FEW, MANY, NONE

PLAIN_TERMS = frozenset({"linux", "vt100", "vt102", "vt220", "vt320", "ansi", "cons25"})
"""Terminals that take nothing newer than cursor moves and attributes; other sequences could leave letters behind."""
_NO_COLOURS = frozenset({"vt100", "vt102", "vt220", "vt320"})
_NO_SCREEN = frozenset({"", "dumb", "unknown"})
_MANY_COLOURS = ("256color", "kitty", "ghostty", "alacritty", "foot", "wezterm", "iterm")
_EVERY_COLOUR = frozenset({"truecolor", "24bit"})
_CHOSEN = {"standard": FEW, "256": MANY, "truecolor": EVERY}
"""What a person can set ``TEXTUAL_COLOR_SYSTEM`` to, as for other programs of Textual."""
_LIGHT = frozenset({"7", *map(str, range(9, 16))})
"""Backgrounds on which dark text is read: light grey, and the bright ones."""
_ERASES = (
    "xterm",
    "rxvt",
    "alacritty",
    "foot",
    "wezterm",
    "konsole",
    "gnome",
    "vte",
    "putty",
    "mintty",
    "iterm",
    "st-",
)
"""Families whose terminfo entry has ``bce`` and ``ech``: erased cells get the background at hand."""
_SCROLLS = (*_ERASES, "screen", "tmux", "kitty", "ghostty", "linux", "vt")
"""Families whose entry has ``csr``, ``ind`` and ``ri``: rows between two margins can be moved."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What may be sent to this terminal."""

    modern: bool = True
    """Queries, links, clipboard, mouse."""
    colours: int = EVERY
    """How many; none as well when the person set ``NO_COLOR``. Far away shades count less than bytes."""
    erases: bool = False
    scrolls: bool = False
    near: bool = True
    """False over SSH: then nothing is asked for that costs bytes, or stays behind when the line drops."""


def abilities_of(environ: Mapping[str, str]) -> Abilities:
    """Chosen once at the start, from ``TERM``, ``COLORTERM``, ``NO_COLOR`` and whether SSH lies between."""
    term = environ.get("TERM", "")
    near = not (environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))
    return Abilities(
        modern=term not in PLAIN_TERMS,
        colours=_colours(environ, term, near=near),
        erases=term.startswith(_ERASES),
        scrolls=term.startswith(_SCROLLS),
        near=near,
    )


def has_light_background(environ: Mapping[str, str]) -> bool:
    """Whether the terminal says so: ``COLORFGBG`` ends with the number of its background among sixteen colours.

    A terminal is not asked: its answer could come late, and stand in the person's shell.
    """
    last = environ.get("COLORFGBG", "").rpartition(";")[2]
    return last in _LIGHT


def has_full_screen(environ: Mapping[str, str]) -> bool:
    """Whether the cursor can be moved at all: not on a dumb terminal."""
    return environ.get("TERM", "") not in _NO_SCREEN


def _colours(environ: Mapping[str, str], term: str, *, near: bool) -> int:
    if environ.get("NO_COLOR") or term in _NO_COLOURS or term.endswith(("-m", "-mono")):
        return NONE
    if chosen := _CHOSEN.get(environ.get("TEXTUAL_COLOR_SYSTEM", "").lower()):
        return chosen
    if term in PLAIN_TERMS:
        return FEW
    if environ.get("COLORTERM", "").strip().lower() in _EVERY_COLOUR or term.endswith("-direct"):
        return EVERY if near else MANY
    return MANY if any(each in term for each in _MANY_COLOURS) else FEW
