"""Frozen files of every version ever written, and a second reader that shares no code (D24)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sftui.account import Secret
from sftui.vault import file, merging
from sftui.vault.fields import STORED_SECRETS, TEXT_FIELDS
from sftui.vault.key_files import key_from_text
from sftui.vault.keys import Key, Passphrase
from sftui.vault.recovery_code import new_recovery_key, read_recovery_code
from tests.vault import second_reader
from tests.vault.kit import LOW, PASS, WORDS, account, new_vault

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(each.name for each in SAMPLES.glob("*.toml"))
CONTENTS: dict[str, Any] = json.loads((SAMPLES / "contents.json").read_text("utf-8"))
"""For each sample: what opens it, and the accounts that it holds."""


def product_key(opened_by: dict[str, str]) -> Key:
    ((kind, text),) = opened_by.items()
    if kind == "passphrase":
        return Passphrase(Secret(text))
    return key_from_text(text) if kind == "key file" else read_recovery_code(text)


def assert_content(path: Path, name: str) -> None:
    for opened_by in CONTENTS[name]["opened by"]:
        vault = file.unlock(path, product_key(opened_by))
        found = [
            {each: text for each in TEXT_FIELDS if (text := getattr(account, each))}
            | {each: hidden.reveal() for each in STORED_SECRETS if (hidden := getattr(account, each))}
            | {"unknown": account.unknown, "environment": account.environment.value}
            for account in vault.accounts
        ]
        assert found == CONTENTS[name]["accounts"]
        assert vault.document.unknown == CONTENTS[name]["unknown"]


def test_there_is_a_sample_of_each_kind() -> None:
    assert set(NAMES) == set(CONTENTS)
    assert len(NAMES) >= 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "form",
    [
        lambda raw: raw,
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"),
        lambda raw: b"# moved\n\n" + raw + b"\n\n",
    ],
    ids=["as it is", "CRLF", "BOM", "BOM and CRLF", "comments"],
)
def test_a_sample_opens_with_equal_content(tmp_path: Path, name: str, form: Any) -> None:
    path = tmp_path / "accounts.toml"
    path.write_bytes(form((SAMPLES / name).read_bytes()))
    path.chmod(0o600)
    assert_content(path, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_can_be_saved_to_and_keeps_what_it_held(tmp_path: Path, name: str) -> None:
    path = tmp_path / "accounts.toml"
    path.write_bytes((SAMPLES / name).read_bytes())
    path.chmod(0o600)
    key = product_key(CONTENTS[name]["opened by"][0])
    before = file.unlock(path, key)
    saved = file.edit(before, merging.add(account("added")))
    again = file.unlock(path, key)
    assert again.accounts == saved.accounts
    assert again.accounts[:-1] == before.accounts
    assert again.document.unknown == before.document.unknown
    assert again.header.slots == before.header.slots


@pytest.mark.parametrize("name", NAMES)
def test_the_second_reader_reads_a_sample(name: str) -> None:
    for opened_by in CONTENTS[name]["opened by"]:
        key = product_key(opened_by)
        secret = key.text.reveal() if isinstance(key, Passphrase) else key.key.reveal()
        found = second_reader.read((SAMPLES / name).read_bytes(), secret)
        assert found["schema"] == 1
        expected = CONTENTS[name]["accounts"]
        assert [each["name"] for each in found.get("account", [])] == [each["name"] for each in expected]
        for mine, theirs in zip(found.get("account", []), expected, strict=True):
            assert mine["secret"] == {each: theirs[each] for each in STORED_SECRETS if each in theirs}


@pytest.mark.parametrize("scrypt", [False, True])
def test_the_second_reader_reads_what_is_written_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, scrypt: bool
) -> None:
    if scrypt:
        monkeypatch.setattr("sftui.vault.derivations.argon2id_works", lambda: False)
    path = tmp_path / "accounts.toml"
    vault = new_vault(path, account("Größe ‘quoted’ \u2028 😀"))
    found = second_reader.read(path.read_bytes(), WORDS)
    assert found["account"][0]["name"] == "Größe ‘quoted’ \u2028 😀"
    assert found["account"][0]["secret"]["private_key"] == vault.accounts[0].private_key.reveal()


def test_the_second_reader_opens_key_slots(tmp_path: Path) -> None:
    key = new_recovery_key()
    vault = file.create(tmp_path / "accounts.toml", {"main": PASS, "recovery code": key}, cost=LOW)
    file.edit(vault, merging.add(account("one")))
    found = second_reader.read(vault.path.read_bytes(), key.key.reveal())
    assert [each["name"] for each in found["account"]] == ["one"]
