"""A new data key: what opens afterwards, what does not, and what other processes are told (D16)."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest

from sftui.account import Secret
from sftui.errors import FileAltered, NotSaved, UsageError, WrongKey
from sftui.vault import envelope, file, merging, recovery, sessions, slots
from sftui.vault.disk import Disk
from sftui.vault.keys import Key, Passphrase
from sftui.vault.locking import try_to_take
from sftui.vault.recovery_code import new_recovery_key
from sftui.vault.rotation import rotate
from sftui.vault.saving import Vault, lock_path
from tests.vault.disks import FailingDisk, RecordingDisk
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


def test_a_backup_that_does_not_open_is_deleted_and_named(vault: Vault) -> None:
    broken = vault.path.with_name("accounts.toml.bak2")
    broken.write_bytes(b"broken")
    rotated = rotate(vault, keys_of(vault, PASS, CODE), cost=LOW)
    assert any("accounts.toml.bak3" in warning for warning in rotated.warnings)
    assert b"broken" not in {each.read_bytes() for each in vault.path.parent.iterdir()}


def test_a_disk_that_fails_costs_no_backup_and_hides_no_new_key(vault: Vault, tmp_path: Path) -> None:
    """At each call: either nothing happened, or the new key is in place and what it does not open is named."""
    vault = slots.remove_slot(file.unlock(vault.path, CODE), vault.header.slots[0].id)
    (tmp_path / "sessions.toml").touch()
    pristine = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    calls = RecordingDisk()
    rotate(vault, keys_of(vault, CODE), sessions=tmp_path / "sessions.toml", cost=LOW, disk=calls)
    for at in range(len(calls.calls)):
        for each in tmp_path.iterdir():
            each.unlink()
        for name, octets in pristine.items():
            (tmp_path / name).write_bytes(octets)
        _rotate_on(FailingDisk(at, errno.ENOSPC), vault, tmp_path)


def _rotate_on(disk: FailingDisk, vault: Vault, folder: Path) -> None:
    before = recovery.list_backups(vault.path)
    sessions_file = folder / "sessions.toml"
    try:
        rotated = rotate(vault, keys_of(vault, CODE), sessions=sessions_file, cost=LOW, disk=disk)
    except NotSaved:
        assert file.unlock(vault.path, CODE).data_key == vault.data_key
        assert sessions_file.exists()
        return
    assert file.unlock(vault.path, CODE).data_key == rotated.data_key
    assert rotated.data_key != vault.data_key
    after = recovery.list_backups(vault.path)
    assert {each.generation for each in after} == {each.generation for each in (*before, *after[:1])}
    for each in after:
        fits_new = envelope.fits(envelope.read(each.path.read_bytes()).header, rotated.data_key)
        assert fits_new or any(each.path.name in warning for warning in rotated.warnings)


def test_nobody_else_writes_before_the_backups_have_the_new_key(vault: Vault) -> None:
    class Watched(Disk):
        taken: ClassVar[list[object]] = []

        def create(self, path: Path) -> int:
            self.taken.append(try_to_take(lock_path(vault.path)))
            return super().create(path)

    rotate(vault, keys_of(vault, PASS, CODE), cost=LOW, disk=Watched(), wait=0)
    assert len(Watched.taken) > 2
    assert set(Watched.taken) == {None}


def test_a_folder_that_cannot_be_listed_is_a_warning(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Path) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as faulty:
        faulty.setattr(Path, "iterdir", fails)
        rotated = rotate(vault, keys_of(vault, PASS, CODE), cost=LOW)
    assert any("earlier restores put aside" in warning for warning in rotated.warnings)
    assert file.unlock(vault.path, PASS).data_key == rotated.data_key


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
