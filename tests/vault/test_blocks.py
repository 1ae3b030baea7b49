"""The block of base64 that is read apart from its TOML: always what any TOML reader would read."""

from __future__ import annotations

import base64
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.vault.blocks import decode, parse, render_block
from sftui.vault.strict import Malformed

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
PARTS = st.sampled_from(
    [
        "data = '''",
        "'''",
        "data = ''",
        "[t]\n",
        "# ",
        "\n",
        "\r\n",
        "\r",
        "AAAA",
        "=",
        "x = '",
        "'",
        '"""',
        '"',
        "é",
    ]
)


@given(st.binary(max_size=400))
def test_what_is_rendered_is_read_back(octets: bytes) -> None:
    raw = b"[t]\n" + render_block(octets)
    found = parse(raw, "t")
    assert decode(found.block, "t.data") == octets
    assert base64.b64decode(tomllib.loads(raw.decode())["t"]["data"]) == octets
    assert all(len(line) <= 76 for line in raw.splitlines())


@given(st.lists(PARTS, max_size=14).map("".join))
def test_any_text_gives_what_tomllib_gives(text: str) -> None:
    """Whatever stands around the block: comments, other strings, a second block, a broken end."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(Malformed):
            parse(text.encode(), "t")
        return
    try:
        found = parse(text.encode(), "t")
    except Malformed:
        assert not text or "é" in whole["t"]["data"]
        return
    table = whole.get("t")
    data = table.get("data") if isinstance(table, dict) else None
    if isinstance(data, str):
        assert found.block.decode() == data.replace("\n", "")
    assert found.values.keys() == whole.keys()


def test_a_block_in_a_comment_is_no_block() -> None:
    raw = b"[t]\ndata = ''\n# data = '''AAAA'''\n"
    assert parse(raw, "t").block == b""


def test_a_block_in_another_table_is_no_block() -> None:
    raw = b"[t]\ndata = 'BBBB'\n[u]\ndata = '''AAAA'''\n"
    assert parse(raw, "t").block == b"BBBB"


@given(st.text(ALPHABET, max_size=24))
def test_only_canonical_base64_is_decoded(text: str) -> None:
    try:
        octets = decode(text.encode(), "x")
    except Malformed:
        octets = None
    try:
        strict = base64.b64decode(text, validate=True)
        expected = strict if base64.b64encode(strict).decode() == text else None
    except ValueError:
        expected = None
    assert octets == expected


@given(st.binary(max_size=60), st.integers(0, 80), st.sampled_from(ALPHABET))
def test_one_changed_letter_is_other_bytes_or_refused(octets: bytes, at: int, letter: str) -> None:
    encoded = base64.b64encode(octets).decode()
    changed = encoded[:at] + letter + encoded[at + 1 :]
    try:
        assert decode(changed.encode(), "x") != octets or changed == encoded
    except Malformed:
        assert changed != encoded
