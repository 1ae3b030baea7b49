"""Damaged bytes and edited headers are noticed, whatever was changed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sftui.errors import (
    FileAltered,
    FileDamaged,
    FileTooNew,
    SftuiError,
    WrongKey,
)
from sftui.vault import envelope, file
from sftui.vault.keys import HiddenBytes
from tests.vault.kit import PASS, account, new_vault, reforged, refusal

# Damaged bytes, case D1 of the list


def mutations(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Every bit flip, truncation, deleted byte and doubled byte."""
    for at in range(len(raw)):
        for bit in range(8):
            yield "flip", raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :]
        yield "cut", raw[:at]
        yield "deleted", raw[:at] + raw[at + 1 :]
        yield "doubled", raw[: at + 1] + raw[at:]


def assert_harmless(raw: bytes, changed: bytes, data_key: HiddenBytes, plaintext: bytes) -> None:
    """Either it is called damaged, or it reads as exactly the same document."""
    try:
        found = envelope.read(changed)
    except FileDamaged:
        return
    except FileTooNew:
        assert raw.index(b"version = 1") - 12 <= _first_difference(raw, changed) <= raw.index(b"file_id")
        return
    assert envelope.open_document(found, data_key) == plaintext
    assert found == envelope.read(raw)


def _first_difference(a: bytes, b: bytes) -> int:
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def test_sampled_mutations_are_damage_or_nothing(sealed: tuple[bytes, HiddenBytes]) -> None:
    raw, data_key = sealed
    plaintext = envelope.open_document(envelope.read(raw), data_key)
    chosen = frozenset(random.Random(4711).sample(range(len(raw) * 11), 4000))
    for number, (_, changed) in enumerate(mutations(raw)):
        if number in chosen:
            assert_harmless(raw, changed, data_key, plaintext)


@pytest.mark.slow
def test_every_mutation_is_damage_or_nothing(sealed: tuple[bytes, HiddenBytes]) -> None:
    raw, data_key = sealed
    plaintext = envelope.open_document(envelope.read(raw), data_key)
    tried = 0
    for _, changed in mutations(raw):
        assert_harmless(raw, changed, data_key, plaintext)
        tried += 1
    assert tried == len(raw) * 11


def test_a_forged_checksum_does_not_help_against_flips_in_the_payload(
    sealed: tuple[bytes, HiddenBytes],
) -> None:
    raw, data_key = sealed
    whole = envelope.read(raw)
    for at in range(0, len(whole.ciphertext), 97):
        flipped = bytearray(whole.ciphertext)
        flipped[at] ^= 1
        with pytest.raises(FileAltered):
            envelope.open_document(replace(whole, ciphertext=bytes(flipped)), data_key)


# An edited header with a checksum that fits (D5)


def forge_generation(head: dict[str, Any]) -> None:
    head["generation"] -= 1


def forge_drop(head: dict[str, Any]) -> None:
    del head["slot"][1]


def forge_swap(head: dict[str, Any]) -> None:
    head["slot"].reverse()


def forge_other_label(head: dict[str, Any]) -> None:
    head["slot"][1]["label"] = "innocent"


def forge_label(head: dict[str, Any]) -> None:
    head["slot"][0]["label"] = "innocent"


def forge_cost(head: dict[str, Any]) -> None:
    head["slot"][0]["kdf"]["iterations"] = 2


def forge_salt(head: dict[str, Any]) -> None:
    head["payload_salt"] = head["key_check"]


def forge_file_id(head: dict[str, Any]) -> None:
    head["file_id"] = "0" * 32


def forge_key_check(head: dict[str, Any]) -> None:
    head["key_check"] = head["payload_salt"]


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (forge_generation, FileAltered),
        (forge_drop, FileAltered),
        (forge_swap, FileAltered),
        (forge_other_label, FileAltered),
        (forge_salt, FileAltered),
        (forge_key_check, FileAltered),
        (forge_label, WrongKey),
        (forge_cost, WrongKey),
        (forge_file_id, WrongKey),
    ],
)
def test_an_edited_header_is_noticed(
    tmp_path: Path,
    sealed: tuple[bytes, HiddenBytes],
    forge: Callable[[dict[str, Any]], None],
    expected: type[SftuiError],
) -> None:
    path = tmp_path / "accounts.toml"
    path.write_bytes(reforged(sealed[0], forge))
    path.chmod(0o600)
    before = path.read_bytes()
    error = refusal(lambda: file.unlock(path, PASS))
    assert type(error) is expected
    assert error.exit_code == (3 if expected is WrongKey else 5)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_reforged_file_without_an_edit_opens(tmp_path: Path, sealed: tuple[bytes, HiddenBytes]) -> None:
    path = tmp_path / "accounts.toml"
    path.write_bytes(reforged(sealed[0], lambda _: None))
    assert len(file.unlock(path, PASS).accounts) == 1


def test_an_older_payload_under_a_newer_header_is_noticed(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "accounts.toml", account("one"))
    old = envelope.read((tmp_path / "accounts.toml").read_bytes())
    file.edit(vault, lambda accounts: (*accounts, account("two")))
    new = envelope.read((tmp_path / "accounts.toml").read_bytes())
    with pytest.raises(FileAltered):
        envelope.open_document(replace(new, ciphertext=old.ciphertext), vault.data_key)
