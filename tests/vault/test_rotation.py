"""A new data key: what opens afterwards, what does not, and what other processes are told (D16)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from sftui.account import Secret
from sftui.errors import FileAltered, UsageError, WrongKey
from sftui.vault import envelope, file, merging, recovery, sessions, slots
from sftui.vault.keys import Key, Passphrase
from sftui.vault.recovery_code import new_recovery_key
from sftui.vault.rotation import OldBackups, rotate
from sftui.vault.saving import Vault
from tests.vault.kit import LOW, PASS, account, names, new_vault, refusal

CODE = new_recovery_key()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = new_vault(tmp_path / "accounts.toml", account("one"), account("two"))
    return slots.add_slot(made, "recovery code", CODE, cost=LOW)


def keys_of(vault: Vault, *keys: Key) -> dict[str, Key]:
    return {slot.id: key for slot, key in zip(vault.header.slots, keys, strict=False)}


def test_every_slot_opens_the_new_data_key_and_the_old_key_opens_nothing(vault: Vault) -> None:
    rotated = rotate(vault, keys_of(vault, PASS, CODE), cost=LOW)
    assert rotated.data_key != vault.data_key
    assert rotated.warnings == ()
    for key in (PASS, CODE):
        assert names(file.unlock(vault.path, key)) == ["one", "two"]
    for path in vault.path.parent.glob("accounts.toml*[!k]"):
        found = envelope.read(path.read_bytes())
        assert not envelope.fits(found.header, vault.data_key)
        with pytest.raises(FileAltered):
            envelope.open_document(found, vault.data_key)


def test_backups_keep_their_generation_time_and_content(vault: Vault) -> None:
    before = recovery.list_backups(vault.path, PASS)
    rotate(vault, keys_of(vault, PASS, CODE), cost=LOW)
    after = recovery.list_backups(vault.path, PASS)
    assert [(each.generation, each.saved_at, each.accounts) for each in after[1:]] == [
        (each.generation, each.saved_at, each.accounts) for each in before
    ]


def test_backups_can_be_deleted_instead(vault: Vault) -> None:
    rotate(vault, keys_of(vault, PASS, CODE), backups=OldBackups.DELETE, cost=LOW)
    assert recovery.list_backups(vault.path) == ()


def test_a_backup_that_does_not_open_is_deleted_and_named(vault: Vault) -> None:
    broken = vault.path.with_name("accounts.toml.bak2")
    broken.write_bytes(b"broken")
    rotated = rotate(vault, keys_of(vault, PASS, CODE), cost=LOW)
    assert any("accounts.toml.bak3" in warning for warning in rotated.warnings)
    assert b"broken" not in {each.read_bytes() for each in vault.path.parent.iterdir()}


def test_what_a_restore_put_aside_is_named(vault: Vault) -> None:
    recovery.restore(vault.path, recovery.find_backup(vault.path, "1"))
    vault = file.unlock(vault.path, PASS)
    rotated = rotate(vault, keys_of(vault, PASS, CODE), cost=LOW)
    assert len(rotated.warnings) == 1
    assert "accounts.toml.replaced-" in rotated.warnings[0]


def test_sessions_are_forgotten(vault: Vault, tmp_path: Path) -> None:
    from sftui.account import Token

    path = tmp_path / "sessions.toml"
    token = Token(access_token=Secret("00D!t"), instance_url="https://acme.my.salesforce.com")
    sessions.edit(path, vault, lambda each: each.having("a" * 32, token=token))
    rotated = rotate(vault, keys_of(vault, PASS, CODE), sessions=path, cost=LOW)
    assert not path.exists()
    assert sessions.read(path, rotated).tokens == {}


def test_another_process_is_asked_to_unlock_again_and_nothing_is_written(vault: Vault) -> None:
    rotate(file.unlock(vault.path, PASS), keys_of(vault, PASS, CODE), cost=LOW)
    before = vault.path.read_bytes()
    for attempt in (
        lambda: file.edit(vault, merging.add(account("from the open form"))),
        lambda: file.reread(vault),
        lambda: slots.add_slot(vault, "x", new_recovery_key(), cost=LOW),
        lambda: rotate(vault, keys_of(vault, PASS, CODE), cost=LOW),
    ):
        error = refusal(attempt)
        assert type(error) is file.UnlockAgain
        assert error.exit_code == 3
        assert "still here" in error.do
    assert vault.path.read_bytes() == before
    again = file.edit(file.unlock(vault.path, PASS), merging.add(account("from the open form")))
    assert names(again) == ["one", "two", "from the open form"]


def test_a_slot_without_its_secret_is_kept_or_dropped_only_on_purpose(vault: Vault) -> None:
    before = vault.path.read_bytes()
    error = refusal(lambda: rotate(vault, keys_of(vault, PASS), cost=LOW))
    assert type(error) is UsageError
    assert "recovery code" in error.message
    assert vault.path.read_bytes() == before
    rotated = rotate(vault, keys_of(vault, PASS), drop={vault.header.slots[1].id}, cost=LOW)
    assert [slot.label for slot in rotated.header.slots] == ["main"]
    with pytest.raises(WrongKey):
        file.unlock(vault.path, CODE)


def test_a_secret_that_does_not_open_its_slot_is_named(vault: Vault) -> None:
    before = vault.path.read_bytes()
    typo = Passphrase(Secret("typo"))
    for keys, named in (((typo, CODE), "main"), ((PASS, PASS), "recovery code"), ((CODE, PASS), "main")):
        error = refusal(partial(rotate, vault, keys_of(vault, *keys), cost=LOW))
        assert type(error) is WrongKey
        assert named in error.message
    assert vault.path.read_bytes() == before


def test_dropping_every_slot_is_refused(vault: Vault) -> None:
    every = {slot.id for slot in vault.header.slots}
    assert type(refusal(lambda: rotate(vault, {}, drop=every, cost=LOW))) is UsageError
    assert names(file.unlock(vault.path, PASS)) == ["one", "two"]
