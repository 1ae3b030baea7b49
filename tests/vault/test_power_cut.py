"""The system calls of one save, replayed to every state that a power cut may leave behind (D11).

The model is harsher than any journaling file system. A change of the folder is one name that points somewhere
or stops to do so; a rename is two of them. Until the folder is synced, any set of these changes may have
reached the disk, in any combination. Until a file is synced, it may be empty, cut, zeroed or half zeroed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from sftui.errors import SftuiError
from sftui.vault import document as inner
from sftui.vault import envelope, file, merging, recovery
from sftui.vault.keys import HiddenBytes
from tests.vault.disks import Call, RecordingDisk
from tests.vault.kit import LOW, PASS, account, new_vault

Change = tuple[str, int]
"""A name, and the inode that it points to from now on; 0 for none."""


@dataclass(frozen=True)
class Machine:
    """What is certainly on the disk, and what only may be."""

    durable: dict[str, int]
    contents: dict[int, bytes]
    synced: frozenset[int]
    names: dict[str, int]
    """As a running program sees them."""
    changes: tuple[Change, ...] = ()

    def after(self, call: Call) -> Machine:
        if call.what == "create":
            contents = {**self.contents, call.inode: b""}
            return replace(self._changed((call.names[0], call.inode)), contents=contents)
        if call.what == "write":
            grown = self.contents[call.inode] + call.octets
            return replace(self, contents={**self.contents, call.inode: grown})
        if call.what == "sync":
            return replace(self, synced=self.synced | {call.inode})
        if call.what == "link":
            return self._changed((call.names[1], self.names[call.names[0]]))
        if call.what == "rename":
            old, new = call.names
            return self._changed((new, self.names[old]), (old, 0))
        if call.what == "remove":
            return self._changed((call.names[0], 0))
        if call.what == "sync_folder":
            return replace(self, durable=dict(self.names), changes=())
        return self

    def _changed(self, *changes: Change) -> Machine:
        return replace(self, names=applied(self.names, changes), changes=self.changes + changes)

    def after_a_power_cut(self) -> Iterator[dict[str, bytes]]:
        """Every folder that a person may find: names and contents."""
        for chosen in itertools.product((False, True), repeat=len(self.changes)):
            names = applied(self.durable, tuple(itertools.compress(self.changes, chosen)))
            doubtful = [inode for inode in set(names.values()) if inode not in self.synced]
            for torn in itertools.product(range(4), repeat=len(doubtful)):
                lost = dict(zip(doubtful, torn, strict=True))
                yield {
                    name: torn_content(self.contents[inode], lost.get(inode)) for name, inode in names.items()
                }


def applied(names: dict[str, int], changes: tuple[Change, ...]) -> dict[str, int]:
    result = dict(names)
    for name, inode in changes:
        if inode:
            result[name] = inode
        else:
            result.pop(name, None)
    return result


def torn_content(content: bytes, how: int | None) -> bytes:
    half = len(content) // 2
    return {0: b"", 1: content[:half], 2: bytes(len(content)), 3: content[:half] + bytes(half)}.get(
        -1 if how is None else how, content
    )


def machine_of(folder: Path) -> Machine:
    """The folder as it is, all of it durable."""
    found = {each.name: each for each in folder.iterdir() if not each.name.endswith(".lock")}
    names = {name: path.stat().st_ino for name, path in found.items()}
    contents = {names[name]: path.read_bytes() for name, path in found.items()}
    return Machine(durable=names, contents=contents, synced=frozenset(contents), names=names)


@dataclass
class Judge:
    """Which document a content holds: its account names, or ``None`` when it does not open. Asks once each."""

    data_key: HiddenBytes
    known: dict[bytes, tuple[str, ...] | None] = field(default_factory=dict)

    def document(self, content: bytes) -> tuple[str, ...] | None:
        if content not in self.known:
            self.known[content] = self._read(content)
        return self.known[content]

    def _read(self, content: bytes) -> tuple[str, ...] | None:
        try:
            text = envelope.open_document(envelope.read(content), self.data_key).decode()
            return tuple(each.name for each in inner.parse(text).accounts)
        except SftuiError:
            return None


def replayed(folder: Path, run: Callable[[RecordingDisk], object]) -> tuple[list[Machine], list[Call]]:
    """The machine before the first call, and after each."""
    machines = [machine_of(folder)]
    disk = RecordingDisk()
    run(disk)
    for call in disk.calls:
        machines.append(machines[-1].after(call))
    return machines, disk.calls


@pytest.mark.parametrize("backups", [0, 2, 5])
def test_a_save_leaves_the_old_or_the_new_document_whenever_the_power_goes(
    tmp_path: Path, backups: int
) -> None:
    path = tmp_path / "accounts.toml"
    vault = new_vault(path, saves=backups)
    judge = Judge(vault.data_key)
    old = tuple(each.name for each in vault.accounts)
    new = (*old, "new")
    machines, calls = replayed(
        tmp_path, lambda disk: file.edit(vault, merging.add(account("new")), disk=disk)
    )
    states = 0
    renamed = next(at for at, call in enumerate(calls, 1) if call.names[1:] == (path.name,))
    for at, machine in enumerate(machines):
        outcomes: set[tuple[str, ...] | None] = set()
        for folder in machine.after_a_power_cut():
            states += 1
            outcomes.add(judge.document(folder[path.name]))
            for name, content in folder.items():
                if ".bak" in name:
                    assert judge.document(content) is not None, (at, name)
        if at == len(calls):
            assert outcomes == {new}
        elif at >= renamed:
            assert outcomes == {old, new}
        else:
            assert outcomes == {old}
    assert states > 2 ** (2 * backups)
    assert tuple(each.name for each in file.unlock(path, PASS).accounts) == new


def test_making_a_file_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    machines, calls = replayed(tmp_path, lambda disk: file.create(path, {"main": PASS}, cost=LOW, disk=disk))
    judge = Judge(file.unlock(path, PASS).data_key)
    for at, machine in enumerate(machines):
        for folder in machine.after_a_power_cut():
            if at == len(calls):
                assert path.name in folder
            if path.name in folder:
                assert judge.document(folder[path.name]) == ()


def test_a_restore_leaves_the_damaged_file_or_the_backup(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    vault = new_vault(path, account("one"), account("two"))
    judge = Judge(vault.data_key)
    path.write_bytes(b"damaged")
    backup = recovery.find_backup(path, "1")
    machines, calls = replayed(tmp_path, lambda disk: recovery.restore(path, backup, disk=disk))
    for at, machine in enumerate(machines):
        for folder in machine.after_a_power_cut():
            restored = judge.document(folder[path.name]) == ("one",)
            assert restored or folder[path.name] == b"damaged"
            assert restored or at < len(calls)
            assert judge.document(folder[f"{path.name}.bak1"]) == ("one",)
            assert b"damaged" in folder.values()


def test_the_model_finds_a_save_that_does_not_sync(tmp_path: Path) -> None:
    """The judge must be able to say no: the same save, without its sync, loses the document."""
    path = tmp_path / "accounts.toml"
    vault = new_vault(path)
    judge = Judge(vault.data_key)
    machines, calls = replayed(
        tmp_path, lambda disk: file.edit(vault, merging.add(account("new")), disk=disk)
    )
    machine = machines[0]
    for call in calls[:-1]:
        machine = machine if call.what == "sync" else machine.after(call)
    assert None in {judge.document(folder[path.name]) for folder in machine.after_a_power_cut()}
