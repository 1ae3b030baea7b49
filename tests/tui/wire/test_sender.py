"""The writing thread: order, a slow line, a dead line."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sftui.tui.wire.sender import Sender
from sftui.tui.wire.terminals import Abilities
from tests.support.emulator import Emulator

PATIENCE = 30.0
COLUMNS, ROWS = 40, 10


@dataclass
class Line:
    """A pipe in the place of the terminal."""

    reads: int
    writes: int
    lost: threading.Event
    told: int = 0
    """How often the loss of the line was told."""

    def sender(self) -> Sender:
        return Sender(self.writes, Abilities(), encoding="utf-8", on_lost=self._tell, size=(COLUMNS, ROWS))

    def _tell(self) -> None:
        self.told += 1
        self.lost.set()

    def until(self, words: str) -> str:
        """What came until these words did."""
        text = ""
        while words not in text:
            assert select.select([self.reads], [], [], PATIENCE)[0], f"{words} never came"
            text += os.read(self.reads, 65536).decode()
        return text

    def everything(self) -> str:
        """What came until the writer closed its end."""
        os.close(self.writes)
        parts = []
        while part := os.read(self.reads, 65536):
            parts.append(part)
        return b"".join(parts).decode()


@pytest.fixture
def line() -> Iterator[Line]:
    reads, writes = os.pipe()
    yield Line(reads, writes, threading.Event())
    for each in (reads, writes):
        try:
            os.close(each)
        except OSError:
            continue


def begun(line: Line) -> Sender:
    sender = line.sender()
    sender.start()
    sender.resume()
    return sender


def test_drawings_and_other_sequences_keep_their_order(line: Line) -> None:
    sender = begun(line)
    sender.draw("\x1b[1;1Hone")
    sender.pass_on("\x1b]52;c;YQ==\x07")
    sender.draw("\x1b[1;1Htwo")
    sender.close()
    text = line.everything()
    assert text.index("one") < text.index("\x1b]52;") < text.index("two")


def test_nothing_is_drawn_while_the_terminal_is_somebody_elses(line: Line) -> None:
    sender = begun(line)
    sender.draw("\x1b[1;1Hours")
    sender.hold()
    sender.pass_on("\x1b[?1049l")
    sender.draw("\x1b[1;1Hhidden")
    sender.close()
    text = line.everything()
    assert text.endswith("\x1b[m\x1b[?1049l")
    assert "hidden" not in text


def test_coming_back_draws_everything_anew(line: Line) -> None:
    sender = begun(line)
    sender.draw("\x1b[1;1Hours")
    sender.hold()
    sender.resume()
    sender.close()
    assert line.everything().count("ours") == 2


def test_a_slow_line_gets_the_last_picture_and_not_those_between(line: Line) -> None:
    sender = begun(line)
    size = fill(line)
    for number in range(2_000):
        sender.draw(f"\x1b[1;1H{number:06}" + "".join(f"\x1b[{row};1H{number:030}" for row in range(2, ROWS)))
    released: list[bytes] = []
    reader = threading.Thread(target=lambda: released.append(os.read(line.reads, size)))
    reader.start()
    reader.join(PATIENCE)
    sender.close()
    text = line.everything().lstrip(".")
    terminal = Emulator(COLUMNS, ROWS)
    terminal.feed(text)
    assert terminal.lines()[0] == "001999"
    assert len(text) < 5_000


def fill(line: Line) -> int:
    """Until the pipe takes nothing more; gives the number of bytes in it."""
    os.set_blocking(line.writes, False)
    size = 0
    while True:
        try:
            size += os.write(line.writes, b"." * 4096)
        except BlockingIOError:
            break
    os.set_blocking(line.writes, True)
    return size


def test_a_dead_line_holds_nobody(line: Line) -> None:
    sender = begun(line)
    fill(line)
    done = threading.Event()

    def draw_and_leave() -> None:
        for number in range(500):
            sender.draw(f"\x1b[1;1H{number:06}")
            sender.pass_on("\x07")
        sender.close()
        done.set()

    threading.Thread(target=draw_and_leave, daemon=True).start()
    assert done.wait(PATIENCE)


def test_a_line_that_is_gone_is_told_once(line: Line) -> None:
    sender = begun(line)
    os.close(line.reads)
    sender.draw("\x1b[1;1Hone")
    assert line.lost.wait(PATIENCE)
    sender.draw("\x1b[1;1Htwo")
    sender.pass_on("\x07")
    sender.close()
    assert line.told == 1


def test_a_large_change_is_marked_as_one_piece_where_the_terminal_knows_how(line: Line) -> None:
    sender = begun(line)
    sender.pass_on("\x1b[?2026h")
    coloured = ["".join(f"\x1b[38;5;{16 + at}m{'abc'[at % 3]}" for at in range(COLUMNS)) for _ in range(ROWS)]
    sender.draw("".join(f"\x1b[{row};1H{cells}\x1b[0m" for row, cells in enumerate(coloured, start=1)))
    large = line.until("\x1b[?2026l")
    assert large.count("\x1b[?2026h") == 1
    assert len(large[large.index("\x1b[?2026h") :]) > 1_000
    sender.draw("\x1b[1;1Hx")
    sender.close()
    small = line.everything()
    assert "x" in small
    assert "\x1b[?2026" not in small


def test_a_new_size_makes_the_picture_anew(line: Line) -> None:
    sender = begun(line)
    sender.draw("\x1b[1;1Hone")
    line.until("one")
    sender.resize(COLUMNS + 10, ROWS)
    assert sender.size == (COLUMNS + 10, ROWS)
    sender.draw("\x1b[1;1Hone")
    sender.close()
    assert line.everything().count("one") == 1
