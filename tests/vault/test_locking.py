"""Locks: one holder, freed however it ends, never an excuse to follow a link; turns for each account."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sftui.vault.locking import Busy, holder_of, locked, take, try_to_take
from sftui.vault.places import Places, find_places
from sftui.vault.refreshing import try_turn
from tests.vault.kit import refusal

ID = "a" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.lock"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return find_places(tmp_path / "accounts.toml", {})


def test_one_holder_at_a_time_even_within_one_process(path: Path) -> None:
    with locked(path, 0) as held:
        assert not held.waited
        assert try_to_take(path) is None
        with pytest.raises(Busy) as caught:
            take(path, 0.02)
    assert caught.value.holder.startswith(f"process {os.getpid()}, since ")
    again = try_to_take(path)
    assert again is not None
    again.release()


@pytest.mark.parametrize("call", ["ftruncate", "pwrite"])
def test_a_full_disk_is_no_reason_to_go_without_the_lock(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """What the holder writes about itself is only for people."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"sftui.vault.locking.os.{call}", full)
    with locked(path, 0):
        assert try_to_take(path) is None
    with locked(path, 0):
        pass


def test_a_fault_after_the_lock_was_taken_frees_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended() -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as faulty:
        faulty.setattr("sftui.vault.locking.now_text", ended)
        with pytest.raises(KeyboardInterrupt):
            try_to_take(path)
    with locked(path, 0):
        pass


@pytest.fixture
def pausing(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set as soon as somebody found a lock taken, and pauses before the next try."""
    seen = threading.Event()
    real = time.sleep

    def pause(seconds: float) -> None:
        seen.set()
        real(seconds)

    monkeypatch.setattr("sftui.vault.locking.time.sleep", pause)
    return seen


def test_who_waited_is_told_so(path: Path, pausing: threading.Event) -> None:
    first = take(path, 0)
    waited: list[bool] = []

    def second() -> None:
        with locked(path, 30) as held:
            waited.append(held.waited)

    thread = threading.Thread(target=second)
    thread.start()
    assert pausing.wait(30)
    first.release()
    thread.join()
    assert waited == [True]


def test_a_lock_is_free_again_after_an_error(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(path, 0):
        raise ZeroDivisionError
    with locked(path, 0):
        pass


def test_a_killed_holder_frees_the_lock(path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from sftui.vault.locking import take\n"
        f"take(Path({str(path)!r}), 0); print('held', flush=True); time.sleep(1000)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert try_to_take(path) is None
        assert f"process {holder.pid}" in holder_of(path)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with locked(path, 5):
        pass


def test_a_child_does_not_inherit_the_lock(path: Path) -> None:
    with subprocess.Popen(["sleep", "1000"]) as before, locked(path, 0):
        child = subprocess.Popen(["sleep", "1000"], close_fds=False)
        before.kill()
    with locked(path, 5):
        child.kill()
        child.wait()


@pytest.mark.parametrize("umask", [0o777, 0o000])
def test_the_mode_is_0600_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        take(path, 0).release()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    take(path, 0).release()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_holders_text_is_cleaned_and_never_believed(path: Path) -> None:
    path.write_bytes(b"\x1b[2Jprocess 1, since \xff\n" + b"x" * 10_000)
    assert "\x1b" not in holder_of(path)
    assert len(holder_of(path)) <= 100
    take(path, 0).release()
    path.unlink()
    assert holder_of(path) == "another process"
    path.write_bytes(b"")
    assert holder_of(path) == "another process"


def test_a_lock_is_never_taken_through_a_link(path: Path, tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious")
    path.symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="symbolic"):
        take(path, 0)
    assert (tmp_path / "victim").read_text() == "precious"


def test_a_system_without_flock_is_told_so_before_anything_is_made(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    found = refusal(lambda: take(path, 0))
    assert found is not None
    assert "Windows" in found.cause
    assert not path.exists()


# Turns to renew a token


def test_turns_are_for_each_account_alone(places: Places) -> None:
    first = try_turn(places, ID)
    assert first is not None
    assert not first.waited
    assert try_turn(places, ID) is None
    other = try_turn(places, "b" * 32)
    assert other is not None
    other.release()
    first.release()
    free = try_turn(places, ID, waited=True)
    assert free is not None
    assert free.waited
    free.release()


@pytest.mark.parametrize("odd", ["", "../../etc/passwd", "A" * 32, "a" * 31])
def test_only_an_id_has_a_turn(places: Places, odd: str) -> None:
    with pytest.raises(ValueError, match="never saved"):
        try_turn(places, odd)
