"""A person at home, a server far away: a real sshd on loopback, and a real ssh client inside tmux."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sftui.demo.seed import TERMINAL_APP
from sftui.vault import file
from tests.ssh.session import SFTUI, Far
from tests.support.demo_process import DemoProcess, demo_process
from tests.support.keeping import CHEAP, PASSPHRASE
from tests.support.ports import free_port
from tests.support.ssh import Server, server, sshd_path

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session", autouse=True)
def programs() -> None:
    """Where one is missing these tests prove nothing; CI must not pass without them."""
    missing = [name for name in ("tmux", "ssh", "ssh-keygen") if shutil.which(name) is None]
    missing += [] if sshd_path() else ["sshd"]
    if not missing:
        return
    words = f"not installed: {', '.join(missing)}"
    if os.environ.get("CI"):
        pytest.fail(f"{words}; the tests over SSH need them", pytrace=False)
    pytest.skip(f"{words}: install them to run the tests over SSH")


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("sshd")
    with server(folder / "sshd", {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The person's home on the server."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def far(sshd: Server, home: Path, tmp_path: Path) -> Far:
    """The way to the server, with a home of its own there and no account file yet."""
    return Far(sshd, tmp_path, {"HOME": str(home), "LANG": "C.UTF-8"})


@pytest.fixture
def opened(far: Far, home: Path) -> Far:
    """The same with an account file that opens by itself: its passphrase is in a variable."""
    accounts = home / "accounts" / "accounts.toml"
    file.create(accounts, {"main": PASSPHRASE}, cost=CHEAP)
    return far.having(SFTUI_ACCOUNTS=str(accounts), SFTUI_PASSPHRASE=PASSPHRASE.text.reveal())


@contextmanager
def new_demo() -> Iterator[DemoProcess]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    with demo_process(environment) as process:
        yield process


@pytest.fixture(scope="module")
def demo_of_module() -> Iterator[DemoProcess]:
    with new_demo() as process:
        yield process


@pytest.fixture
def demo_of_test() -> Iterator[DemoProcess]:
    """For a test that changes a password: no switch brings the old one back."""
    with new_demo() as process:
        yield process


@pytest.fixture
def demo(demo_of_module: DemoProcess) -> DemoProcess:
    """The demo org in another process, with all its switches back."""
    demo_of_module.tell("reset")
    return demo_of_module


@pytest.fixture
def web(demo: DemoProcess) -> dict[str, str]:
    """Credentials for the website sign-in, with a callback whose port is free."""
    callback = f"http://localhost:{free_port()}/OauthRedirect"
    demo.tell("callback", app=TERMINAL_APP, url=callback)
    return demo.credentials("web", redirect_uri=callback)


@pytest.fixture
def filled(opened: Far, demo: DemoProcess) -> Far:
    """Two accounts of methods that need no person."""
    for name, method in (("Alpha export", "client-credentials"), ("Beta reports", "password")):
        draft = demo.credentials(method, name=name)
        done = opened.run(f"{SFTUI} connect --from -", json.dumps(draft))
        assert done.returncode == 0, done.stderr
    return opened
