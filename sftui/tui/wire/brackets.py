"""The brackets that a terminal puts around a paste, wherever a slow line breaks them in two.

Between them nothing is a key. Some terminals hand on an Escape that is in the pasted text (a coloured log, a text
made to do harm); Textual's parser would take what follows for keys, a line break for Enter. So it is left out here.
"""

from __future__ import annotations

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START

ESCAPE = "\x1b"


class Brackets:
    """Sift everything that arrives through it, in order."""

    def __init__(self) -> None:
        self.is_inside = False
        self.tail = ""
        """Outside: the end of what came, when an opening bracket may begin there. It was let through."""
        self._held = ""
        """Inside: the same for a closing bracket. It was not."""

    def sift(self, text: str) -> str:
        """What may go on to the parser."""
        rest, self._held = self._held + text, ""
        passed: list[str] = []
        while rest:
            piece, rest = self._inside(rest) if self.is_inside else self._outside(rest)
            passed.append(piece)
        return "".join(passed)

    def _outside(self, text: str) -> tuple[str, str]:
        seen = self.tail + text
        before, bracket, after = seen.partition(BRACKETED_PASTE_START)
        self.is_inside = bool(bracket)
        self.tail = "" if bracket else _unfinished(before, BRACKETED_PASTE_START)
        return text.removesuffix(after) if after else text, after

    def _inside(self, text: str) -> tuple[str, str]:
        before, bracket, after = text.partition(BRACKETED_PASTE_END)
        self.is_inside = not bracket
        if not bracket:
            self._held = _unfinished(before, BRACKETED_PASTE_END)
            before = before.removesuffix(self._held)
        return before.replace(ESCAPE, "") + bracket, after


def _unfinished(text: str, bracket: str) -> str:
    """The end of the text that is the beginning of this bracket."""
    return next(
        (bracket[:size] for size in range(len(bracket) - 1, 0, -1) if text.endswith(bracket[:size])), ""
    )
