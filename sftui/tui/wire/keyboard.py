"""From what a terminal sends to keys and pastes, also where it does not say which is which.

A terminal without bracketed paste sends a pasted text as if it were typed: its line breaks would press Enter
half-way. ``bursts.py`` tells such a text from keys that were typed ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from sftui.tui.wire.brackets import ESCAPE, Brackets
from sftui.tui.wire.bursts import is_key, is_pasted

_CONTROL_KEY = re.compile(r"([\x01-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f])")
"""In no text that people paste: whoever pressed it did so between two of them."""


class Keyboard:
    """Feed it what arrives; ask it when nothing has for a moment."""

    def __init__(self) -> None:
        self._parser = XTermParser()
        self._brackets = Brackets()
        self._paste: list[str] = []

    @property
    def is_pasting(self) -> bool:
        """Whether more of an unmarked paste may follow."""
        return bool(self._paste)

    def take(self, text: str) -> Iterator[Message]:
        """The messages that this text makes. The text is not empty."""
        unmarked = not self._brackets.is_inside and ESCAPE not in self._brackets.tail + text
        if unmarked and len(text) > 1 and len(parts := _CONTROL_KEY.split(text)) > 1:
            for part in filter(None, parts):
                yield from self.take(part)
            return
        text = self._brackets.sift(text)
        if unmarked and self._paste and not is_key(text):
            self._paste.append(text)
            return
        yield from self._pasted()
        pasted = text.lstrip("\t")  # the keys that led to the field
        if unmarked and is_pasted(pasted.rstrip("\t")):
            self._paste.append(pasted)
            text = text[: len(text) - len(pasted)]
        yield from self._parser.feed(text) if text else ()

    def pause(self) -> Iterator[Message]:
        """Nothing came for a moment: an unmarked paste is over, a lone Escape was the key.

        Inside brackets it is neither: a slow line may halve the closing one.
        """
        yield from self._pasted()
        if not self._brackets.is_inside:
            yield from self._parser.tick()

    def close(self) -> None:
        for _ in self._parser.feed(""):
            pass

    def _pasted(self) -> Iterator[Message]:
        """The paste; Tabs behind it are keys, and so is a return after its only line: it may have been Enter."""
        if not self._paste:
            return
        whole = "".join(self._paste).replace("\x00", "")
        self._paste.clear()
        text = whole.rstrip("\t")
        if text.find("\r") == len(text) - 1:
            text = text[:-1]
        yield events.Paste(text)
        yield from self._parser.feed(whole[len(text) :]) if text != whole else ()
