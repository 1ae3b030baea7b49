"""Sessions at hand: what is known in memory is never overwritten by what the file said earlier."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sftui.account import Account, Health, Status
from sftui.errors import Cause, SftuiError
from sftui.keeper.at_hand import SessionsAtHand
from sftui.vault import file
from sftui.vault.sessions import PendingSignIn, Seen, Sessions
from tests.support.keeping import CHEAP, PASSPHRASE

GOOD = Health(status=Status.CONNECTED)
DEAD = Health(status=Status.UNREACHABLE)


class SlowDisk:
    """The sessions file; a write ends only when it may."""

    def __init__(self) -> None:
        self.stored = Sessions()
        self.writes = 0
        self.refusing = False
        self.begun = threading.Event()
        self.may_end = threading.Event()

    def change(
        self, _path: Path, _vault: object, step: Callable[[Sessions], Sessions], _before: Seen
    ) -> Seen:
        if self.refusing:
            raise SftuiError("not written", Cause("full", "make room"))
        self.writes += 1
        first = not self.begun.is_set()
        self.begun.set()
        self.stored = answer = step(self.stored)
        if first:
            assert self.may_end.wait(30)
        return Seen(answer)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> SlowDisk:
    disk = SlowDisk()
    monkeypatch.setattr("sftui.vault.sessions.change", disk.change)
    return disk


def new_vault(folder: Path) -> file.Vault:
    return file.create(folder / "accounts.toml", {"passphrase": PASSPHRASE}, cost=CHEAP)


@pytest.fixture
def at_hand(tmp_path: Path) -> SessionsAtHand:
    vault = new_vault(tmp_path)
    return SessionsAtHand(tmp_path / "sessions.toml", lambda: vault)


async def test_a_write_that_ends_late_forgets_nothing(disk: SlowDisk, at_hand: SessionsAtHand) -> None:
    at_hand.keep("a", health=GOOD)
    first = asyncio.ensure_future(at_hand.flush())
    assert await asyncio.to_thread(disk.begun.wait, 30)
    at_hand.keep("a", health=DEAD)
    at_hand.keep("b", health=GOOD)
    others = [asyncio.ensure_future(at_hand.flush()) for _ in range(5)]
    await asyncio.sleep(0)
    disk.may_end.set()
    await asyncio.gather(first, *others)
    assert at_hand.data.health == {"a": DEAD, "b": GOOD} == disk.stored.health
    assert disk.writes == 2, "those that waited are written together"


async def test_after_locking_nothing_comes_back(disk: SlowDisk, tmp_path: Path) -> None:
    opened = [new_vault(tmp_path)]
    at_hand = SessionsAtHand(tmp_path / "sessions.toml", lambda: opened[0] if opened else None)
    at_hand.keep("a", health=GOOD)
    writing = asyncio.ensure_future(at_hand.flush())
    assert await asyncio.to_thread(disk.begun.wait, 30)
    opened.clear()
    at_hand.clear()
    disk.may_end.set()
    await writing
    assert at_hand.data == Sessions()


async def test_what_the_disk_refused_is_kept_and_written_later(
    disk: SlowDisk, at_hand: SessionsAtHand
) -> None:
    disk.may_end.set()
    disk.refusing = True
    at_hand.keep("a", health=GOOD)
    assert not await at_hand.flush()
    disk.refusing = False
    await at_hand.edit(file_of(at_hand), lambda theirs: theirs)
    assert at_hand.data.health == {"a": GOOD}
    assert await at_hand.flush()
    assert disk.stored.health == {"a": GOOD}


async def test_a_removed_account_takes_its_waiting_sign_ins_along(
    disk: SlowDisk, at_hand: SessionsAtHand
) -> None:
    disk.may_end.set()
    waiting = {
        key: PendingSignIn(id=key, draft=Account(id=key), method="web", created_at="", expires_at="")
        for key in ("a", "b")
    }
    await at_hand.edit(file_of(at_hand), lambda theirs: replace(theirs, pending=waiting))
    at_hand.forget("a")
    await at_hand.edit(file_of(at_hand), lambda theirs: theirs)
    assert set(at_hand.data.pending) == {"b"}, "what the file still says is known to be over"
    assert await at_hand.flush()
    assert set(at_hand.data.pending) == {"b"} == set(disk.stored.pending)


def file_of(at_hand: SessionsAtHand) -> file.Vault:
    vault = at_hand.open_vault()
    assert vault is not None
    return vault
