"""What there is to say about a save that went well all the same reaches whoever listens, once."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from sftui.account import Account
from sftui.keeper.events import Event, Warned
from sftui.keeper.keeper import Keeper
from sftui.vault.disk import Disk
from tests.support.keeping import PATIENCE

DRAFT = Account(name="Acme", method="client-credentials", login_url="https://acme.my.salesforce.com")


@pytest.fixture
def unsure(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """A disk that does not confirm new names."""

    def fails(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Disk, "sync_folder", fails)
    return keeper


def warnings(events: list[Event]) -> list[str]:
    return [event.words for event in events if isinstance(event, Warned)]


def test_an_edit_that_the_disk_did_not_confirm(unsure: Keeper, events: list[Event]) -> None:
    (account,) = unsure.save_all([DRAFT]).result(PATIENCE)
    (warning,) = warnings(events)
    assert "did not confirm" in warning
    snapshot = unsure.snapshot().result(PATIENCE)
    assert snapshot.entry(account.id) is not None
    assert snapshot.warnings == (), "it was said"


def test_a_key_file_and_its_slot(unsure: Keeper, events: list[Event], tmp_path: Path) -> None:
    unsure.add_key_file("key file", tmp_path / "my.key").result(PATIENCE)
    of_key_file, of_account_file = warnings(events)
    assert "my.key" in of_key_file
    assert "my.key" not in of_account_file
