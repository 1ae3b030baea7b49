"""A call of the program that goes on while the test does something else."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from tests.cli.person import PATIENCE, PROGRAM


@dataclass
class Call:
    """Both of its streams are read here only; what a test has not taken yet is kept for it."""

    process: subprocess.Popen[bytes]
    _kept: dict[int, bytes] = field(default_factory=dict)

    def told(self, text: str) -> str:
        """What it said on stderr since, up to the end of the line with ``text``."""
        return self._take(self.process.stderr, text)

    def printed(self, text: str = "") -> str:
        """The same on stdout."""
        return self._take(self.process.stdout, text)

    def send_signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def ended(self, within: float = 60.0) -> tuple[int, bytes, bytes]:
        """Its exit code, and what stdout and stderr said since."""
        streams = (self.process.stdout, self.process.stderr)
        out, err = (b"" if each is None else self._kept.pop(each.fileno(), b"") for each in streams)
        more_out, more_err = self.process.communicate(timeout=within)
        return self.process.returncode, out + more_out, err + more_err

    def _take(self, stream: IO[bytes] | None, text: str) -> str:
        assert stream is not None
        number = stream.fileno()
        said = self._kept.pop(number, b"")
        deadline = time.monotonic() + PATIENCE
        while not (found := _through_line(said, text.encode())):
            left = max(deadline - time.monotonic(), 0)
            piece = os.read(number, 65536) if select.select([number], [], [], left)[0] else b""
            assert piece, f"{text!r} was never said: {said.decode()}"
            said += piece
        self._kept[number] = said[found:]
        return said[:found].decode()


def _through_line(said: bytes, text: bytes) -> int:
    """Where the line ends that has ``text``; 0 when it did not come yet."""
    at = said.find(text)
    return said.find(b"\n", at) + 1 if at >= 0 else 0


@contextmanager
def in_background(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[Call]:
    """Run sftui as cron would; ends with it killed."""
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        bufsize=0,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environment),
        start_new_session=True,
    )
    try:
        yield Call(process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()
