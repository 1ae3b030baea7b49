"""TOML files that end in one large block of base64: read quickly, and exactly as any TOML reader reads them.

``tomllib`` looks at every character of a text more than once, which takes a second for the largest file. So
the block is taken out first, and a random mark is put in its place; when the mark comes out of ``tomllib`` as
the value of the right key, the block was that value. In every other case ``tomllib`` reads the whole text.
"""

from __future__ import annotations

import binascii
import codecs
import re
import secrets
import tomllib
from dataclasses import dataclass
from typing import Any

from sftui.vault.strict import Malformed, text

MAX_FILE = 32 * 1024 * 1024
"""Bytes. A larger file is refused before it is parsed, and never written."""

COLUMNS = 76
OPENING, CLOSING = b"data = '''", b"'''"

LONGEST_LINE = 1024
LARGEST_HEADER = 64 * 1024
"""Bytes of what stands outside the block, comments aside: far more than a file needs."""

_BASE64_LINE = re.compile(rb"""(?:data *= *["'])?[A-Za-z0-9+/]*={0,2}["']{0,3}""")
"""Of a block, or one that another writer put into a single line."""
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="


@dataclass(frozen=True, slots=True)
class Blocked:
    """A document without its block: ``values`` holds a mark in its place, ``block`` is the base64."""

    values: dict[str, Any]
    block: bytes


def render_block(octets: bytes) -> bytes:
    """The last key of a file, with the base64 in lines of 76."""
    encoded = binascii.b2a_base64(octets, newline=False)
    lines = [encoded[at : at + COLUMNS] for at in range(0, len(encoded), COLUMNS)]
    return b"".join((OPENING, b"\n", b"\n".join(lines), b"\n", CLOSING, b"\n"))


def parse(raw: bytes, table: str) -> Blocked:
    """The TOML of a file whose block is the key ``data`` of ``table``; :class:`Malformed` when there is none.

    ``tomllib`` raises more than its own error on hostile input (account-file.md §2).
    """
    if len(raw) > MAX_FILE:
        raise Malformed("file", f"is larger than {MAX_FILE // 1024 // 1024} MiB")
    if not raw.strip(b"\0"):
        raise Malformed("file", "holds nothing but zero bytes" if raw else "is empty")
    return _parse_apart(raw, table) or _parse_whole(raw, table)


def decode(block: bytes, field: str) -> bytes:
    """Canonical base64: only the last four characters could be written in another way."""
    try:
        octets = binascii.a2b_base64(block, strict_mode=True)
    except ValueError:
        raise Malformed(field, "is not base64") from None
    tail = binascii.b2a_base64(octets[-((len(octets) - 1) % 3 + 1) :], newline=False)
    if len(block) != -(-len(octets) // 3) * 4 or block[-4:] != tail:
        raise Malformed(field, "is not canonical base64")
    return octets


def _parse_apart(raw: bytes, table: str) -> Blocked | None:
    opening, closing = raw.rfind(OPENING), raw.rfind(CLOSING)
    if opening < 0 or closing < opening + len(OPENING):
        return None
    block = raw[opening + len(OPENING) : closing]
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    block = block.replace(b"\n", b"")
    if block.translate(None, _ALPHABET):
        return None
    mark = secrets.token_hex(16)
    try:
        values = _toml(raw[: opening + len(OPENING)] + mark.encode("ascii") + raw[closing:])
    except Malformed:
        return None
    found = values.get(table)
    return Blocked(values, block) if type(found) is dict and found.get("data") == mark else None


def _parse_whole(raw: bytes, table: str) -> Blocked:
    values = _toml(raw)
    found = values.get(table)
    if type(found) is not dict or "data" not in found:
        return Blocked(values, b"")
    block = text(found["data"], f"{table}.data").replace("\n", "")
    try:
        return Blocked(values, block.encode("ascii"))
    except UnicodeEncodeError:
        raise Malformed(f"{table}.data", "is not base64") from None


def _toml(raw: bytes) -> dict[str, Any]:
    _refuse_what_takes_long(raw)
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Malformed("file", "is not UTF-8 text") from None
    except (ValueError, RecursionError, OverflowError):
        raise Malformed("file", "is not TOML") from None


def _refuse_what_takes_long(raw: bytes) -> None:
    """``tomllib`` needs minutes for one long line of dotted keys; comments and base64 are read in no time."""
    size = 0
    for line in raw.removeprefix(codecs.BOM_UTF8).split(b"\n"):
        bare = line.strip()
        if bare.startswith(b"#") or _BASE64_LINE.fullmatch(bare):
            continue
        if len(bare) > LONGEST_LINE:
            raise Malformed("file", f"has a line of more than {LONGEST_LINE} bytes")
        size += len(bare)
    if size > LARGEST_HEADER:
        raise Malformed("file", f"has a header of more than {LARGEST_HEADER // 1024} KiB")
