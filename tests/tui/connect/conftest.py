"""The dialog on the real app, the real keeper and the demo org."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from sftui.account import Account
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.vault.places import find_places
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE, draft


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
    """A browser sign-in on a callback port that is free right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wanted = draft(demo, "web", redirect_uri=f"http://localhost:{port}/OauthRedirect")
    demo.add_callback(wanted.client_id, wanted.redirect_uri)
    return wanted
