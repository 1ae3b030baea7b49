"""A real keeper, with and without a file, and the demo org beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.vault.places import find_places
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not over SSH, in a capable terminal, with a home of its own."""
    for name in ("SSH_CONNECTION", "SSH_TTY", "DISPLAY", "WAYLAND_DISPLAY", "TMUX", "LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))


@pytest.fixture
def demo() -> Iterator[DemoSalesforce]:
    with DemoSalesforce() as salesforce:
        yield salesforce


@pytest.fixture
def new_keeper(tmp_path: Path) -> Iterator[Keeper]:
    """Before the first run: there is no file yet."""
    worker = Keeper(find_places(tmp_path / "accounts.toml", {}), cost=CHEAP)
    worker.start()
    yield worker
    worker.close()


@pytest.fixture
def keeper(new_keeper: Keeper) -> Keeper:
    """With an open file."""
    new_keeper.create({"main": PASSPHRASE}).result(PATIENCE)
    return new_keeper
