"""The settings file: plain, small, and harmless when it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from sftui.errors import SftuiError
from sftui.tui.preferences import Preferences, read_preferences, settings_path, write_preferences
from sftui.vault.places import find_places


def test_what_is_written_is_read(tmp_path: Path) -> None:
    wanted = Preferences(theme="sftui-light", lock_after_minutes=0, order="used")
    path = tmp_path / "folder" / "settings.toml"
    write_preferences(path, wanted)
    assert read_preferences(path) == wanted
    assert [each.name for each in path.parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0",
        b"theme = ",
        b"\xff\xfe",
        b"theme = 7\nlock_after_minutes = true\norder = []",
        b'theme = "no-such-theme"\nlock_after_minutes = -1\norder = "colour"',
        b"lock_after_minutes = 99999999999999999999999\n",
        b"a = " + b"[" * 5000,
    ],
)
def test_a_damaged_file_gives_the_usual(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    assert read_preferences(path, {}) == Preferences()


def test_one_odd_value_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b'\xef\xbb\xbftheme = "ansi-dark"\nlock_after_minutes = "soon"\n')
    assert read_preferences(path, {}) == Preferences(theme="ansi-dark")


def test_a_missing_file_is_no_error_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "settings.toml"
    assert read_preferences(path, {}) == Preferences()
    assert not path.parent.exists()


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(SftuiError) as caught:
        write_preferences(blocked / "settings.toml", Preferences())
    assert "could not be kept" in caught.value.message
    assert caught.value.do


def test_the_settings_lie_beside_a_named_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    usual = settings_path(find_places(None, {}))
    assert usual.name == "settings.toml"
    assert usual.parent != find_places(None, {}).accounts.parent or "darwin" in str(usual)
    assert settings_path(find_places(tmp_path / "accounts.toml", {})) == tmp_path / "settings.toml"
    assert settings_path(find_places(tmp_path / "team.toml", {})) == tmp_path / "team.settings.toml"
    (tmp_path / "link.toml").symlink_to(find_places(None, {}).accounts)
    assert settings_path(find_places(tmp_path / "link.toml", {})) == usual


@pytest.mark.parametrize(
    ("variable", "theme"),
    [
        ("0;15", "sftui-light"),
        ("0;default;15", "sftui-light"),
        ("0;7", "sftui-light"),
        ("15;0", "sftui-dark"),
        ("7;8", "sftui-dark"),
        ("12;default", "sftui-dark"),
        ("", "sftui-dark"),
        ("x", "sftui-dark"),
    ],
)
def test_until_the_person_chooses_the_background_decides(tmp_path: Path, variable: str, theme: str) -> None:
    environ = {"COLORFGBG": variable}
    assert read_preferences(None, environ).theme == theme
    path = tmp_path / "settings.toml"
    path.write_text('order = "used"\n', encoding="utf-8")
    assert read_preferences(path, environ) == Preferences(theme=theme, order="used")
    path.write_text('theme = "sftui-dark"\n', encoding="utf-8")
    assert read_preferences(path, environ).theme == "sftui-dark"
