"""Locking drops what was decrypted, and loses nothing that Salesforce already answered."""

from __future__ import annotations

import threading

import pytest

from sftui.demo.server import DemoSalesforce
from sftui.errors import LockedError
from sftui.keeper.events import Event, Locked, Stage
from sftui.keeper.keeper import Keeper
from sftui.vault.epoch import ask_to_lock
from tests.support.keeping import PASSPHRASE, PATIENCE, connected, draft


def test_a_rotated_refresh_token_survives_a_lock_in_the_middle(keeper: Keeper, demo: DemoSalesforce) -> None:
    wanted = draft(demo, "tokens")
    demo.set_app(wanted.client_id, rotation=True)
    account = connected(keeper, wanted).entry.account
    demo.switch(delay=0.5)
    asked = threading.Event()
    job = keeper.reconnect(account.id, lambda stage: asked.set() if stage is Stage.ASKING else None)
    assert asked.wait(PATIENCE)
    keeper.lock().result(PATIENCE)
    demo.reset_switches()
    with pytest.raises(LockedError):
        job.result(PATIENCE)
    keeper.unlock(PASSPHRASE).result(PATIENCE)
    entry = keeper.snapshot().result(PATIENCE).entry(account.id)
    assert entry is not None
    assert entry.account.refresh_token != account.refresh_token
    keeper.reconnect(account.id).result(PATIENCE)


def test_locking_from_another_terminal_reaches_this_one(keeper: Keeper, events: list[Event]) -> None:
    ask_to_lock(keeper.places)
    for _ in range(int(PATIENCE / 0.05)):
        if any(isinstance(event, Locked) for event in events):
            break
        threading.Event().wait(0.05)
    assert any(isinstance(event, Locked) for event in events)
    with pytest.raises(LockedError):
        keeper.snapshot().result(PATIENCE)
