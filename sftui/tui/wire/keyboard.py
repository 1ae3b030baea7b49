"""From what a terminal sends to keys and pastes, also where it does not say which is which.

A terminal without bracketed paste sends a pasted text as if it were typed: its line breaks would press Enter. What
people paste here can be recognised, though, and arrives at once: keys, JSON, settings, addresses with a code. Other
long pieces may have been typed ahead, or come from a script, and stay keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

_SHORT = 60
"""Characters that are left alone, whatever they look like."""
_ESCAPE = "\x1b"
_RECOGNISED = re.compile(
    r"\A\s*(-----BEGIN |[{\[]\s*[\"{\[]|curl |force://|export |[A-Za-z_]\w* ?= ?\S)"  # what it begins with
    r"|\A[^\t]*[?&#](code|error|access_token)="  # an address that a browser ended at
    r"|\n"  # the Enter key sends a return, never a line feed
)


class Keyboard:
    """Feed it what arrives; ask it when nothing has for a moment."""

    def __init__(self) -> None:
        self._parser = XTermParser()
        self._paste: list[str] = []
        self._tail = ""
        self._is_bracketed = False

    @property
    def is_pasting(self) -> bool:
        """Whether more of an unmarked paste may follow."""
        return bool(self._paste)

    def take(self, text: str) -> Iterator[Message]:
        """The messages that this text makes. The text is not empty."""
        unmarked = not self._is_bracketed and _ESCAPE not in self._tail + text
        self._note_brackets(text)
        if unmarked and (self._paste or (len(text) > _SHORT and _RECOGNISED.search(text))):
            self._paste.append(text)
            return
        yield from self._pasted()
        yield from self._parser.feed(text)

    def pause(self) -> Iterator[Message]:
        """Nothing came for a moment: a paste is over, a lone Escape was the key."""
        yield from self._pasted()
        yield from self._parser.tick()

    def close(self) -> None:
        for _ in self._parser.feed(""):
            pass

    def _pasted(self) -> Iterator[Message]:
        """The paste; a return after its only line may have been the Enter key, and is."""
        if not self._paste:
            return
        text = "".join(self._paste).replace("\x00", "")
        self._paste.clear()
        line, enter = (text[:-1], "\r") if text.endswith("\r") and "\r" not in text[:-1] else (text, "")
        yield events.Paste(line)
        yield from self._parser.feed(enter) if enter else ()

    def _note_brackets(self, text: str) -> None:
        """A bracket may be split between two pieces."""
        seen = self._tail + text
        begins, ends = seen.rfind(BRACKETED_PASTE_START), seen.rfind(BRACKETED_PASTE_END)
        if begins != ends:
            self._is_bracketed = begins > ends
        last = seen.rfind(_ESCAPE, -len(BRACKETED_PASTE_END) + 1)
        self._tail = seen[last:] if last >= 0 else ""
