"""A home of its own for each test, a cheap account file, the demo org, and ways to call the program."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sftui.cli import guard
from sftui.cli.main import main
from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.vault import file
from sftui.vault.places import Places, find_places
from tests.cli.person import Done
from tests.support.keeping import CHEAP, PASSPHRASE

NO_DEVICE = "/nonexistent/terminal"
ROOT = Path(__file__).parent.parent.parent

Run = Callable[..., Done]
Connect = Callable[..., dict[str, object]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing of the developer's own: no accounts, no proxies, no locale surprises."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path / "home"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "SFTUI_ACCOUNTS": str(tmp_path / "accounts" / "accounts.toml"),
    }


@pytest.fixture
def places(environment: dict[str, str]) -> Places:
    return find_places(Path(environment["SFTUI_ACCOUNTS"]), {})


@pytest.fixture
def vault(places: Places, environment: dict[str, str]) -> file.Vault:
    """An empty account file with a cheap passphrase, which the environment knows."""
    environment["SFTUI_PASSPHRASE"] = PASSPHRASE.text.reveal()
    return file.create(places.accounts, {"main": PASSPHRASE}, cost=CHEAP)


@pytest.fixture
def demo() -> Iterator[DemoSalesforce]:
    with DemoSalesforce() as salesforce:
        yield salesforce


@pytest.fixture
def run(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """One command line in this process, without a terminal unless ``device`` names one."""
    monkeypatch.setattr(guard, "harden_process", lambda: None)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)

    def call(*arguments: str, device: str = NO_DEVICE) -> Done:
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = main(arguments, device=device)
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return call


@pytest.fixture
def connect(run: Run, vault: file.Vault, demo: DemoSalesforce, tmp_path: Path) -> Connect:
    """Connect an account of the demo org by a file, some of its fields changed; gives what was printed."""

    def by_file(of: str, *, replace: dict[str, object] | None = None, **changes: object) -> dict[str, object]:
        path = tmp_path / "connect.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(replace or {**credentials(demo)[of], **changes}))
        done = run("connect", "--from", str(path), "--json")
        assert done.code == 0, done.out + done.err
        found: dict[str, object] = json.loads(done.out)
        return found

    return by_file
