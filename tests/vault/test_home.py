"""The home folder, and what is done where there is none."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from sftui.errors import InvalidFields
from sftui.tui.preferences import settings_path
from sftui.vault.home import expanded, home_folder, meant_path
from sftui.vault.places import ACCOUNTS_VARIABLE, NoPlace, find_places
from sftui.vault.reading import read_regular


@pytest.fixture(params=["not set", "empty"])
def homeless(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user of whom the system knows no home; HOME is not set or says nothing."""

    def nobody(_: int) -> pwd.struct_passwd:
        raise KeyError

    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    if request.param == "empty":
        monkeypatch.setenv("HOME", "")
    else:
        monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)


def test_an_empty_home_means_the_one_that_the_system_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "")
    listed = Path(pwd.getpwuid(os.getuid()).pw_dir)
    assert home_folder() == listed
    assert expanded(Path("~/x.toml")) == listed / "x.toml"


def test_typed_paths_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home_folder() == tmp_path
    assert meant_path(" ~/a.pem ") == tmp_path / "a.pem"
    assert meant_path("a.pem") == tmp_path / "a.pem"
    assert meant_path("/etc/a.pem") == Path("/etc/a.pem")


@pytest.mark.parametrize("typed", ["~/a\0b", "/tmp/\ud800"])
def test_a_path_that_no_disk_can_hold_is_a_problem_of_its_field(typed: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        meant_path(typed)
    assert list(caught.value.problems) == ["path"]
    with pytest.raises(FileNotFoundError):
        read_regular(Path(typed), 10)


@pytest.mark.usefixtures("homeless")
def test_without_a_home_only_a_whole_path_will_do() -> None:
    assert home_folder() is None
    assert meant_path("/etc/a.pem") == Path("/etc/a.pem")
    for typed in ("a.pem", "~/a.pem"):
        with pytest.raises(InvalidFields) as caught:
            meant_path(typed)
        assert "whole path" in caught.value.problems["path"]


@pytest.mark.usefixtures("homeless")
def test_without_a_home_a_place_must_be_named(tmp_path: Path) -> None:
    for environ in ({}, {ACCOUNTS_VARIABLE: ""}):
        with pytest.raises(NoPlace) as caught:
            find_places(None, environ)
        assert "--accounts FILE" in caught.value.do
    named = find_places(tmp_path / "accounts.toml", {})
    assert named.sessions.parent == tmp_path
    assert settings_path(named) == tmp_path / "settings.toml"


@pytest.mark.usefixtures("homeless")
def test_a_home_that_nobody_knows_is_no_folder_called_tilde() -> None:
    assert expanded(Path("~/x.toml")) == Path("~/x.toml")
    with pytest.raises(NoPlace):
        find_places(Path("~/x.toml"), {})
