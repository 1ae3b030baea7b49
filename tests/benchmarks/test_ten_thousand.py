"""The whole program on a terminal: ten accounts beside ten thousand, from the passphrase on, and every key after it.

Each figure is the time from the key to the last byte of what it drew.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sftui.keeper.events import Entry
from sftui.tui.finding import Index
from sftui.vault import file, sessions
from sftui.vault.derivations import DEFAULT_COST
from sftui.vault.places import Places
from tests.support.keeping import CHEAP, PASSPHRASE
from tests.support.pty_session import PtySession, pty_session
from tests.support.ten_thousand import make, name_of

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parents[2]
LONGEST = 30.0
TIMES = 5
COSTS = {"cheap": CHEAP, "real": DEFAULT_COST}
CURSOR = "▎"


@contextmanager
def program(places: Places, home: Path, columns: int = 80, rows: int = 24) -> Iterator[PtySession]:
    """The unlock screen, with the passphrase typed and Enter not pressed yet."""
    home.mkdir(exist_ok=True)
    environment = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }
    command = [sys.executable, "-m", "sftui", "--accounts", str(places.accounts)]
    with pty_session(command, environment, columns=columns, rows=rows) as screen:
        screen.wait_for("is locked", "Passphrase")
        screen.send(PASSPHRASE.text.reveal())
        screen.wait_for("•" * 12)
        screen.settle()
        yield screen


def seconds_until(screen: PtySession, fits: Callable[[str], bool], keys: str = "") -> float:
    """From sending the keys until the bytes have come that make the screen as wanted."""
    began = time.monotonic()
    if keys:
        screen.send(keys)
    while not fits(screen.screen()):
        assert time.monotonic() - began < LONGEST, screen.screen()
        time.sleep(0.001)
    return screen.last_came - began


def cursor_is_on(number: int) -> Callable[[str], bool]:
    begins = (
        f"{CURSOR}● {name_of(number)[:13]}",
        f"{CURSOR}▲ {name_of(number)[:13]}",
        f"{CURSOR}✕ {name_of(number)[:13]}",
    )
    return lambda screen: any(each in screen for each in begins)


def opening(places: Places, home: Path) -> tuple[float, float]:
    """Seconds from Enter to the list, and to its answer to a key."""
    with program(places, home) as screen:
        drawn = seconds_until(screen, cursor_is_on(0), "\r")
        return drawn, drawn + seconds_until(screen, cursor_is_on(1), "j")


@pytest.mark.parametrize("cost", COSTS)
def test_from_the_passphrase_to_a_list_that_answers(tmp_path: Path, cost: str) -> None:
    files = {number: make(tmp_path / f"{number}", number, cost=COSTS[cost]) for number in (10, 10_000)}
    taken: dict[int, list[tuple[float, float]]] = {number: [] for number in files}
    for _ in range(TIMES):
        for number, places in files.items():  # in turn, so that whatever else the machine does hits both
            taken[number].append(opening(places, tmp_path / "home"))
    for number, found in taken.items():
        (best, best_answer), (drawn, answered) = min(found), sorted(found)[TIMES // 2]
        print(
            f"\n{cost} derivation, {number:,} accounts: list after {drawn:.2f} s (best {best:.2f}), "
            f"key answered after {answered:.2f} s (best {best_answer:.2f})",
            end="",
        )
    print(f"\n  the best answer took {min(taken[10_000])[1] / min(taken[10])[1]:.1f} times as long")


def entries_of(places: Places) -> tuple[Entry, ...]:
    vault = file.unlock(places.accounts, PASSPHRASE)
    health = sessions.read(places.sessions, vault).health
    return tuple(Entry(account=each, health=health[each.id]) for each in vault.accounts)


def shows(*texts: str) -> Callable[[str], bool]:
    """Whether a screen holds all of these."""
    return lambda shown: all(text in shown for text in texts)


def typed(screen: PtySession, words: str, entries: tuple[Entry, ...]) -> list[float]:
    """Seconds for each letter, from the key to the letter and the count that it leaves."""
    index, taken = Index(), []
    for end in range(1, len(words) + 1):
        letters = f"/  {words[:end]}"
        count = f"{len(index.matching(entries, words[:end])):,} of {len(entries):,}"
        taken.append(
            seconds_until(
                screen,
                shows(letters, count),
                words[end - 1],
            )
        )
    return taken


def said(what: str, taken: list[float]) -> str:
    milliseconds = sorted(1000 * each for each in taken)
    return (
        f"{what}: median {statistics.median(milliseconds):.0f} ms, longest {milliseconds[-1]:.0f} ms "
        f"of {len(milliseconds)}"
    )


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_each_key_in_the_list(tmp_path: Path, columns: int, rows: int) -> None:
    for number in (10, 10_000):
        places = make(tmp_path / f"{number}", number)
        entries = entries_of(places)
        with program(places, tmp_path / "home", columns, rows) as screen:
            seconds_until(screen, cursor_is_on(0), "\r")
            seconds_until(screen, lambda shown: "n New" not in shown, "/")
            first = typed(screen, "00007", entries)
            screen.settle()
            seconds_until(screen, cursor_is_on(7), "\x1b")
            screen.settle()
            seconds_until(screen, lambda shown: "n New" not in shown, "/")
            later = typed(screen, "customer 7", entries)
            seconds_until(screen, cursor_is_on(7), "\x1b")
            screen.settle()
            moves = [seconds_until(screen, cursor_is_on(place), "k") for place in range(6, -1, -1)]
            ends = [
                seconds_until(screen, cursor_is_on(place), key)
                for place, key in ((number - 1, "G"), (0, "\x1b[H"), (number - 1, "\x1b[F"))
            ]
            orders = [seconds_until(screen, shows(words), "o") for words in ("by state", "by last")]
            print(f"\n{number:,} accounts on {columns}x{rows}")
            print(said("  a letter of the filter, right after opening", first))
            print(said("  a letter of the filter, later", later))
            print(said("  the cursor by one row", moves))
            print(said("  to the other end", ends))
            print(said("  another order", orders))


def test_keys_while_all_are_tested(tmp_path: Path) -> None:
    """Nobody answers, so that ten thousand results come as fast as they can be noted."""
    for number in (10, 10_000):
        places = make(tmp_path / f"{number}", number)
        with program(places, tmp_path / "home", 120, 40) as screen:
            seconds_until(screen, cursor_is_on(0), "\r")
            screen.settle()
            began = time.perf_counter()
            seconds_until(screen, lambda shown: "testing" in shown or "tested" in shown, "T")
            said_so = time.perf_counter() - began
            keys: list[float] = []
            place = 0
            while f"{number:,} accounts tested" not in screen.screen():
                place += 1 if place % 8 < 7 else -7
                key = "j" if place % 8 else "\x1b[H"
                keys.append(seconds_until(screen, cursor_is_on(place % 8), key))
                assert time.perf_counter() - began < LONGEST, screen.screen()
            print(
                f"\n{number:,} accounts tested in {time.perf_counter() - began:.1f} s; said so after {said_so:.2f} s"
            )
            if keys:
                print(said("  a key meanwhile", keys))
