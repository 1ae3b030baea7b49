"""From what a terminal sends to keys and pastes, also where it does not say which is which.

A terminal without bracketed paste sends a pasted text as if it were typed: its line breaks would press Enter. A
long piece with a line break in its middle, which arrives at once, was not typed by anybody: it is a paste.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

_TYPED = 40
"""Characters with a line break among them that a person may have typed while the line stood still."""
_ESCAPE = "\x1b"


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
        if unmarked and (self._paste or _was_never_typed(text)):
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
        if self._paste:
            text = "".join(self._paste)
            self._paste.clear()
            yield events.Paste(text.replace("\x00", ""))

    def _note_brackets(self, text: str) -> None:
        """A bracket may be split between two pieces."""
        seen = self._tail + text
        begins, ends = seen.rfind(BRACKETED_PASTE_START), seen.rfind(BRACKETED_PASTE_END)
        if begins != ends:
            self._is_bracketed = begins > ends
        last = seen.rfind(_ESCAPE, -len(BRACKETED_PASTE_END) + 1)
        self._tail = seen[last:] if last >= 0 else ""


def _was_never_typed(text: str) -> bool:
    inner = text.rstrip("\r\n")
    return len(text) > _TYPED and ("\r" in inner or "\n" in inner)
