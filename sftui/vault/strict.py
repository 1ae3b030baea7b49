"""Reading values that somebody else may have written: exact keys, exact types, canonical base64.

``True`` is an ``int`` in Python and ``3.0 == 3``, so types are compared exactly (account-file.md §2).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping

from sftui.foreign import clean

_HEX = re.compile(r"[0-9a-f]+")


class Malformed(ValueError):
    """A value that cannot be right. ``field`` is its dotted name in the file, ``why`` a few words."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


def table(value: object, field: str, keys: frozenset[str]) -> Mapping[str, object]:
    """A table with exactly these keys."""
    if type(value) is not dict:
        raise Malformed(field, "is missing or not a table")
    for key in value:
        if key not in keys:
            raise Malformed(f"{field}.{clean(key, 40)}", "is not a key that belongs there")
    for key in sorted(keys):
        if key not in value:
            raise Malformed(f"{field}.{key}", "is missing")
    return value


def text(value: object, field: str) -> str:
    if type(value) is not str:
        raise Malformed(field, "is not a text")
    return value


def integer(value: object, field: str, low: int, high: int) -> int:
    if type(value) is not int:
        raise Malformed(field, "is not a whole number")
    if not low <= value <= high:
        raise Malformed(field, f"is not between {low} and {high}")
    return value


def hexadecimal(value: object, field: str, digits: int) -> str:
    found = text(value, field)
    if len(found) != digits or not _HEX.fullmatch(found):
        raise Malformed(field, f"is not {digits} lower-case hexadecimal digits")
    return found


def octets(value: object, field: str, length: int | None = None) -> bytes:
    """Canonical base64: whoever encodes the bytes again gets the same text."""
    found = text(value, field)
    try:
        decoded = base64.b64decode(found, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(field, "is not base64") from None
    if base64.b64encode(decoded).decode("ascii") != found:
        raise Malformed(field, "is not canonical base64")
    if length is not None and len(decoded) != length:
        raise Malformed(field, f"holds {len(decoded)} bytes instead of {length}")
    return decoded


def canonical(values: object) -> bytes:
    """Canonical JSON: sorted keys, no blanks, ASCII. The associated data and the checksum are made of it."""
    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode("ascii")
