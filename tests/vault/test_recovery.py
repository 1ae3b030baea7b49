"""Backups: listed, counted, restored; the file that stood there is kept aside (D3, D4)."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from sftui.account import Secret
from sftui.errors import FileDamaged, FileError, NotSaved, UsageError, WrongKey
from sftui.vault import envelope, file, merging, recovery, slots
from sftui.vault.header import Header, Slot
from sftui.vault.keys import HiddenBytes, Key, Passphrase
from sftui.vault.saving import Vault
from tests.vault.kit import LOW, PASS, account, give_away, names, new_vault, refusal

NEW = Passphrase(Secret("new"))


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return new_vault(tmp_path / "accounts.toml", account("one"), account("two"), account("three"))


def test_backups_show_generation_and_time_without_a_key(vault: Vault) -> None:
    found = recovery.list_backups(vault.path)
    assert [(each.number, each.generation, each.accounts) for each in found] == [
        (1, 3, None),
        (2, 2, None),
        (3, 1, None),
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", each.saved_at) for each in found)


def test_backups_show_the_number_of_accounts_with_a_key(vault: Vault) -> None:
    assert [each.accounts for each in recovery.list_backups(vault.path, PASS)] == [2, 1, 0]


def test_one_derivation_serves_all_backups(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Key] = []
    honest = envelope.unlock_data_key

    def counted(header: Header, key: Key) -> tuple[HiddenBytes, Slot]:
        calls.append(key)
        return honest(header, key)

    monkeypatch.setattr(envelope, "unlock_data_key", counted)
    recovery.list_backups(vault.path, PASS)
    assert len(calls) == 1


def test_a_backup_under_another_passphrase_says_so(vault: Vault) -> None:
    slots.change_passphrase(vault, NEW, cost=LOW)
    file.edit(file.unlock(vault.path, NEW), merging.add(account("four")))
    found = recovery.list_backups(vault.path, NEW)
    assert (found[0].accounts, found[0].problem) == (3, "")
    assert found[1].accounts is not None
    by_old = recovery.list_backups(vault.path, PASS)
    assert "does not open" in by_old[0].problem
    assert by_old[1].accounts == 3


def test_a_broken_backup_is_listed_with_its_problem(vault: Vault) -> None:
    vault.path.with_name("accounts.toml.bak1").write_bytes(bytes(100))
    vault.path.with_name("accounts.toml.bak2").unlink()
    vault.path.with_name("accounts.toml.bak2").mkdir()
    first, second, third = recovery.list_backups(vault.path)
    assert "it holds only zeros" in first.problem
    assert not first.whole
    assert not second.whole
    assert third.whole
    assert recovery.find_backup(vault.path).number == 3


@pytest.mark.parametrize("wanted", ["2", "accounts.toml.bak2"])
def test_a_backup_is_found_by_number_or_name(vault: Vault, wanted: str) -> None:
    assert recovery.find_backup(vault.path, wanted).number == 2


def test_a_backup_that_is_not_there_is_named_with_those_that_are(vault: Vault) -> None:
    error = refusal(lambda: recovery.find_backup(vault.path, "7"))
    assert type(error) is UsageError
    assert "accounts.toml.bak3" in error.cause


def test_no_backup_at_all_is_said(tmp_path: Path) -> None:
    error = refusal(lambda: recovery.find_backup(tmp_path / "accounts.toml"))
    assert type(error) is UsageError


@pytest.mark.parametrize("present", [b"", bytes(500), b"half of it", None])
def test_a_restore_brings_the_backup_and_keeps_the_damaged_file(vault: Vault, present: bytes | None) -> None:
    vault.path.unlink()
    if present is not None:
        vault.path.write_bytes(present)
    done = recovery.restore(vault.path, recovery.find_backup(vault.path), key=PASS)
    assert (done.generation, done.warnings) == (3, ())
    assert names(file.unlock(vault.path, PASS)) == ["one", "two"]
    assert len(recovery.list_backups(vault.path)) == 3
    if present is None:
        assert done.kept_aside is None
    else:
        assert done.kept_aside is not None
        assert ".damaged-" in done.kept_aside.name
        assert done.kept_aside.read_bytes() == present
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o600


def test_restoring_over_a_sound_file_keeps_that_too(vault: Vault) -> None:
    before = vault.path.read_bytes()
    done = recovery.restore(vault.path, recovery.find_backup(vault.path, "3"))
    assert done.kept_aside is not None
    assert ".replaced-" in done.kept_aside.name
    assert done.kept_aside.read_bytes() == before
    assert names(file.unlock(vault.path, PASS)) == []


def test_two_restores_in_one_second_keep_two_files_aside(vault: Vault) -> None:
    kept = {recovery.restore(vault.path, recovery.find_backup(vault.path, n)).kept_aside for n in "123"}
    assert len(kept) == 3


def test_life_goes_on_after_a_restore(vault: Vault) -> None:
    vault.path.write_bytes(b"")
    recovery.restore(vault.path, recovery.find_backup(vault.path))
    saved = file.edit(file.unlock(vault.path, PASS), merging.add(account("four")))
    assert saved.generation == 4
    assert names(file.unlock(vault.path, PASS)) == ["one", "two", "four"]


def test_a_broken_backup_is_not_restored(vault: Vault) -> None:
    before = vault.path.read_bytes()
    vault.path.with_name("accounts.toml.bak1").write_bytes(b"broken")
    backup = recovery.find_backup(vault.path, "1")
    assert type(refusal(lambda: recovery.restore(vault.path, backup))) is FileDamaged
    assert vault.path.read_bytes() == before


def test_what_was_checked_is_what_is_restored(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changes the backup between the look and the copy changes nothing."""
    backup = recovery.find_backup(vault.path, "1")
    read = envelope.read

    def then_broken(raw: bytes) -> envelope.Envelope:
        found = read(raw)
        backup.path.write_bytes(b"broken")
        return found

    monkeypatch.setattr(envelope, "read", then_broken)
    recovery.restore(vault.path, backup, key=PASS)
    monkeypatch.undo()
    assert file.unlock(vault.path, PASS).header.generation == backup.generation


def test_a_backup_that_the_key_does_not_open_is_not_restored(vault: Vault) -> None:
    before = vault.path.read_bytes()
    backup = recovery.find_backup(vault.path, "1")
    assert type(refusal(lambda: recovery.restore(vault.path, backup, key=NEW))) is WrongKey
    assert vault.path.read_bytes() == before
    assert not list(vault.path.parent.glob("*replaced*"))


def test_a_file_of_a_newer_version_is_kept_aside_too(vault: Vault) -> None:
    vault.path.write_bytes(vault.path.read_bytes().replace(b"version = 1", b"version = 2"))
    done = recovery.restore(vault.path, recovery.find_backup(vault.path))
    assert done.kept_aside is not None
    assert b"version = 2" in done.kept_aside.read_bytes()


def test_a_restore_through_a_link_keeps_the_link(tmp_path: Path, vault: Vault) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(vault.path)
    vault.path.write_bytes(b"")
    recovery.restore(link, recovery.find_backup(link))
    assert link.is_symlink()
    assert names(file.unlock(link, PASS)) == ["one", "two"]


@pytest.mark.parametrize("is_there", [True, False], ids=["over the file", "without a file"])
def test_what_belongs_to_another_user_is_not_restored(vault: Vault, *, is_there: bool) -> None:
    """By sudo, say: the owner could not open the file any more, nor its lock."""
    backup = recovery.find_backup(vault.path, "1")
    vault.path.with_name("accounts.toml.lock").unlink()
    if is_there:
        give_away(vault.path)
    else:
        vault.path.unlink()
        give_away(backup.path)
    before = sorted(each.name for each in vault.path.parent.iterdir())
    error = refusal(lambda: recovery.restore(vault.path, backup))
    assert type(error) is NotSaved
    assert "another user" in error.message
    assert sorted(each.name for each in vault.path.parent.iterdir()) == before


def test_a_restore_into_a_folder_in_its_place_is_refused(vault: Vault) -> None:
    vault.path.unlink()
    vault.path.mkdir()
    backup = recovery.find_backup(vault.path)
    assert isinstance(refusal(lambda: recovery.restore(vault.path, backup)), FileError)
    assert vault.path.is_dir()
