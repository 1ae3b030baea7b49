"""An account's table as this program writes it, read many times faster than any TOML reader could.

Ten thousand accounts would keep ``tomllib`` busy for seconds. Nearly all of them hold nothing but the known fields,
each at its place, with texts between apostrophes, or between three of them where there are many lines; a text in
that form means the same to every TOML reader. Whatever else there is, a list, an escape, a key of a later version,
is left to ``tomllib``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sftui.account import Account, Environment, Secret
from sftui.vault.fields import STORED_SECRETS, TEXT_FIELDS

_IN_A_LINE = r"'([^'\x00-\x08\x0a-\x1f\x7f]*+)'"
_IN_LINES = r"'''\n([^'\x00-\x08\x0b-\x1f\x7f]*+)'''"
_TEXTS = tuple(name for name in TEXT_FIELDS if name != "id")
_NAMES = ("rev", "id", *_TEXTS, "environment", *STORED_SECRETS)
"""In the order of the file."""
_ENVIRONMENTS = {each.value: each for each in Environment}


def _table_of(text: str) -> re.Pattern[str]:
    """The whole table with its heading; every line after the id is there once, in this order, or not at all."""
    lines = (f"(?:{name} = {text}\n)?+" for name in _TEXTS)
    hidden = (f"(?:{name} = {text}\n)?+" for name in STORED_SECRETS)
    return re.compile(
        r"\n\[\[account\]\]\n"
        "rev = (0|[1-9][0-9]{0,17})\n"
        "id = '([0-9a-f]{32})'\n"
        f"{''.join(lines)}(?:environment = '({'|'.join(_ENVIRONMENTS)})'\n)?+"
        rf"\[account\.secret\]\n{''.join(hidden)}"
    )


_OF_LINES = _table_of(_IN_A_LINE)
_OF_EITHER = _table_of(f"(?:{_IN_A_LINE}|{_IN_LINES})")


def read_plain(table: str) -> Account | None:
    """The account of a table in the plain form, from the blank line before its heading on; else ``None``."""
    found: Sequence[str | None]
    if match := _OF_LINES.fullmatch(table):
        found = match.groups()
    elif match := _OF_EITHER.fullmatch(table):
        found = _joined(match.groups())
    else:
        return None
    values: dict[str, Any] = {
        name: text for name, text in zip(_NAMES, found, strict=True) if text is not None
    }
    values["rev"] = int(values["rev"])
    if "environment" in values:
        values["environment"] = _ENVIRONMENTS[values["environment"]]
    for name in STORED_SECRETS:
        if name in values:
            values[name] = Secret(values[name])
    return Account(**values)


def _joined(groups: Sequence[str | None]) -> Sequence[str | None]:
    """Of the two groups of each text the one that was found; ``rev``, ``id`` and ``environment`` have one."""
    middle = 2 + 2 * len(_TEXTS)
    texts, environment, hidden = groups[2:middle], groups[middle], groups[middle + 1 :]
    return [*groups[:2], *_either(texts), environment, *_either(hidden)]


def _either(groups: Sequence[str | None]) -> list[str | None]:
    return [
        line if line is not None else lines for line, lines in zip(groups[::2], groups[1::2], strict=True)
    ]
