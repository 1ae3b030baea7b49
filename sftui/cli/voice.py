"""What the command line says: results to stdout, progress and errors to stderr.

Foreign text reaches a terminal here, so everything is printed without control characters, and in characters
that the reader's locale can show. Only a secret that was asked for is printed exactly as it is.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TextIO

from sftui.foreign import clean

_STAND_INS = {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "…": "...",
    "–": "-",
    "—": "-",
    "·": "-",
    "▸": ">",
    "•": "*",
    "●": "*",
    "▲": "!",
    "✕": "x",
    "○": "o",
    "ß": "ss",
    "æ": "ae",
    "ø": "o",
}
"""ASCII for the signs that sftui's own sentences use, and for letters that do not come apart."""

_POSIX = {"", "C", "POSIX"}


def shows_unicode(environment: Mapping[str, str]) -> bool:
    """Whether the reader's locale can show more than ASCII.

    Python sets LC_CTYPE to C.UTF-8 by itself where the locale is C (PEP 538), so that value proves nothing.
    """
    everything = environment.get("LC_ALL", "")
    if everything:
        return _is_utf8(everything)
    characters, language = environment.get("LC_CTYPE", ""), environment.get("LANG", "")
    if characters and not (characters == "C.UTF-8" and language in _POSIX):
        return _is_utf8(characters)
    return _is_utf8(language)


def _is_utf8(locale: str) -> bool:
    return locale.lower().replace("-", "").partition(".")[2].startswith("utf8") or locale == "UTF-8"


def in_ascii(text: str) -> str:
    """The nearest ASCII: stand-ins for signs, letters without their accents, ``?`` for the rest."""
    plain = "".join(_STAND_INS.get(c, c) for c in text)
    apart = unicodedata.normalize("NFKD", plain)
    return (
        "".join(c for c in apart if not unicodedata.combining(c)).encode("ascii", "replace").decode("ascii")
    )


def harmless(text: str) -> str:
    """Lines and blanks as they are, without what drives a terminal or turns the direction of the text."""
    return "".join(c if c == "\n" or c.isprintable() else " " if c == "\t" else "" for c in text)


class OutputLost(Exception):
    """A result could not be written. A reader that left is no such loss."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Where one call of the program speaks to."""

    out: TextIO
    err: TextIO
    json: bool = False
    """Results and errors are JSON on ``out``."""
    unicode: bool = True

    def fit(self, text: str) -> str:
        """The text without controls, in characters that the reader can show."""
        plain = harmless(text)
        return plain if self.unicode else in_ascii(plain)

    def result(self, text: str) -> None:
        """One or more lines of the result."""
        with _told_apart():
            self.out.write(self.fit(text) + "\n")
            self.out.flush()

    def exact(self, text: str) -> None:
        """A result that must arrive unchanged, such as an access token, and a line end."""
        octets = (text + "\n").encode("utf-8", "surrogateescape")
        buffer = getattr(self.out, "buffer", None)
        with _told_apart():
            self.out.flush()
            if buffer is None:
                self.out.write(text + "\n")
            else:
                buffer.write(octets)
            self.out.flush()

    def data(self, value: object) -> None:
        """One JSON value. Characters that draw nothing are escaped, so that no terminal is driven by them."""
        text = json.dumps(value, indent=2, ensure_ascii=not self.unicode)
        with _told_apart():
            self.out.write("".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in text) + "\n")
            self.out.flush()

    def say(self, text: str) -> None:
        """Progress and remarks. A terminal that went away must not stop what is being saved."""
        with suppress(OSError, ValueError):
            self.err.write(self.fit(text) + "\n")
            self.err.flush()


@contextmanager
def _told_apart() -> Iterator[None]:
    """So that what the output does not take is never held for a fault of the program."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputLost from error


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]


def shown(text: object, limit: int = 200) -> str:
    """Foreign text as one plain line."""
    return clean(text, limit)
