"""A save whose system calls fail, stutter or are refused: the old file stays, or the new one is whole (D12, D13)."""

from __future__ import annotations

import errno
import os
import stat
from functools import partial
from pathlib import Path

import pytest

from sftui.errors import NotSaved
from sftui.vault import file, merging, recovery
from sftui.vault.disk import Disk
from sftui.vault.saving import Vault
from tests.vault.disks import FailingDisk, LinklessDisk, RecordingDisk, StutteringDisk
from tests.vault.kit import LOW, PASS, account, names, new_vault, refusal

HEALTHY = [
    *("create", "set_mode", "write", "sync", "close"),
    "link",
    *("rename", "rename", "rename", "rename"),
    "rename",
    "rename",
    "sync_folder",
]
"""One save with five backups: the new file, the backup's link, four shifts, the backup, the file, the folder."""

ERRORS = [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return new_vault(tmp_path / "accounts.toml", account("old"), saves=5)


def files(vault: Vault) -> set[str]:
    return {each.name for each in vault.path.parent.iterdir()}


COMPLETE = {"accounts.toml", "accounts.toml.lock", *(f"accounts.toml.bak{number}" for number in range(1, 6))}


def test_one_save_makes_these_calls_in_this_order(vault: Vault) -> None:
    disk = RecordingDisk()
    file.edit(vault, merging.add(account("new")), disk=disk)
    assert [call.what for call in disk.calls] == HEALTHY
    assert disk.calls[-2].names[1] == "accounts.toml"


@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
@pytest.mark.parametrize("at", range(len(HEALTHY)), ids=lambda at: f"{at}-{HEALTHY[at]}")
def test_a_failing_call_leaves_the_old_file_and_nothing_else(vault: Vault, at: int, error: int) -> None:
    before = vault.path.read_bytes()
    disk = FailingDisk(at, error)
    if HEALTHY[at] == "sync_folder":
        saved = file.edit(vault, merging.add(account("new")), disk=disk)
        assert "did not confirm" in saved.warnings[0]
        assert "new" in names(file.unlock(vault.path, PASS))
        return
    found = refusal(lambda: file.edit(vault, merging.add(account("new")), disk=disk))
    assert type(found) is NotSaved
    assert found.exit_code == 5
    assert "The old file is intact" in found.message
    assert found.cause
    assert found.do
    assert vault.path.read_bytes() == before
    assert not {name for name in files(vault) if name.endswith(".tmp")}
    assert "new" in names(file.edit(vault, merging.add(account("new"))))
    for backup in recovery.list_backups(vault.path, PASS):
        assert backup.accounts is not None


@pytest.mark.parametrize("at", [at for at, what in enumerate(HEALTHY) if what in {"link", "rename"}])
def test_a_call_that_did_its_work_and_reports_failure_leaves_old_or_new(vault: Vault, at: int) -> None:
    """Network drives do so when the answer is lost."""
    disk = FailingDisk(at, errno.EIO, performed=True)
    assert type(refusal(lambda: file.edit(vault, merging.add(account("new")), disk=disk))) is NotSaved
    found = names(file.unlock(vault.path, PASS))
    assert found == [*names(vault), "new"] if at == len(HEALTHY) - 2 else found == names(vault)
    file.edit(vault, merging.add(account("newer")))
    assert not {name for name in files(vault) if name.endswith(".tmp")}


def test_a_folder_that_cannot_be_synced_at_all_is_no_warning(vault: Vault) -> None:
    disk = FailingDisk(len(HEALTHY) - 1, errno.EINVAL)
    assert file.edit(vault, merging.add(account("new")), disk=disk).warnings == ()


@pytest.mark.parametrize("at", range(7))
@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
def test_making_a_file_that_fails_leaves_nothing(tmp_path: Path, at: int, error: int) -> None:
    path = tmp_path / "accounts.toml"
    disk = FailingDisk(at, error)

    def run() -> Vault:
        return file.create(path, {"main": PASS}, cost=LOW, disk=disk)

    if at == 6:
        assert run().warnings
        return
    found = refusal(run)
    assert type(found) is NotSaved
    assert "Nothing was written" in found.message
    assert [each.name for each in tmp_path.iterdir()] == ["accounts.toml.lock"]
    assert run().generation == 1


def test_a_restore_that_fails_leaves_everything(vault: Vault) -> None:
    backup = recovery.find_backup(vault.path, "3")
    before = vault.path.read_bytes()
    calls = ["link", "sync_folder", "create", "set_mode", "write", "sync", "close", "rename"]
    for at, what in enumerate(calls):
        if what == "sync_folder":
            continue
        disk = FailingDisk(at, errno.ENOSPC)
        assert type(refusal(partial(recovery.restore, vault.path, backup, disk=disk))) is NotSaved
        assert disk.done[: at + 1] == calls[: at + 1]
        assert vault.path.read_bytes() == before
        assert not {name for name in files(vault) if name.endswith(".tmp")}


def test_short_writes_and_interruptions_make_a_correct_file(vault: Vault) -> None:
    disk = StutteringDisk()
    saved = file.edit(vault, merging.add(account("new")), disk=disk)
    assert file.unlock(vault.path, PASS).accounts == saved.accounts
    assert disk.tries > 1000


def test_a_disk_that_takes_nothing_is_an_error_and_no_endless_loop(vault: Vault) -> None:
    class Deaf(StutteringDisk):
        def write(self, descriptor: int, octets: memoryview) -> int:
            return 0

    assert type(refusal(lambda: file.edit(vault, merging.add(account("new")), disk=Deaf()))) is NotSaved


@pytest.mark.parametrize("error", [errno.EPERM, errno.ENOTSUP, errno.EMLINK])
def test_backups_are_copies_where_links_are_refused(tmp_path: Path, error: int) -> None:
    disk = LinklessDisk(error)
    vault = new_vault(tmp_path / "accounts.toml")
    first = vault.path.stat().st_mtime_ns
    for number in range(7):
        vault = file.edit(vault, merging.add(account(f"{number}")), disk=disk)
    found = recovery.list_backups(vault.path, PASS)
    assert [(each.generation, each.accounts) for each in found] == [(7, 6), (6, 5), (5, 4), (4, 3), (3, 2)]
    assert files(vault) == COMPLETE
    assert all(stat.S_IMODE(each.path.stat().st_mode) == 0o600 for each in found)
    assert found[0].path.stat().st_mtime_ns > first


def test_what_a_killed_save_left_is_swept_away(vault: Vault) -> None:
    folder = vault.path.parent
    left = [
        folder / ".accounts.toml.0123456789abcdef.tmp",
        folder / ".accounts.toml.bak1.0123456789abcdef.tmp",
    ]
    for each in left:
        each.write_bytes(b"half")
    others = [
        folder / ".accounts.toml.tmp",
        folder / ".accounts.toml.bak.0123456789abcdef.tmp",
        folder / ".other.toml.0123456789abcdef.tmp",
        folder / "notes.tmp",
    ]
    for each in others:
        each.write_bytes(b"mine")
    file.edit(vault, merging.add(account("new")))
    assert not any(each.exists() for each in left)
    assert all(each.read_bytes() == b"mine" for each in others)


def test_a_gap_in_the_backups_costs_no_generation(vault: Vault) -> None:
    (vault.path.parent / "accounts.toml.bak3").unlink()
    file.edit(vault, merging.add(account("new")))
    found = recovery.list_backups(vault.path)
    assert [(each.number, each.generation) for each in found] == [(1, 7), (2, 6), (3, 5), (4, 3), (5, 2)]


def test_a_failed_rename_does_not_fill_the_backups_with_one_generation(vault: Vault) -> None:
    class NeverInPlace(Disk):
        def rename(self, old: Path, new: Path) -> None:
            if new == vault.path:
                raise OSError(errno.EIO, "Input/output error")
            super().rename(old, new)

    for _ in range(6):
        with pytest.raises(NotSaved):
            file.edit(vault, merging.add(account("new")), disk=NeverInPlace())
    saved = file.edit(vault, merging.add(account("new")))
    generations = [each.generation for each in recovery.list_backups(saved.path)]
    assert len(set(generations)) == len(generations)


def test_a_lock_that_is_held_is_waited_for_and_then_named(vault: Vault) -> None:
    from sftui.vault.locking import locked
    from sftui.vault.saving import lock_path

    with locked(lock_path(vault.path), 0):
        found = refusal(lambda: file.edit(vault, merging.add(account("new")), wait=0.05))
    assert type(found) is NotSaved
    assert f"process {os.getpid()}, since 20" in found.message
    assert "new" in names(file.edit(vault, merging.add(account("new"))))


def test_a_file_system_without_locks_is_refused(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    found = refusal(lambda: file.edit(vault, merging.add(account("new"))))
    assert type(found) is NotSaved
    assert "no locks" in found.message
