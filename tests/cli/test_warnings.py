"""A save that went well, of which there is something to say all the same: on stderr, once, with exit code 0."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from sftui.vault.disk import Disk
from tests.cli.conftest import Connect, Run

SAID = "the disk did not confirm it"


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that does not confirm new names."""

    def fails(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Disk, "sync_folder", fails)


def test_an_edit(run: Run, connect: Connect, request: pytest.FixtureRequest) -> None:
    connect("client-credentials", name="Nightly")
    request.getfixturevalue("unsure")
    done = run("rename", "Nightly", "Daily", "--json")
    assert done.code == 0
    assert done.err.count(SAID) == 1
    assert json.loads(done.out)


@pytest.mark.usefixtures("unsure")
def test_a_key_file_that_is_made_with_the_account_file(
    run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["SFTUI_PASSPHRASE"] = "correct horse battery staple"
    done = run("init", "--new-key-file", str(tmp_path / "my.key"))
    assert done.code == 0
    of_key_file, of_account_file = [line for line in done.err.splitlines() if SAID in line]
    assert "my.key" in of_key_file
    assert "my.key" not in of_account_file


@pytest.mark.usefixtures("vault", "unsure")
def test_a_key_file_that_is_added(run: Run, tmp_path: Path) -> None:
    done = run("passphrase", "--add-key-file", str(tmp_path / "my.key"))
    assert done.code == 0
    assert done.err.count(SAID) == 2
