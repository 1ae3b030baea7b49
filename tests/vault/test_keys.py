"""Keys and recovery codes: hidden when shown, exact when typed in again."""

from __future__ import annotations

import copy
import json
import pickle
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.account import MASK
from sftui.errors import InvalidFields
from sftui.vault import file
from sftui.vault.keys import HiddenBytes, RawKey
from sftui.vault.recovery_code import (
    looks_like_recovery_code,
    new_recovery_key,
    read_recovery_code,
    show_recovery_code,
)
from tests.vault.kit import LOW, refusal

KEYS = st.binary(min_size=32, max_size=32).map(lambda octets: RawKey(HiddenBytes(octets)))


def test_hidden_bytes_are_seen_by_nobody() -> None:
    hidden = HiddenBytes(b"known secret bytes")
    for shown in (
        repr(hidden),
        str(hidden),
        f"{hidden}",
        f"{hidden:>5}",
        repr(RawKey(HiddenBytes(bytes(32)))),
    ):
        assert MASK in shown
        assert "secret" not in shown
    assert b"secret" not in pickle.dumps(hidden)
    assert not copy.copy(hidden)
    assert list(hidden.__rich_repr__()) == [MASK]  # type: ignore[call-overload]  # rich iterates over it
    with pytest.raises(TypeError):
        json.dumps(hidden)


def test_hidden_bytes_compare_by_content() -> None:
    assert HiddenBytes(b"a") == HiddenBytes(b"a")
    assert hash(HiddenBytes(b"a")) == hash(HiddenBytes(b"a"))
    assert HiddenBytes(b"a") != HiddenBytes(b"b")
    assert HiddenBytes(b"a") != b"a"
    assert not HiddenBytes()


def test_a_recovery_code_is_two_lines_of_seven_groups() -> None:
    shown = show_recovery_code(new_recovery_key()).reveal()
    lines = shown.splitlines()
    assert [len(line.split("-")) for line in lines] == [7, 7]
    assert {len(group) for line in lines for group in line.split("-")} == {4}
    assert not set(shown) & set("ILOU")


@given(KEYS, st.sampled_from(["", " ", "-", " - ", "\n"]))
def test_a_code_is_read_however_it_is_typed(key: RawKey, between: str) -> None:
    groups = show_recovery_code(key).reveal().replace("\n", "-").split("-")
    typed = between.join(groups)
    assert read_recovery_code(typed) == key
    assert read_recovery_code(f"  {typed.lower()}\r\n") == key
    confused = typed.replace("0", "O").replace("1", "l")
    assert read_recovery_code(confused) == key


@given(KEYS, st.integers(0, 55), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_letter_is_noticed(key: RawKey, at: int, letter: str) -> None:
    symbols = show_recovery_code(key).reveal().replace("-", "").replace("\n", "")
    wrong = symbols[:at] + letter + symbols[at + 1 :]
    if wrong != symbols:
        assert not looks_like_recovery_code(wrong) or read_recovery_code(wrong) != key


def test_every_single_mistake_in_one_code_is_noticed() -> None:
    symbols = (
        show_recovery_code(RawKey(HiddenBytes(bytes(range(32))))).reveal().replace("-", "").replace("\n", "")
    )
    tried = 0
    for at, right in enumerate(symbols):
        for letter in string.digits + "ABCDEFGHJKMNPQRSTVWXYZ":
            if letter != right:
                assert not looks_like_recovery_code(symbols[:at] + letter + symbols[at + 1 :])
                tried += 1
    for at in range(len(symbols) - 1):
        swapped = symbols[:at] + symbols[at + 1] + symbols[at] + symbols[at + 2 :]
        assert swapped == symbols or not looks_like_recovery_code(swapped)
    assert tried == 56 * 31


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "0 letters"),
        ("ABCD", "4 letters"),
        ("U" * 56, "character"),
        ("é" * 56, "character"),
        ("2" * 56, "checksum"),
        ("0" * 57, "57 letters"),
    ],
)
def test_what_is_wrong_with_a_code_is_said(typed: str, says: str) -> None:
    error = refusal(lambda: read_recovery_code(typed))
    assert isinstance(error, InvalidFields)
    assert says in error.problems["recovery_code"]


def test_a_typed_code_opens_the_file(tmp_path: Path) -> None:
    code = new_recovery_key()
    written_down = show_recovery_code(code).reveal()
    vault = file.create(tmp_path / "accounts.toml", {"recovery code": code}, cost=LOW)
    assert file.unlock(vault.path, read_recovery_code(written_down.lower())).data_key == vault.data_key
