"""An account's table as this program writes it, read many times faster than any TOML reader could.

Ten thousand accounts would keep ``tomllib`` busy for seconds. Nearly all of them hold nothing but a whole number
and texts between apostrophes, one a line; a text in that form means the same to every TOML reader. Whatever else
there is, a list, an escape, a text of many lines, is left to ``tomllib``.
"""

from __future__ import annotations

import re
from typing import Any

_SECRET = "[account.secret]\n"  # noqa: S105 - a heading of the file
_REV = re.compile(r"rev = (0|[1-9][0-9]{0,17})\n")
_TEXT_LINE = re.compile(r"([a-z_]+) = '([^'\x00-\x08\x0a-\x1f\x7f]*)'\n")
_AROUND = len(" = ''\n")


def read_plain(table: str) -> dict[str, Any] | None:
    """What ``tomllib`` reads from the lines below ``[[account]]``; ``None`` when they are not in the plain form."""
    rev = _REV.match(table)
    if rev is None:
        return None
    lines, heading, hidden = table[rev.end() :].partition(_SECRET)
    texts, secret = _texts(lines), _texts(hidden)
    if not heading or texts is None or secret is None or "rev" in texts or "secret" in texts:
        return None
    return {"rev": int(rev[1]), **texts, "secret": secret}


def _texts(lines: str) -> dict[str, str] | None:
    """The texts, when there is nothing else in these lines and no name stands twice."""
    pairs = _TEXT_LINE.findall(lines)
    texts = dict(pairs)
    length = sum(map(len, texts)) + sum(map(len, texts.values())) + _AROUND * len(texts)
    return texts if len(texts) == len(pairs) and length == len(lines) else None
