"""Remembering an unlock in the OS keyring, with keyrings that are empty, refuse, break or hang."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sftui.errors import UsageError, WrongKey
from sftui.vault import cached, file, slots
from sftui.vault.cached import cached_key, forget, remember
from sftui.vault.saving import Vault
from sftui.vault.unlock import UnlockOptions, find_key
from tests.vault.kit import LOW, PASS, account, new_vault, refusal


class Ring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service_name: str, username: str) -> str | None:
        return self.kept.get((service_name, username))

    def set_password(self, service_name: str, username: str, password: str) -> None:
        self.kept[service_name, username] = password

    def delete_password(self, service_name: str, username: str) -> None:
        del self.kept[service_name, username]


class BrokenRing(Ring):
    def get_password(self, service_name: str, username: str) -> str | None:
        raise RuntimeError("no desktop here")

    def set_password(self, service_name: str, username: str, password: str) -> None:
        raise RuntimeError("no desktop here")


class HangingRing(Ring):
    """Waits until the test is over, as a keyring that asks on a desktop nobody sits at."""

    def __init__(self, over: threading.Event) -> None:
        super().__init__()
        self.over = over

    def get_password(self, service_name: str, username: str) -> str | None:
        self.over.wait(60)
        return None


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return new_vault(tmp_path / "accounts.toml", account("one"))


def test_a_remembered_key_opens_the_file(vault: Vault) -> None:
    ring = Ring()
    remembered = remember(vault, ring)
    assert [slot.label for slot in remembered.header.slots] == ["main", "this computer"]
    key = find_key(UnlockOptions(accounts=vault.path), {}, ring=ring)
    assert key is not None
    assert file.unlock(vault.path, key).opened_by == remembered.header.slots[1].id


def test_a_named_source_goes_before_the_keyring(vault: Vault) -> None:
    ring = Ring()
    remember(vault, ring)
    assert find_key(UnlockOptions(accounts=vault.path), {"SFTUI_PASSPHRASE": "x"}, ring=ring) != cached_key(
        vault.path, ring
    )


def test_remembering_again_replaces_the_slot(vault: Vault) -> None:
    ring = Ring()
    again = remember(remember(vault, ring), ring)
    assert len(again.header.slots) == 2
    assert len(ring.kept) == 1


def test_forgetting_takes_key_and_slot_away(vault: Vault) -> None:
    ring = Ring()
    remembered = remember(vault, ring)
    key = cached_key(vault.path, ring)
    assert key is not None
    forgotten = forget(remembered, ring)
    assert len(forgotten.header.slots) == 1
    assert ring.kept == {}
    assert cached_key(vault.path, ring) is None
    with pytest.raises(WrongKey):
        file.unlock(vault.path, key)
    assert forget(forgotten, ring) is forgotten


@pytest.mark.parametrize("ring", [Ring(), BrokenRing()])
def test_what_another_keyring_remembers_is_not_called_forgotten(vault: Vault, ring: Ring) -> None:
    remembered = remember(vault, Ring())
    with pytest.raises(UsageError, match="still opens the account file") as refused:
        forget(remembered, ring)
    assert f"--remove {remembered.header.slots[1].id}" in refused.value.do
    assert len(file.unlock(vault.path, PASS).header.slots) == 2
    assert len(remember(remembered, Ring()).header.slots) == 3


def test_a_removed_slot_is_not_offered(vault: Vault) -> None:
    ring = Ring()
    remembered = remember(vault, ring)
    slots.remove_slot(remembered, remembered.header.slots[1].id)
    assert cached_key(vault.path, ring) is None


@pytest.mark.parametrize("kept", ["", "rubbish", "sftui-key-v1:rubbish"])
def test_rubbish_in_the_keyring_is_nothing(vault: Vault, kept: str) -> None:
    ring = Ring()
    remember(vault, ring)
    ring.kept[cached.SERVICE, vault.file_id] = kept
    assert cached_key(vault.path, ring) is None


def test_a_keyring_that_breaks_or_hangs_is_nothing(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = remember(vault, Ring())
    assert len(remembered.header.slots) == 2
    assert cached_key(vault.path, BrokenRing()) is None
    monkeypatch.setattr(cached, "_LIMIT", 0.05)
    over = threading.Event()
    assert cached_key(vault.path, HangingRing(over)) is None
    over.set()


def test_a_keyring_that_refuses_leaves_the_file_alone(vault: Vault) -> None:
    before = vault.path.read_bytes()
    assert type(refusal(lambda: remember(vault, BrokenRing()))) is UsageError
    assert vault.path.read_bytes() == before


def test_without_the_extra_there_is_no_keyring(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)
    assert cached.system_keyring() is None
    found = refusal(lambda: remember(vault))
    assert type(found) is UsageError
    assert "sftui[keyring]" in found.do
    assert cached_key(vault.path) is None


def test_no_keyring_is_asked_for_a_file_without_key_slots(vault: Vault) -> None:
    class Never(Ring):
        def get_password(self, service_name: str, username: str) -> str | None:
            raise AssertionError("the keyring was asked")

    assert cached_key(vault.path, Never()) is None


@pytest.mark.parametrize(
    "spoil",
    [lambda path: path.unlink(), lambda path: path.write_bytes(b"")],
    ids=["missing", "empty"],
)
def test_a_file_that_is_not_sound_asks_no_keyring(vault: Vault, spoil: Callable[[Path], object]) -> None:
    spoil(vault.path)
    assert cached_key(vault.path, Ring()) is None


def test_a_slot_that_cannot_be_added_takes_the_key_back(vault: Vault) -> None:
    ring = Ring()
    for number in range(7):
        vault = slots.add_slot(vault, f"{number}", PASS, cost=LOW)
    with pytest.raises(UsageError):
        remember(vault, ring)
    assert ring.kept == {}
