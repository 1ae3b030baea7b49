"""A home of its own for each test, the demo org in another process, and tmux, without which nothing here runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sftui.vault import file
from tests.support.demo_process import DemoProcess, demo_process
from tests.support.keeping import CHEAP, PASSPHRASE

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session", autouse=True)
def tmux() -> None:
    """Where it is missing these tests prove nothing; CI must not pass without them."""
    if shutil.which("tmux") is not None:
        return
    if os.environ.get("CI"):
        pytest.fail("tmux is not installed, and the tests in a real terminal need it", pytrace=False)
    pytest.skip("tmux is not installed: install it to run the tests in a real terminal")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a login shell would give, and nothing of the developer's own: no proxies, no accounts."""
    home = tmp_path / "home"
    home.mkdir()
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "COLORTERM": "truecolor",
    }


@pytest.fixture
def demo(environment: dict[str, str]) -> Iterator[DemoProcess]:
    with demo_process(environment) as process:
        yield process


@pytest.fixture
def opened(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment with an account file that opens by itself: its passphrase is in a variable."""
    accounts = tmp_path / "accounts" / "accounts.toml"
    file.create(accounts, {"main": PASSPHRASE}, cost=CHEAP)
    return environment | {"SFTUI_ACCOUNTS": str(accounts), "SFTUI_PASSPHRASE": PASSPHRASE.text.reveal()}
