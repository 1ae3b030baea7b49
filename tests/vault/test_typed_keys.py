"""What a person typed: chosen as a passphrase, given for a slot, proved."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.account import Secret
from sftui.errors import InvalidFields, KeySourceFailed, WrongKey
from sftui.vault import slots
from sftui.vault.key_files import key_text, make_key_file, new_key
from sftui.vault.keys import Passphrase, RawKey
from sftui.vault.recovery_code import new_recovery_key, show_recovery_code
from sftui.vault.typed_keys import key_for_slot, new_passphrase, prove
from sftui.vault.unlock import key_of
from tests.vault.kit import LOW, PASS, new_vault


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_new_passphrase_is_read_back_as_itself(text: str) -> None:
    assert new_passphrase(Secret(text)) == Passphrase(Secret(text)) == key_of(Secret(text))


def test_what_would_be_read_as_a_key_is_no_new_passphrase() -> None:
    code = show_recovery_code(new_recovery_key()).reveal()
    for text in (code, code.lower(), code.replace("-", " "), key_text(new_key()).reveal()):
        assert isinstance(key_of(Secret(text)), RawKey)
        with pytest.raises(InvalidFields) as refused:
            new_passphrase(Secret(text))
        assert "would never open the file" in refused.value.problems["passphrase"]
    with pytest.raises(InvalidFields):
        new_passphrase(Secret(""))


def test_what_a_slot_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    vault = new_vault(tmp_path / "accounts.toml")
    vault = slots.add_slot(vault, "key file", make_key_file(tmp_path / "my.key").key, cost=LOW)
    passphrase_slot, key_slot = slots.list_slots(vault)
    assert key_for_slot(passphrase_slot, Secret("/like a path")) == Passphrase(Secret("/like a path"))
    for path in (str(tmp_path / "my.key"), "my.key", "./my.key", " my.key "):
        prove(vault.path, key_slot, key_for_slot(key_slot, Secret(path)))
    prove(vault.path, passphrase_slot, PASS)
    for slot, wrong in ((key_slot, PASS), (key_slot, new_key()), (passphrase_slot, new_key())):
        with pytest.raises(WrongKey, match="does not open"):
            prove(vault.path, slot, wrong)


@pytest.mark.parametrize("typed", ["9KND-MEBN-1234", "a passphrase that was typed by mistake", "x" * 5000])
def test_a_mistyped_secret_is_not_repeated(tmp_path: Path, typed: str) -> None:
    vault = slots.add_slot(new_vault(tmp_path / "accounts.toml"), "code", new_key(), cost=LOW)
    with pytest.raises(KeySourceFailed, match="neither a recovery code nor a key file") as refused:
        key_for_slot(slots.list_slots(vault)[1], Secret(typed))
    assert typed not in f"{refused.value.message} {refused.value.cause} {refused.value.do}"
