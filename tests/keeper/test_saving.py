"""Edits that come together are saved together, and each hears of its own success or failure."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sftui.account import Account
from sftui.errors import Cause, InvalidFields, LockedError, NoSuchAccount, NotSaved
from sftui.keeper.saving import Saving
from sftui.vault import file, merging
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE

Outcome = BaseException | None


class Place:
    """An open file, and the saves that were made of it; a save ends only when it may."""

    def __init__(self, folder: Path) -> None:
        self.vault = file.create(folder / "accounts.toml", {"main": PASSPHRASE}, cost=CHEAP)
        self.is_locked = False
        self.saves = 0
        self.begun = threading.Event()
        self.may_end = threading.Event()
        self.may_end.set()
        self.refuse: Callable[[], Exception | None] = lambda: None
        self._edit = file.edit

    def open_vault(self) -> file.Vault:
        if self.is_locked:
            raise LockedError("locked", Cause("meanwhile", "unlock"))
        return self.vault

    def adopt(self, vault: file.Vault) -> None:
        self.vault = vault

    def edit(self, vault: file.Vault, change: merging.Change, **options: Any) -> file.Vault:
        self.saves += 1
        self.begun.set()
        assert self.may_end.wait(PATIENCE)
        if (refusal := self.refuse()) is not None:
            raise refusal
        return self._edit(vault, change, **options)

    def on_disk(self) -> dict[str, str]:
        """Name and scope of each account, as the file itself says."""
        path = self.open_vault().path
        return {each.name: each.scope for each in file.unlock(path, PASSPHRASE).accounts}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = Place(tmp_path)
    monkeypatch.setattr(file, "edit", place.edit)
    return place


@pytest.fixture
def saving(place: Place) -> Saving:
    return Saving(place.open_vault, place.adopt)


def new(number: int, **changes: Any) -> Account:
    return Account(name=f"A {number:02}", method="web").with_changes(**changes)


async def together(place: Place, saving: Saving, *changes: merging.Change) -> list[Outcome]:
    """The first is being saved while the others come; how it went with each."""
    place.begun.clear()
    place.may_end.clear()
    first = asyncio.ensure_future(saving.edit(changes[0]))
    assert await asyncio.to_thread(place.begun.wait, PATIENCE)
    others = [asyncio.ensure_future(saving.edit(change)) for change in changes[1:]]
    await asyncio.sleep(0)
    place.may_end.set()
    return await asyncio.gather(first, *others, return_exceptions=True)


async def filled(place: Place, saving: Saving, count: int) -> tuple[Account, ...]:
    """Saved accounts to be changed."""
    await saving.edit(lambda accounts: (*accounts, *(new(number) for number in range(count))))
    place.saves = 0
    return place.open_vault().accounts


async def test_many_edits_at_once_are_two_saves(place: Place, saving: Saving) -> None:
    accounts = await filled(place, saving, 40)
    edits = [merging.update(each, each.with_changes(scope="api")) for each in accounts]
    assert await together(place, saving, *edits) == [None] * 40
    assert place.saves == 2
    assert set(place.on_disk().values()) == {"api"}
    assert place.open_vault().accounts == file.unlock(place.open_vault().path, PASSPHRASE).accounts


async def test_nobody_goes_on_before_the_disk_has_it(place: Place, saving: Saving) -> None:
    place.may_end.clear()
    edits = [asyncio.ensure_future(saving.edit(merging.add(new(number)))) for number in range(3)]
    assert await asyncio.to_thread(place.begun.wait, PATIENCE)
    await asyncio.sleep(0)
    assert not any(each.done() for each in edits)
    place.may_end.set()
    await asyncio.wait(edits, return_when=asyncio.FIRST_COMPLETED)
    done = [number for number, each in enumerate(edits) if each.done()]
    assert {f"A {number:02}" for number in done} <= place.on_disk().keys()
    await asyncio.gather(*edits)


async def test_an_account_that_is_gone_is_told_to_its_edit_alone(place: Place, saving: Saving) -> None:
    accounts = await filled(place, saving, 5)
    edits = [merging.update(each, each.with_changes(scope="api")) for each in accounts]
    outcomes = await together(place, saving, merging.remove(accounts[3]), *edits)
    assert [type(each) for each in outcomes] == [type(None)] * 4 + [NoSuchAccount, type(None)]
    assert place.saves == 2
    assert place.on_disk() == {"A 00": "api", "A 01": "api", "A 02": "api", "A 04": "api"}


async def test_what_must_not_be_sealed_takes_nothing_else_along(place: Place, saving: Saving) -> None:
    await filled(place, saving, 1)
    added = [merging.add(new(number)) for number in (1, 2, 0, 3)]
    outcomes = await together(place, saving, *added)
    assert [type(each) for each in outcomes] == [type(None), type(None), InvalidFields, type(None)]
    assert place.on_disk().keys() == {"A 00", "A 01", "A 02", "A 03"}


async def test_a_full_disk_is_told_to_everyone_and_the_next_edit_begins_anew(
    place: Place, saving: Saving
) -> None:
    await filled(place, saving, 1)
    place.refuse = lambda: NotSaved("full", Cause("full", "make room"))
    outcomes = await together(place, saving, *(merging.add(new(number)) for number in (1, 2, 3)))
    assert [type(each) for each in outcomes] == [NotSaved] * 3
    place.refuse = lambda: None
    await saving.edit(merging.add(new(4)))
    assert place.on_disk().keys() == {"A 00", "A 04"}


async def test_a_disk_that_recovers_saves_the_rest(place: Place, saving: Saving) -> None:
    await filled(place, saving, 1)
    refusals: list[NotSaved | None] = [None, NotSaved("full", Cause("full", "make room")), None, None]
    place.refuse = lambda: refusals.pop(0)
    assert await together(place, saving, *(merging.add(new(number)) for number in (1, 2, 3))) == [None] * 3
    assert place.on_disk().keys() == {"A 00", "A 01", "A 02", "A 03"}


async def test_a_fault_of_the_program_leaves_nobody_waiting(place: Place, saving: Saving) -> None:
    await filled(place, saving, 1)
    faults: list[Exception | None] = [None, ZeroDivisionError("a fault")]
    place.refuse = lambda: faults.pop(0)
    outcomes = await together(place, saving, *(merging.add(new(number)) for number in (1, 2, 3)))
    assert [type(each) for each in outcomes] == [type(None), ZeroDivisionError, ZeroDivisionError]


async def test_locked_meanwhile_is_told_to_everyone_that_waits(place: Place, saving: Saving) -> None:
    place.may_end.clear()
    first = asyncio.ensure_future(saving.edit(merging.add(new(1))))
    assert await asyncio.to_thread(place.begun.wait, PATIENCE)
    others = [asyncio.ensure_future(saving.edit(merging.add(new(number)))) for number in (2, 3)]
    await asyncio.sleep(0)
    path = place.open_vault().path
    place.is_locked = True
    place.may_end.set()
    outcomes = await asyncio.gather(first, *others, return_exceptions=True)
    assert [type(each) for each in outcomes] == [type(None), LockedError, LockedError]
    assert [each.name for each in file.unlock(path, PASSPHRASE).accounts] == ["A 01"]


async def test_an_edit_that_was_stopped_while_it_waited_is_not_saved_later(
    place: Place, saving: Saving
) -> None:
    place.may_end.clear()
    first = asyncio.ensure_future(saving.edit(merging.add(new(1))))
    assert await asyncio.to_thread(place.begun.wait, PATIENCE)
    second = asyncio.ensure_future(saving.edit(merging.add(new(2))))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait([second])
    assert second.cancelled()
    place.may_end.set()
    await first
    await saving.edit(merging.add(new(3)))
    assert place.on_disk().keys() == {"A 01", "A 03"}


async def test_a_fault_while_they_are_tried_alone_acknowledges_none(place: Place, saving: Saving) -> None:
    refusals: list[Exception | None] = [None, NotSaved("full", Cause("full", "make room")), MemoryError()]
    place.refuse = lambda: refusals.pop(0) if refusals else None
    outcomes = await together(place, saving, *(merging.add(new(number)) for number in range(4)))
    assert [type(each) for each in outcomes] == [type(None)] + [MemoryError] * 3
    assert place.on_disk().keys() == {"A 00"}
