"""A real keeper on a throw-away file, and the demo org beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sftui.account import Account
from sftui.demo.server import DemoSalesforce
from sftui.keeper.events import Event
from sftui.keeper.keeper import Keeper
from sftui.vault.places import find_places
from tests.support.callbacks import web_draft
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE


@pytest.fixture
def demo() -> Iterator[DemoSalesforce]:
    with DemoSalesforce() as salesforce:
        yield salesforce


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def keeper(tmp_path: Path, events: list[Event]) -> Iterator[Keeper]:
    places = find_places(tmp_path / "accounts.toml", {})
    worker = Keeper(places, notify=events.append, cost=CHEAP)
    worker.start()
    worker.create({"main": PASSPHRASE}).result(PATIENCE)
    yield worker
    worker.close()


@pytest.fixture
def web(demo: DemoSalesforce) -> Account:
    return web_draft(demo)
