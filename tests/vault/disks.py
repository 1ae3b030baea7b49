"""Disks for tests: one that fails at a chosen call, one that writes little at a time, one that records."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from sftui.vault.disk import Disk


@dataclass(frozen=True)
class Call:
    """One system call of a save: what, and on which names (without their folder) or bytes."""

    what: str
    names: tuple[str, ...] = ()
    inode: int = 0
    octets: bytes = b""


class RecordingDisk(Disk):
    """The real disk, with a list of everything that was changed. Descriptors are told apart by inode."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def note(self, call: Call) -> None:
        self.calls.append(call)

    def create(self, path: Path) -> int:
        descriptor = super().create(path)
        self.note(Call("create", (path.name,), os.fstat(descriptor).st_ino))
        return descriptor

    def set_mode(self, descriptor: int, mode: int) -> None:
        super().set_mode(descriptor, mode)
        self.note(Call("set_mode", (), os.fstat(descriptor).st_ino))

    def write(self, descriptor: int, octets: memoryview) -> int:
        written = super().write(descriptor, octets)
        self.note(Call("write", (), os.fstat(descriptor).st_ino, bytes(octets[:written])))
        return written

    def sync(self, descriptor: int) -> None:
        super().sync(descriptor)
        self.note(Call("sync", (), os.fstat(descriptor).st_ino))

    def close(self, descriptor: int) -> None:
        inode = os.fstat(descriptor).st_ino
        super().close(descriptor)
        self.note(Call("close", (), inode))

    def link(self, old: Path, new: Path) -> None:
        super().link(old, new)
        self.note(Call("link", (old.name, new.name)))

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        self.note(Call("rename", (old.name, new.name)))

    def remove(self, path: Path) -> None:
        super().remove(path)
        self.note(Call("remove", (path.name,)))

    def sync_folder(self, path: Path) -> None:
        super().sync_folder(path)
        self.note(Call("sync_folder"))


@dataclass
class FailingDisk(Disk):
    """Fails at call number ``at`` with ``error``; ``performed`` tells whether it did the work before."""

    at: int
    error: int
    performed: bool = False
    done: list[str] = field(default_factory=list)

    def fails(self, what: str) -> bool:
        self.done.append(what)
        return len(self.done) - 1 == self.at

    def failure(self) -> OSError:
        return OSError(self.error, os.strerror(self.error))

    def create(self, path: Path) -> int:
        if self.fails("create"):
            raise self.failure()
        return super().create(path)

    def set_mode(self, descriptor: int, mode: int) -> None:
        if self.fails("set_mode"):
            raise self.failure()
        super().set_mode(descriptor, mode)

    def write(self, descriptor: int, octets: memoryview) -> int:
        failing = self.fails("write")
        written = super().write(descriptor, octets[: len(octets) // 2] if failing else octets)
        if failing:
            raise self.failure()
        return written

    def sync(self, descriptor: int) -> None:
        if self.fails("sync"):
            raise self.failure()
        super().sync(descriptor)

    def close(self, descriptor: int) -> None:
        failing = self.fails("close")
        super().close(descriptor)
        if failing:
            raise self.failure()

    def link(self, old: Path, new: Path) -> None:
        failing = self.fails("link")
        if not failing or self.performed:
            super().link(old, new)
        if failing:
            raise self.failure()

    def rename(self, old: Path, new: Path) -> None:
        failing = self.fails("rename")
        if not failing or self.performed:
            super().rename(old, new)
        if failing:
            raise self.failure()

    def sync_folder(self, path: Path) -> None:
        if self.fails("sync_folder"):
            raise self.failure()
        super().sync_folder(path)


class StutteringDisk(Disk):
    """Takes a few bytes at a time, and is interrupted at every other try."""

    def __init__(self) -> None:
        self.tries = 0

    def write(self, descriptor: int, octets: memoryview) -> int:
        self.tries += 1
        if self.tries % 2:
            raise InterruptedError
        return super().write(descriptor, octets[: 1 + self.tries % 7])


class LinklessDisk(Disk):
    """A file system without hard links, as on many network and FAT drives."""

    def __init__(self, error: int) -> None:
        self.error = error

    def link(self, old: Path, new: Path) -> None:
        raise OSError(self.error, os.strerror(self.error))
