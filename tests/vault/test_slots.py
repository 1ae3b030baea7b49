"""What opens the file: list, add, change, remove; and what other processes notice of it (D16)."""

from __future__ import annotations

from pathlib import Path

import pytest

from sftui.account import Secret
from sftui.errors import UsageError, WrongKey
from sftui.vault import file, merging, recovery, slots
from sftui.vault.keys import Passphrase
from sftui.vault.recovery_code import new_recovery_key
from sftui.vault.saving import Vault
from tests.vault.kit import LOW, PASS, account, names, new_vault, refusal

NEW = Passphrase(Secret("a new passphrase"))


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return new_vault(tmp_path / "accounts.toml", account("one"))


def opens(vault: Vault, key: object) -> bool:
    try:
        file.unlock(vault.path, key)  # type: ignore[arg-type]  # the keys of this file's tests
    except WrongKey:
        return False
    return True


def test_slots_are_listed_in_words(vault: Vault) -> None:
    vault = slots.add_slot(vault, "recovery code", new_recovery_key(), cost=LOW)
    main, code = slots.list_slots(vault)
    assert (main.type, main.label, main.opened_this) == ("passphrase", "main", True)
    assert main.derivation == "Argon2id, 7 MiB, 1 pass, 1 lane"
    assert (code.type, code.label, code.derivation, code.opened_this) == (
        "key",
        "recovery code",
        "random key",
        False,
    )


def test_a_changed_passphrase_opens_and_the_old_one_opens_only_backups(vault: Vault) -> None:
    changed = slots.change_passphrase(vault, NEW, cost=LOW)
    assert changed.header.slots[0].id == vault.header.slots[0].id
    assert opens(vault, NEW)
    assert not opens(vault, PASS)
    assert names(changed) == ["one"]
    assert recovery.list_backups(vault.path, PASS)[0].accounts == 1
    assert recovery.list_backups(vault.path, NEW)[0].accounts is None


def test_another_process_goes_on_after_a_changed_passphrase(vault: Vault) -> None:
    slots.change_passphrase(file.unlock(vault.path, PASS), NEW, cost=LOW)
    saved = file.edit(vault, merging.add(account("from the open form")))
    assert names(saved) == ["one", "from the open form"]
    assert opens(vault, NEW)
    assert not opens(vault, PASS)


def test_keys_come_and_go(vault: Vault) -> None:
    key = new_recovery_key()
    vault = slots.add_slot(vault, "key file", key, cost=LOW)
    assert opens(vault, key)
    assert file.unlock(vault.path, key).opened_by == vault.header.slots[1].id
    vault = slots.remove_slot(vault, vault.header.slots[0].id)
    assert not opens(vault, PASS)
    error = refusal(lambda: slots.remove_slot(vault, vault.header.slots[0].id))
    assert type(error) is UsageError
    assert "last" in error.message
    assert opens(vault, key)


def test_two_processes_that_remove_a_slot_each_leave_one(vault: Vault) -> None:
    vault = slots.add_slot(vault, "spare", NEW, cost=LOW)
    other = file.unlock(vault.path, NEW)
    first, second = (slot.id for slot in vault.header.slots)
    slots.remove_slot(vault, first)
    assert type(refusal(lambda: slots.remove_slot(other, second))) is UsageError
    assert opens(vault, NEW)


def test_eight_slots_are_the_limit(vault: Vault) -> None:
    for number in range(7):
        vault = slots.add_slot(vault, f"key {number}", new_recovery_key(), cost=LOW)
    with pytest.raises(UsageError, match="8"):
        slots.add_slot(vault, "one more", new_recovery_key(), cost=LOW)
    assert len(file.unlock(vault.path, PASS).header.slots) == 8


@pytest.mark.parametrize("label", ["x" * 65, "two\nlines", "bell\x07"])
def test_a_label_is_short_and_printable(vault: Vault, label: str) -> None:
    with pytest.raises(UsageError, match="label"):
        slots.add_slot(vault, label, new_recovery_key(), cost=LOW)


def test_which_passphrase_is_meant_must_be_clear(vault: Vault) -> None:
    key = new_recovery_key()
    vault = slots.add_slot(slots.add_slot(vault, "spare", NEW, cost=LOW), "code", key, cost=LOW)
    by_code = file.unlock(vault.path, key)
    with pytest.raises(UsageError, match="several"):
        slots.change_passphrase(by_code, Passphrase(Secret("third")), cost=LOW)
    slots.change_passphrase(by_code, Passphrase(Secret("third")), slot_id=vault.header.slots[1].id, cost=LOW)
    assert opens(vault, PASS)
    assert not opens(vault, NEW)
    by_code = slots.remove_slot(file.unlock(vault.path, key), vault.header.slots[0].id)
    by_code = slots.remove_slot(by_code, vault.header.slots[1].id)
    with pytest.raises(UsageError, match="no passphrase"):
        slots.change_passphrase(by_code, NEW, cost=LOW)


def test_only_a_passphrase_takes_the_place_of_a_passphrase(vault: Vault) -> None:
    vault = slots.add_slot(vault, "code", new_recovery_key(), cost=LOW)
    with pytest.raises(UsageError, match="not a passphrase"):
        slots.change_passphrase(vault, NEW, slot_id=vault.header.slots[1].id, cost=LOW)


def test_a_slot_that_is_not_there_is_named_as_such(vault: Vault) -> None:
    for attempt in (
        lambda: slots.remove_slot(vault, "00000000"),
        lambda: slots.change_passphrase(vault, NEW, slot_id="00000000", cost=LOW),
    ):
        error = refusal(attempt)
        assert type(error) is UsageError
        assert "no such slot" in error.message
