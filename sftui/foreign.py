"""Foreign text: what a server, a file or a clipboard says, made fit to be shown and stored.

Control characters could drive the terminal, and direction marks could make a text read as another one.
Markup needs no treatment here: screens show foreign text as plain content, never as markup.
"""

from __future__ import annotations

import unicodedata

SHORT = 200
"""Characters: enough for a name or a title."""
LONG = 2_000
"""Characters: enough for a message."""

_BLANKS = {"\t": " ", "\n": " ", "\r": " ", "\u2028": " ", "\u2029": " ", "\x85": " "}
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
"""Unicode categories that draw nothing themselves: controls, direction marks, surrogates, private use."""


def clean(text: object, limit: int = SHORT) -> str:
    """One line without control characters, at most ``limit`` characters; "" for anything but text."""
    if not isinstance(text, str):
        return ""
    if len(text) <= limit and text.isprintable() and text == " ".join(text.split()):
        return text  # nearly always, and thirty times as quick
    shown = "".join(_BLANKS.get(c, c) for c in text[: limit * 4])
    shown = "".join(c for c in shown if unicodedata.category(c) not in _UNSEEN)
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def clean_lines(text: object, limit: int = LONG) -> str:
    """Like :func:`clean`, but line breaks stay."""
    if not isinstance(text, str):
        return ""
    lines = [clean(line, limit) for line in text[: limit * 4].splitlines()]
    return "\n".join(lines)[:limit]
