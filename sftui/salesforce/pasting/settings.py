"""Settings in JSON, TOML, ``.env`` and shell lines, or ``name: value`` lines -> name-value pairs.

Of several accounts in one text only the first is read, so that no secret goes to another account's user.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

from sftui.salesforce.pasting.names import field_called

Pairs = list[tuple[str, str]]

DEEPEST = 6
MOST_LINES = 2_000
LARGEST_NUMBER = 10**30
"""More is no setting, and Python refuses to write out a number of thousands of digits."""
MOST_DOTS = 200
"""On one line of TOML: its reader needs memory with the square of a key's depth."""
MOST_LINES_OF_A_VALUE = 200
"""A private key of 4096 bits has some fifty."""

_ASSIGNMENT = re.compile(
    r"""^[ \t]*(?P<way>export[ \t]+|set[ \t]+|\$env:)?(?P<quote>"?)(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*(?P<text>.*)$"""
)
_INSIDE = {
    # what stands for a quote inside single quotes, by the word that begins the line
    "export": ("'\\''", "'\"'\"'"),
    "$env:": ("''",),
    "": ("'\\''", "'\"'\"'", "\\'", "\\\\"),
}
"""A shell, PowerShell, and the rest: python-dotenv's escapes, or a shell without ``export``."""
_LABELLED = re.compile(
    r"^[ \t]*(?:-[ \t]+)?[\"']?(?P<name>[A-Za-z][\w .-]{0,39}?)[\"']?[ \t]*:(?:[ \t]+(?P<text>.*))?$"
)


def from_json(text: str) -> tuple[dict[str, object], bool] | None:
    """The object in the text, or the first of its list, and whether there are several accounts; None for neither."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    first = found[0] if isinstance(found, list) and found else found
    return (first, holds_several(found)) if isinstance(first, dict) else None


def from_toml(text: str) -> dict[str, object] | None:
    if any(line.count(".") > MOST_DOTS for line in text.splitlines()):
        return None
    try:
        return tomllib.loads(text) or None
    except (ValueError, RecursionError):
        return None


def leaves(found: object, depth: int = DEEPEST) -> Iterator[tuple[str, str]]:
    """Every named text in nested tables, the outer ones first; of a list only the first element."""
    if depth == 0 or not isinstance(found, dict):
        return
    inner: list[object] = []
    for name, value in found.items():
        if isinstance(value, bool):
            yield str(name), str(value).lower()
        elif isinstance(value, str | float) or (isinstance(value, int) and abs(value) < LARGEST_NUMBER):
            yield str(name), str(value)
        elif isinstance(value, dict):
            inner.append(value)
        elif isinstance(value, list) and value:
            inner.append(value[0])
    for each in inner:
        yield from leaves(each, depth - 1)


def holds_several(found: object, depth: int = DEEPEST) -> bool:
    """Whether a list is in it that holds the settings of several accounts."""
    if depth == 0:
        return False
    if isinstance(found, list):
        return sum(len({field_called(name) for name, _ in leaves(each)} - {""}) > 1 for each in found) > 1
    return isinstance(found, dict) and any(holds_several(each, depth - 1) for each in found.values())


def from_assignments(text: str) -> Pairs:
    """``NAME=value`` lines in the dialects of a shell, python-dotenv, Docker, PowerShell and cmd."""
    pairs: Pairs = []
    lines = text.splitlines()[:MOST_LINES]
    at = 0
    while at < len(lines):
        found = _ASSIGNMENT.match(lines[at])
        at += 1
        if found is None:
            continue
        value = found["text"].strip()
        if found["quote"]:
            value = value.removesuffix('"')
        elif value[:1] in {'"', "'"}:
            way = (found["way"] or "").strip()
            value, more = _unquoted(value, lines[at : at + MOST_LINES_OF_A_VALUE], way)
            at += more
        pairs.append((found["name"], value))
    return pairs


def from_labels(text: str) -> tuple[Pairs, bool]:
    """``name: value`` lines, as in simple YAML and in our own sheet; and whether a second account follows."""
    pairs: Pairs = []
    seen: set[str] = set()
    for line in text.splitlines()[:MOST_LINES]:
        found = _LABELLED.match(line)
        if found is None or not found["text"]:
            continue
        field = field_called(found["name"])
        if field in seen:
            return pairs, True
        if field:
            seen.add(field)
        pairs.append((found["name"], _yaml_scalar(found["text"].strip())))
    return pairs, False


def _unquoted(value: str, following: list[str], way: str) -> tuple[str, int]:
    """A quoted value, and how many of the following lines belong to it.

    One that is never closed is taken as it stands: in some dialects quotes are part of the value.
    """
    quote = value[0]
    inside = _INSIDE.get(way, _INSIDE[""]) if quote == "'" else ('\\"', "\\\\", "\\$", "\\`")
    escapes = "|".join(re.escape(each) for each in inside)
    whole = re.compile(rf"{quote}((?:{escapes}|[^{quote}])*+){quote}")  # possessive: one pass, never back
    found = whole.match(value)
    if found is None and len(value) > 1 and value.find(quote, 1) == len(value) - 1:
        return value[1:-1], 0  # only a backslash before the last quote was in the way
    found = found or whole.match("\n".join([value, *following]))
    if found is None:
        return value, 0
    plain = re.sub(escapes, lambda escape: "'" if "'" in escape[0] else escape[0][1], found[1])
    return plain, found[1].count("\n")


def _yaml_scalar(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) >= 2 and text[0] == text[-1] == '"':
        try:
            read = json.loads(text)
        except ValueError:
            return text[1:-1]
        return read if isinstance(read, str) else text
    return text
