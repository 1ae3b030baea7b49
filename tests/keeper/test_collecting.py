"""The search for cyclic garbage is held back for a while, and never for good."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from sftui.account import Secret
from sftui.errors import WrongKey
from sftui.keeper.collecting import collecting_later
from sftui.keeper.keeper import Keeper
from sftui.vault import file
from sftui.vault.keys import Passphrase
from tests.support.keeping import PASSPHRASE, PATIENCE


def fail_inside() -> None:
    with collecting_later():
        assert not gc.isenabled()
        with collecting_later():
            pass
        assert not gc.isenabled(), "the outer block is not over"
        raise ValueError("inside")


def test_it_goes_on_afterwards_whatever_happened() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="inside"):
        fail_inside()
    assert gc.isenabled()


def test_whoever_switched_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with collecting_later():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_read_is_left_out_of_later_searches_until_the_next_block() -> None:
    with collecting_later():
        read = [[number] for number in range(1_000)]
    try:
        assert gc.get_freeze_count() >= len(read)
        assert not any(each is read[0] for each in gc.get_objects())
        with collecting_later():
            assert gc.get_freeze_count() == 0
    finally:
        gc.unfreeze()


def test_unlocking_holds_it_back_and_lets_it_go_on(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    unlock = file.unlock

    def watched(path: Path, key: Passphrase) -> file.Vault:
        seen.append(gc.isenabled())
        return unlock(path, key)

    monkeypatch.setattr(file, "unlock", watched)
    keeper.lock().result(PATIENCE)
    keeper.unlock(PASSPHRASE).result(PATIENCE)
    with pytest.raises(WrongKey):
        keeper.unlock(Passphrase(Secret("another one"))).result(PATIENCE)
    assert (seen, gc.isenabled()) == ([False, False], True)
