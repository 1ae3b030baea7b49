"""A person at a terminal of their own: runs sftui on a pseudo-terminal, reads what it asks, types answers."""

from __future__ import annotations

import codecs
import os
import pty
import re
import select
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

PATIENCE = 30.0
"""Seconds until a test gives up; only a broken program needs them."""
PROGRAM = (sys.executable, "-m", "sftui")


def new_decoder() -> Callable[[bytes], str]:
    """For text that comes in pieces, which may end in the middle of a character."""
    return codecs.getincrementaldecoder("utf-8")("replace").decode


@dataclass
class Person:
    """Stdout and stderr of the program go to pipes, so that only its questions are on the terminal."""

    process: subprocess.Popen[bytes]
    terminal: int
    other_side: int
    seen: str = ""
    _read: int = 0
    _decode: Callable[[bytes], str] = field(default_factory=new_decoder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        os.close(self.terminal)
        os.close(self.other_side)

    def expect(self, text: str) -> None:
        """Wait until the terminal shows ``text`` after what was expected before."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.seen[self._read :]:
            ended = (
                self.process.poll() is not None
            )  # asked first: what it wrote before it ended is still read
            readable = bool(select.select([self.terminal], [], [], 0.2)[0])
            if readable:
                self.seen += self._decode(os.read(self.terminal, 4096))
            if (ended and not readable) or time.monotonic() > deadline:
                raise AssertionError(f"waited for {text!r}; the terminal shows:\n{self.seen}\n{self._rest()}")
        self._read = self.seen.index(text, self._read) + len(text)

    def type(self, line: str) -> None:
        os.write(self.terminal, line.encode() + b"\n")

    def answer(self, question: str, line: str) -> None:
        self.expect(question)
        self.type(line)

    def press_ctrl_c(self) -> None:
        os.write(self.terminal, b"\x03")

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed right now."""
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def ends(self) -> tuple[int, str, str]:
        """Exit code, stdout and stderr."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out.decode(), err.decode()

    def _rest(self) -> str:
        if self.process.poll() is None:
            return "(it still runs)"
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()


def at_terminal(arguments: Sequence[str], environment: Mapping[str, str]) -> Person:
    """Run sftui with a controlling terminal; stdin is that terminal too."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["sh", "-c", 'exec "$@" <"$0"', os.ttyname(theirs), *PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environment),
        start_new_session=True,  # so that the terminal which sh opens becomes the controlling one
    )
    return Person(process, ours, theirs)


@contextmanager
def at_a_browser(answer: Callable[[str], str]) -> Iterator[str]:
    """A terminal device whose person opens the link that is shown there and pastes what the browser ends at.

    A person who has no answer ends the input, so that nobody waits for one.
    """
    ours, theirs = pty.openpty()
    over = threading.Event()

    def sign_in() -> bytes:
        decode = new_decoder()
        deadline = time.monotonic() + PATIENCE
        seen = ""
        while "Waiting until" not in seen:
            assert not over.is_set(), f"nothing was asked: {seen}"
            assert time.monotonic() < deadline, f"nothing was asked for too long: {seen}"
            if select.select([ours], [], [], 0.2)[0]:
                seen += decode(os.read(ours, 4096))
        link = re.search(r"^http\S+$", seen.replace("\r", ""), re.MULTILINE)
        assert link is not None, seen
        return answer(link[0]).encode() + b"\n"

    def sit_there() -> None:
        typed = b"\x04"
        try:
            typed = sign_in()
        finally:
            os.write(ours, typed)

    person = threading.Thread(target=sit_there)
    person.start()
    try:
        yield os.ttyname(theirs)
    finally:
        over.set()
        person.join(PATIENCE)
        os.close(ours)
        os.close(theirs)


@dataclass(frozen=True)
class Done:
    """How one call of the program ended."""

    code: int
    out: str
    err: str


def without_terminal(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    given: bytes | None = None,
    pass_fds: tuple[int, ...] = (),
) -> Done:
    """Run sftui as cron would: no controlling terminal."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        env=dict(environment),
        start_new_session=True,
        timeout=PATIENCE,
        pass_fds=pass_fds,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def code_in(told: str) -> str:
    """The code that a person is asked to enter."""
    found = re.search(r"enter the code +(\S+)", told)
    assert found is not None, told
    return found[1]
