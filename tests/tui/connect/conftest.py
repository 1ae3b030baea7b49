"""The dialog on the real app, the real keeper and the demo org."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sftui.account import Account
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.vault.places import find_places
from tests.support.callbacks import web_draft
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not over SSH, without a browser, and with a home of its own, unless a test says otherwise."""
    for name in ("SSH_CONNECTION", "SSH_TTY", "DISPLAY", "WAYLAND_DISPLAY", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))


@pytest.fixture
def demo() -> Iterator[DemoSalesforce]:
    with DemoSalesforce() as salesforce:
        yield salesforce


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    worker = Keeper(find_places(tmp_path / "accounts.toml", {}), cost=CHEAP)
    worker.start()
    worker.create({"main": PASSPHRASE}).result(PATIENCE)
    yield worker
    worker.close()


@pytest.fixture
def web(demo: DemoSalesforce) -> Account:
    return web_draft(demo)
