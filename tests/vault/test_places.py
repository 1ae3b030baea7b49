"""Where everything lies, asking screens to lock, and the process's own protection."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from sftui.errors import NotSaved
from sftui.tui.preferences import read_preferences
from sftui.vault import refused
from sftui.vault.epoch import ask_to_lock, lock_epoch
from sftui.vault.hardening import harden_process
from sftui.vault.locking import holder_of
from sftui.vault.places import NoPlace, Places, find_places
from tests.vault.kit import refusal


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of the XDG standard")
def test_the_usual_places(home: Path) -> None:
    places = find_places(None, {})
    assert places.accounts == home / ".local/share/sftui/accounts.toml"
    assert places.sessions == home / ".local/state/sftui/sessions.toml"
    assert places.refresh_locks.parent == places.lock_epoch.parent == places.sessions.parent
    assert list(home.iterdir()) == []


def test_naming_the_usual_file_changes_nothing(home: Path) -> None:
    usual = find_places(None, {})
    assert find_places(usual.accounts, {}) == usual
    assert find_places(None, {"SFTUI_ACCOUNTS": str(usual.accounts)}) == usual


def test_a_named_file_has_its_sessions_beside_it(home: Path) -> None:
    places = find_places(home / "work" / "accounts.toml", {"SFTUI_ACCOUNTS": "/elsewhere"})
    assert places.accounts == home / "work" / "accounts.toml"
    assert places.sessions == home / "work" / "sessions.toml"
    assert list(home.iterdir()) == []


def test_two_files_in_one_folder_do_not_share_sessions(home: Path) -> None:
    a, b = (find_places(home / f"{name}.toml", {}) for name in ("a", "b"))
    for each in ("sessions", "refresh_locks", "lock_epoch"):
        assert getattr(a, each) != getattr(b, each)
        assert getattr(a, each).parent == home


def test_a_relative_name_in_a_folder_that_is_gone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = home / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(NoPlace) as caught:
        find_places(Path("mine.toml"), {})
    assert "whole path" in caught.value.do


def together(places: Places) -> tuple[Path, ...]:
    """What screens and ``sftui lock`` must mean alike."""
    return places.sessions, places.refresh_locks, places.lock_epoch


def test_a_link_to_a_file_means_the_sessions_of_that_file(home: Path) -> None:
    (home / "sync").mkdir()
    (home / "sync" / "work.toml").touch()
    (home / "link.toml").symlink_to("sync/work.toml")
    (home / "folder").symlink_to("sync")
    named = find_places(home / "sync" / "work.toml", {})
    for spelt in (home / "link.toml", home / "folder" / "work.toml", home / "sync" / ".." / "link.toml"):
        places = find_places(spelt, {})
        assert places.accounts == spelt
        assert together(places) == together(named)


def test_the_usual_file_has_the_usual_sessions_however_it_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = find_places(None, {})
    usual.accounts.parent.mkdir(parents=True)
    (home / "elsewhere.toml").symlink_to(usual.accounts)
    assert together(find_places(home / "elsewhere.toml", {})) == together(usual)
    (home / "linked-home").symlink_to(home)
    monkeypatch.setenv("HOME", str(home / "linked-home"))
    monkeypatch.chdir(usual.accounts.parent)
    by_home, by_name = find_places(None, {}), find_places(Path("accounts.toml"), {})
    ask_to_lock(by_name)
    assert lock_epoch(by_home) == 1


def test_a_path_that_leads_nowhere_has_its_places_all_the_same(home: Path) -> None:
    (home / "circle.toml").symlink_to("circle.toml")
    assert find_places(home / "circle.toml", {}).sessions == home / "circle.sessions.toml"


def test_the_variable_names_a_file_unless_it_is_empty(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    assert find_places(None, {"SFTUI_ACCOUNTS": "~/x.toml"}).accounts == home / "x.toml"
    assert find_places(None, {"SFTUI_ACCOUNTS": "x.toml"}).accounts == home / "x.toml"
    assert find_places(None, {"SFTUI_ACCOUNTS": ""}) == find_places(None, {})


def test_asking_to_lock_is_seen_by_everybody_who_watches(home: Path) -> None:
    places = find_places(home / "accounts.toml", {})
    assert lock_epoch(places) == 0
    assert not places.lock_epoch.exists()
    assert ask_to_lock(places) == 1
    assert ask_to_lock(places) == 2
    assert lock_epoch(places) == lock_epoch(find_places(home / "accounts.toml", {})) == 2


def test_what_a_killed_lock_left_is_swept_away(home: Path) -> None:
    places = find_places(home / "accounts.toml", {})
    left = home / ".sessions.epoch.0123456789abcdef.tmp"
    left.touch()
    ask_to_lock(places)
    assert not left.exists()


@pytest.mark.parametrize("odd", [b"", b"-3", b"nine", b"1" * 5000, b"\xff", b"3.5"])
def test_an_odd_counter_counts_from_the_start(home: Path, odd: bytes) -> None:
    places = find_places(home / "accounts.toml", {})
    places.lock_epoch.write_bytes(odd)
    assert lock_epoch(places) == 0
    assert ask_to_lock(places) == 1


def test_a_place_that_cannot_be_written_is_said(home: Path) -> None:
    (home / "file").write_text("x")
    places = find_places(home / "file" / "accounts.toml", {})
    assert type(refusal(lambda: ask_to_lock(places))) is NotSaved
    assert lock_epoch(places) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc and prctl")
def test_a_hardened_process_leaves_no_core() -> None:
    script = """
import ctypes, resource
from sftui.vault.hardening import harden_process
harden_process()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ended.stdout == "(0, 0) 0\n"


def test_hardening_never_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("resource.setrlimit", refuse)
    monkeypatch.setattr("ctypes.CDLL", refuse)
    harden_process()


def test_pipes_in_the_place_of_small_files_hold_nobody_up(home: Path) -> None:
    places = find_places(home / "accounts.toml", {})
    places.refresh_locks.mkdir()
    marks = places.refresh_locks / "ada.refused"
    for path in (places.lock_epoch, marks, home / "settings.toml", home / "a.lock"):
        os.mkfifo(path)
    with ThreadPoolExecutor(4) as pool:
        found: list[Future[object]] = [
            pool.submit(lock_epoch, places),
            pool.submit(refused.read, places, "ada"),
            pool.submit(read_preferences, home / "settings.toml", {}),
            pool.submit(holder_of, home / "a.lock"),
        ]
        try:
            answers = [each.result(timeout=10) for each in found]
        finally:
            for path in (places.lock_epoch, marks, home / "settings.toml", home / "a.lock"):
                with suppress(OSError):  # lets whoever waits for a writer go
                    os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
    assert answers[:2] == [0, ()]
    assert answers[2] == read_preferences(None, {})
    assert answers[3] == "another process"
