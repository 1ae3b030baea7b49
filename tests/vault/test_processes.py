"""Real processes: killed while they save, and many writers at once (D10, D14)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from sftui.vault import file, merging
from sftui.vault.locking import try_to_take
from sftui.vault.saving import lock_path
from tests.vault.kit import PASS, account, new_vault

PROGRAMS = Path(__file__).parent / "programs"
ROOT = Path(__file__).parents[2]


@contextmanager
def program(name: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A program of ``programs/``; killed when the test is over, if it still runs."""
    command = [sys.executable, str(PROGRAMS / f"{name}.py"), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
        env=environment,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def kill_at_random_moments(path: Path, kills: int, seed: int) -> tuple[int, int]:
    """How many saves were acknowledged in all, and in how many kills a save was cut off."""
    chance = random.Random(seed)
    acknowledged = file.unlock(path, PASS).generation
    cut_off = saves = 0
    with program("saver", path) as saver:
        assert saver.stdin is not None
        assert saver.stdout is not None
        for _ in range(kills):
            saver.stdin.write("go\n")
            child = int(saver.stdout.readline().removeprefix("start "))
            for _ in range(chance.randrange(4)):
                acknowledged = int(saver.stdout.readline().removeprefix("saved "))
                saves += 1
            time.sleep(chance.uniform(0, 0.015))
            os.kill(child, signal.SIGKILL)
            while (line := saver.stdout.readline()) != "ended\n":
                acknowledged = int(line.removeprefix("saved "))
                saves += 1
            held = try_to_take(lock_path(path))
            assert held is not None, "the lock is not free"
            held.release()
            found = file.unlock(path, PASS)
            assert found.generation >= acknowledged
            assert found.generation <= acknowledged + 1
            cut_off += found.generation > acknowledged or any(path.parent.glob("*.tmp"))
            acknowledged = max(acknowledged, found.generation)
        saver.stdin.close()
    saved = file.edit(found, merging.add(account("after it all")))
    assert saved.generation == found.generation + 1
    assert not list(path.parent.glob(".*.tmp"))
    return saves, cut_off


def test_a_few_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    new_vault(path)
    kill_at_random_moments(path, 5, seed=1)


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    new_vault(path)
    saves, cut_off = kill_at_random_moments(path, 200, seed=2)
    assert saves > 200
    assert cut_off > 0


def many_writers(path: Path, writers: int, adds: int, readers: int) -> None:
    with ExitStack() as stack:
        lookers = [stack.enter_context(program("looker", path)) for _ in range(readers)]
        for looker in lookers:
            assert looker.stdout is not None
            assert looker.stdout.readline() == "looking\n"
        adders = [
            stack.enter_context(program("adder", path, f"writer {number}", adds)) for number in range(writers)
        ]
        for adder in adders:
            _, complaint = adder.communicate()
            assert adder.returncode == 0, complaint
        for looker in lookers:
            looks, complaint = looker.communicate("stop\n")
            assert looker.returncode == 0, complaint
            assert int(looks) > 1
    vault = file.unlock(path, PASS)
    wanted = {f"writer {writer} {number}" for writer in range(writers) for number in range(adds)}
    assert {each.name for each in vault.accounts} == wanted
    assert len(vault.accounts) == len({each.id for each in vault.accounts}) == writers * adds
    assert vault.generation == 1 + writers * adds
    assert not list(path.parent.glob(".*.tmp"))


def test_two_writers_and_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    new_vault(path)
    many_writers(path, writers=2, adds=10, readers=1)


@pytest.mark.slow
def test_eight_writers_add_fifty_accounts_each_while_readers_look(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    new_vault(path)
    many_writers(path, writers=8, adds=50, readers=2)
