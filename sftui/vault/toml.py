"""Writing TOML values so that ``tomllib`` reads them back exactly, and quickly.

Literal strings are read many times faster than escaped ones, so a value stands in ``'…'`` or ``'''…'''``
whenever that is exact: no apostrophe, no control character, and no carriage return, which every TOML
reader may turn into a line feed. All else is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LITERAL = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f']*")
_LITERAL_LINES = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f']*")
_TO_ESCAPE = re.compile(r'[\x00-\x1f\x7f"\\]')
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def render_key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else render_basic(key)


def render_text(text: str) -> str:
    """A text in the form that is read fastest; exact for every text that UTF-8 can hold."""
    if text.isprintable() and "'" not in text:
        return f"'{text}'"
    if _LITERAL.fullmatch(text):
        return f"'{text}'"
    if _LITERAL_LINES.fullmatch(text):
        return f"'''\n{text}'''"
    return render_basic(text)


def render_basic(text: str) -> str:
    """A text in one line between double quotes."""
    return f'"{_TO_ESCAPE.sub(_escape, text)}"'


def render_value(value: object) -> str:
    """Any value that ``tomllib`` can return, in one line; ``TypeError`` for anything else."""
    if isinstance(value, str):
        return render_basic(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        pairs = (f"{render_key(key)} = {render_value(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, Sequence):
        return f"[{', '.join(render_value(item) for item in value)}]"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _SHORT.get(character) or f"\\u{ord(character):04x}"
