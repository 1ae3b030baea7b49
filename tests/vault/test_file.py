"""The file as a whole: what stands there, making, unlocking, looking again, modes, links (D3, D4, D17, D18)."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from sftui.errors import (
    FileDamaged,
    FileError,
    FileMissing,
    FileTooNew,
    InvalidFields,
    NotSaved,
    SftuiError,
    WrongKey,
)
from sftui.vault import envelope, file, merging, recovery
from sftui.vault.file import FileState
from sftui.vault.resolving import cannot_read
from tests.vault.kit import KNOWN_SECRETS, LOW, PASS, account, give_away, names, new_vault, refusal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "accounts.toml"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# What stands there


def test_nothing_there_is_a_first_run_and_stays_nothing(path: Path) -> None:
    assert file.state_of(path) is FileState.FIRST_RUN
    error = refusal(lambda: file.unlock(path, PASS))
    assert type(error) is FileMissing
    assert "sftui init" in error.do
    assert not path.parent.exists()


def test_a_sound_file_is_present(path: Path) -> None:
    new_vault(path)
    assert file.state_of(path) is FileState.PRESENT


BROKEN = {
    "empty": b"",
    "blanks": b" \n" * 50,
    "zeros": bytes(7000),
    "other text": b"hello",
    "other toml": b"[tool]\nname = 'x'\n",
}


@pytest.mark.parametrize("broken", [*BROKEN, "NUL tail", "half"])
def test_a_broken_file_names_the_newest_backup_and_is_never_replaced(path: Path, broken: str) -> None:
    vault = new_vault(path, saves=2)
    good = path.read_bytes()
    bad = BROKEN.get(
        broken, good[: len(good) // 2] + (bytes(len(good) // 2) if broken == "NUL tail" else b"")
    )
    path.write_bytes(bad)
    assert file.state_of(path) is FileState.NEEDS_RECOVERY
    error = refusal(lambda: file.unlock(path, PASS))
    assert type(error) is FileDamaged
    assert error.exit_code == 5
    assert error.do.startswith("Bring back the newest backup: sftui restore 1 --accounts ")
    assert f"{path} (generation 2, saved 20" in error.do
    assert error.do.endswith("The damaged file is kept.")
    assert "generation 1" not in error.do
    for attempt in (
        lambda: file.create(path, {"main": PASS}, cost=LOW),
        lambda: file.edit(vault, merging.add(account())),
        lambda: file.reread(vault),
    ):
        again = refusal(attempt)
        assert isinstance(again, FileError)
    assert path.read_bytes() == bad


def test_an_empty_file_without_backups_is_damage_too(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"")
    assert file.state_of(path) is FileState.NEEDS_RECOVERY
    assert type(refusal(lambda: file.create(path, {"main": PASS}, cost=LOW))) is FileError
    error = refusal(lambda: file.unlock(path, PASS))
    assert type(error) is FileDamaged
    assert "no backup" in error.do
    assert path.read_bytes() == b""


def test_a_missing_file_with_backups_asks_for_recovery(path: Path) -> None:
    vault = new_vault(path, saves=1)
    path.unlink()
    assert file.state_of(path) is FileState.NEEDS_RECOVERY
    error = refusal(lambda: file.unlock(path, PASS))
    assert type(error) is FileMissing
    assert "backups" in error.message
    assert "generation 1" in error.do
    assert type(refusal(lambda: file.create(path, {"main": PASS}, cost=LOW))) is FileError
    assert type(refusal(lambda: file.edit(vault, merging.add(account())))) is FileMissing
    assert not path.exists()


def test_a_folder_in_its_place_is_named(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(FileError, match="not a regular file"):
        file.unlock(path, PASS)
    with pytest.raises(FileError, match="not a regular file"):
        file.state_of(path)


def test_a_pipe_in_its_place_is_named_at_once(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    with pytest.raises(FileError, match="not a regular file"):
        file.unlock(path, PASS)


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    inside = tmp_path / "file" / "accounts.toml"
    for attempt in (lambda: file.create(inside, {"main": PASS}, cost=LOW), lambda: file.unlock(inside, PASS)):
        error = refusal(attempt)
        assert isinstance(error, FileError)
        assert "ot a directory" in error.message


# Making and opening


def test_making_needs_nothing_there_and_returns_it_open(path: Path) -> None:
    vault = file.create(path, {"main": PASS}, cost=LOW)
    assert (vault.generation, vault.accounts, vault.warnings) == (1, (), ())
    before = path.read_bytes()
    with pytest.raises(FileError, match="already"):
        file.create(path, {"main": PASS}, cost=LOW)
    assert path.read_bytes() == before
    assert mode_of(path) == 0o600
    assert mode_of(path.parent) == 0o700


def test_an_edit_gives_ids_revisions_and_times(path: Path) -> None:
    vault = file.edit(file.create(path, {"main": PASS}, cost=LOW), merging.add(account("one")))
    (one,) = vault.accounts
    assert len(one.id) == 32
    assert (one.rev, one.created) == (1, one.modified)
    assert one.created.endswith("Z")
    vault = file.edit(vault, merging.update(one, one.with_changes(scope="api")))
    (changed,) = vault.accounts
    assert (changed.id, changed.rev, changed.created, changed.scope) == (one.id, 2, one.created, "api")
    assert file.unlock(path, PASS).accounts == vault.accounts


def test_accounts_that_did_not_change_stay_as_they_are(path: Path) -> None:
    vault = new_vault(path, account("one"), account("two"))
    one, two = vault.accounts
    later = file.edit(vault, merging.update(two, two.with_changes(name="zwei")))
    assert later.accounts[0] is one
    assert later.accounts[1].rev == 2


def test_an_edit_that_changes_nothing_writes_nothing(path: Path) -> None:
    vault = new_vault(path, account("one"))
    before = path.stat()
    same = file.edit(vault, lambda accounts: tuple(each.with_changes(rev=99) for each in accounts))
    assert same.generation == vault.generation
    assert path.stat().st_ino == before.st_ino


def test_moving_and_removing_accounts_is_a_change(path: Path) -> None:
    vault = new_vault(path, account("one"), account("two"))
    vault = file.edit(vault, lambda accounts: accounts[::-1])
    assert names(file.unlock(path, PASS)) == ["two", "one"]
    vault = file.edit(vault, merging.remove(vault.accounts[0]))
    assert names(file.unlock(path, PASS)) == ["one"]


def test_an_edit_works_on_the_newest_document(path: Path) -> None:
    mine = new_vault(path)
    file.edit(file.unlock(path, PASS), merging.add(account("theirs")))
    mine = file.edit(mine, merging.add(account("mine")))
    assert names(mine) == ["theirs", "mine"]
    assert mine.generation == 3


def test_an_edit_that_fails_leaves_the_file_alone(path: Path) -> None:
    vault = new_vault(path, account("one"))
    before = path.read_bytes()
    with pytest.raises(InvalidFields):
        file.edit(vault, merging.add(account("one")))
    with pytest.raises(ZeroDivisionError):
        file.edit(vault, lambda accounts: accounts[: 1 // 0])
    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == [
        "accounts.toml",
        "accounts.toml.bak1",
        "accounts.toml.lock",
    ]
    assert file.edit(vault, merging.add(account("two"))).generation == 3


def test_looking_again_costs_nothing_when_nothing_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = new_vault(path)
    other = file.unlock(path, PASS)
    with monkeypatch.context() as patch:
        patch.setattr(file, "load", lambda _: pytest.fail("the file was read"))
        assert file.reread(vault) is vault
    file.edit(other, merging.add(account("new")))
    assert names(file.reread(vault)) == ["new"]


def test_looking_again_after_a_restore_sees_the_older_generation(path: Path) -> None:
    vault = new_vault(path, account("one"), account("two"))
    recovery.restore(path, recovery.find_backup(path, "1"))
    again = file.reread(vault)
    assert (names(again), again.generation) == (["one"], 2)


def test_another_file_in_its_place_asks_to_unlock_again(path: Path, tmp_path: Path) -> None:
    vault = new_vault(path)
    other = new_vault(tmp_path / "other.toml", account("other"))
    path.write_bytes(other.path.read_bytes())
    for attempt in (lambda: file.reread(vault), lambda: file.edit(vault, merging.add(account()))):
        error = refusal(attempt)
        assert type(error) is file.UnlockAgain
        assert error.exit_code == 3
    assert path.read_bytes() == other.path.read_bytes()


def test_five_generations_are_kept(path: Path) -> None:
    new_vault(path, saves=8)
    found = recovery.list_backups(path, PASS)
    assert [(each.number, each.generation, each.accounts) for each in found] == [
        (number, 9 - number, 8 - number) for number in range(1, 6)
    ]


def test_a_wrong_passphrase_is_told_apart(path: Path) -> None:
    from sftui.account import Secret
    from sftui.vault.keys import Passphrase

    new_vault(path)
    error = refusal(lambda: file.unlock(path, Passphrase(Secret("wrong"))))
    assert type(error) is WrongKey


def test_no_secret_is_seen_in_what_an_open_file_shows_of_itself(path: Path) -> None:
    vault = new_vault(path, account())
    shown = f"{vault!r} {vault} {vault.accounts!r} {vault.data_key!r} {vault.header!r} {vault.document!r}"
    for secret in (*KNOWN_SECRETS, "hörse"):
        assert secret not in shown
    assert repr(vault.data_key.reveal()) not in shown


# Modes


@pytest.fixture(params=[0o777, 0o000, 0o022], ids=["umask 0777", "umask 0000", "umask 0022"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_the_mode_does_not_depend_on_the_umask(path: Path, umask: int) -> None:
    new_vault(path, saves=2)
    assert mode_of(path.parent) == 0o700
    found = {each.name: mode_of(each) for each in path.parent.iterdir()}
    assert set(found) == {path.name, *(f"{path.name}{end}" for end in (".bak1", ".bak2", ".lock"))}
    assert set(found.values()) == {0o600}


@pytest.mark.parametrize("loose", [0o644, 0o640, 0o666, 0o604])
def test_a_loose_mode_is_tightened_with_a_warning(path: Path, loose: int) -> None:
    new_vault(path)
    path.chmod(loose)
    vault = file.unlock(path, PASS)
    assert any(f"{loose:04o}" in warning for warning in vault.warnings)
    assert mode_of(path) == 0o600
    assert file.unlock(path, PASS).warnings == ()


def test_a_strict_mode_is_accepted(path: Path) -> None:
    new_vault(path)
    path.chmod(0o400)
    vault = file.unlock(path, PASS)
    assert vault.warnings == ()
    assert mode_of(path) == 0o400
    file.edit(vault, merging.add(account()))
    assert mode_of(path) == 0o600


def test_a_folder_that_others_may_write_to_is_warned_about(path: Path) -> None:
    new_vault(path)
    path.parent.chmod(0o777)
    assert "could replace" in file.unlock(path, PASS).warnings[0]


def test_a_file_of_another_user_is_not_replaced(path: Path) -> None:
    vault = new_vault(path)
    path.with_name("accounts.toml.lock").unlink()
    give_away(path)
    error = refusal(lambda: file.edit(vault, merging.add(account())))
    assert type(error) is NotSaved
    assert "another user" in error.message
    assert not path.with_name("accounts.toml.lock").exists()
    assert path.stat().st_uid == 12345


def modes_bind_us(folder: Path) -> bool:
    """Not for root, who may read and write everything."""
    probe = folder / "probe"
    probe.touch(0o000)
    return not os.access(probe, os.R_OK)


def test_a_file_that_may_not_be_read_says_so(path: Path, tmp_path: Path) -> None:
    if not modes_bind_us(tmp_path):
        pytest.skip("this user may read everything")
    new_vault(path)
    path.chmod(0o000)
    with pytest.raises(FileError, match="permission denied"):
        file.unlock(path, PASS)


def test_a_mode_that_forbids_its_owner_to_read_says_how_to_change_it(path: Path) -> None:
    new_vault(path)
    denied = PermissionError(errno.EACCES, "Permission denied")
    assert cannot_read(path, denied).do == f"chmod u+rw {path}"
    give_away(path)
    assert cannot_read(path, denied).do == "Run sftui as its owner."


def test_a_folder_that_may_not_be_written_to_is_not_saved(path: Path, tmp_path: Path) -> None:
    if not modes_bind_us(tmp_path):
        pytest.skip("this user may write everywhere")
    vault = new_vault(path)
    path.parent.chmod(0o500)
    error = refusal(lambda: file.edit(vault, merging.add(account())))
    path.parent.chmod(0o700)
    assert type(error) is NotSaved
    assert "chmod u+w" in error.do
    assert names(file.unlock(path, PASS)) == []


# Links


@pytest.mark.parametrize("kind", ["relative", "absolute", "two levels"])
def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "synced" / "accounts.toml"
    new_vault(target)
    link = tmp_path / "accounts.toml"
    if kind == "two levels":
        (tmp_path / "middle.toml").symlink_to(target)
        link.symlink_to("middle.toml")
    else:
        link.symlink_to(target if kind == "absolute" else Path("synced/accounts.toml"))
    before = link.readlink()
    vault = file.edit(file.unlock(link, PASS), merging.add(account("through the link")))
    assert link.is_symlink()
    assert link.readlink() == before
    assert not target.is_symlink()
    assert names(file.unlock(target, PASS)) == ["through the link"]
    assert (target.parent / "accounts.toml.bak1").exists()
    assert (target.parent / "accounts.toml.lock").exists()
    assert file.reread(vault) is vault
    assert {each.name for each in tmp_path.iterdir()} <= {"accounts.toml", "middle.toml", "synced"}


def test_a_linked_folder_is_followed(tmp_path: Path) -> None:
    new_vault(tmp_path / "real" / "accounts.toml")
    (tmp_path / "link").symlink_to("real")
    file.edit(file.unlock(tmp_path / "link" / "accounts.toml", PASS), merging.add(account()))
    assert len(file.unlock(tmp_path / "real" / "accounts.toml", PASS).accounts) == 1


def test_two_names_of_one_file_share_one_lock(tmp_path: Path) -> None:
    new_vault(tmp_path / "accounts.toml")
    (tmp_path / "alias.toml").symlink_to("accounts.toml")
    file.edit(file.unlock(tmp_path / "alias.toml", PASS), merging.add(account()))
    assert not (tmp_path / "alias.toml.lock").exists()


def test_a_link_to_nothing_is_a_clear_error(tmp_path: Path) -> None:
    link = tmp_path / "accounts.toml"
    link.symlink_to("gone/accounts.toml")
    for attempt in (
        lambda: file.state_of(link),
        lambda: file.unlock(link, PASS),
        lambda: file.create(link, {"main": PASS}, cost=LOW),
    ):
        error = refusal(attempt)
        assert type(error) is FileMissing
        assert "is a link to" in error.message
        assert "does not exist" in error.message
    assert link.is_symlink()
    assert not (tmp_path / "gone").exists()


def test_links_in_a_circle_are_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(FileError, match="circle"):
        file.unlock(tmp_path / "a", PASS)


def test_a_lock_that_is_a_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    vault = new_vault(path)
    lock = path.with_name("accounts.toml.lock")
    lock.unlink()
    victim = tmp_path / "victim"
    victim.write_text("precious")
    lock.symlink_to(victim)
    error = refusal(lambda: file.edit(vault, merging.add(account())))
    assert type(error) is NotSaved
    assert victim.read_text() == "precious"


def test_every_refusal_carries_a_cause_and_a_remedy(path: Path) -> None:
    new_vault(path, saves=1)
    errors: list[SftuiError | None] = [refusal(lambda: file.create(path, {"main": PASS}, cost=LOW))]
    path.write_bytes(b"")
    errors.append(refusal(lambda: file.unlock(path, PASS)))
    path.unlink()
    errors.append(refusal(lambda: file.unlock(path, PASS)))
    for error in errors:
        assert error is not None
        assert error.message.endswith(".")
        assert error.cause.endswith(".")
        assert error.do.endswith(".")


def test_a_document_of_a_newer_schema_is_left_alone(path: Path) -> None:
    vault = new_vault(path, account("one"))
    plain = b"schema = 2\nunheard = 'of'\n"
    raw, _ = envelope.seal(vault.header, vault.data_key, plain)
    path.write_bytes(raw)
    for attempt in (
        lambda: file.unlock(path, PASS),
        lambda: file.reread(vault),
        lambda: file.edit(vault, merging.add(account("two"))),
    ):
        error = refusal(attempt)
        assert type(error) is FileTooNew
        assert error.exit_code == 5
        assert "schema is 2" in error.message
    assert path.read_bytes() == raw


def test_a_folder_that_is_closed_to_this_user_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an administrator, to whom no folder is closed, never sees it."""

    def closed(self: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_symlink", closed)
    error = refusal(lambda: file.state_of(tmp_path / "accounts.toml"))
    assert error is not None
    assert "permission denied" in error.message
    assert "Run sftui as its owner" in error.do
