"""Questions on the terminal device itself, so that they work while stdin and stdout are pipes.

A secret is read with echo off. The settings of the terminal come back whatever happens.
"""

from __future__ import annotations

import os
import select
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sftui.account import Secret
from sftui.errors import Cause, Interrupted, UsageError

DEVICE = "/dev/tty"
LONGEST_LINE = 1_024 if sys.platform == "darwin" else 4_095
"""Bytes: a terminal passes no more in one line, and drops the rest silently."""
MORE_WITHIN = 0.15
"""Seconds in which the further lines of one paste arrive."""


def columns_of(stream: object) -> int | None:
    """The width of the terminal that this stream writes to; None when it is no terminal."""
    is_terminal = getattr(stream, "isatty", None)
    if is_terminal is None or not is_terminal():
        return None
    return shutil.get_terminal_size().columns


@dataclass(frozen=True, slots=True)
class Terminal:
    """A person at a terminal. ``fit`` turns text into characters that it can show."""

    fit: Callable[[str], str]
    device: str = DEVICE

    def say(self, text: str = "") -> None:
        with _opened(self.device) as tty:
            _write(tty, self.fit(text) + "\n")

    def ask(self, prompt: str) -> str:
        """One visible line, without its end."""
        with _opened(self.device) as tty:
            _write(tty, self._prompt(prompt))
            return _line(tty)

    def ask_hidden(self, prompt: str) -> Secret:
        """One line that nobody sees."""
        with _opened(self.device) as tty, _echo_off(tty):
            _write(tty, self._prompt(prompt))
            try:
                return Secret(_line(tty))
            finally:
                _write(tty, "\n")

    def ask_hidden_block(self, prompt: str, is_last: Callable[[str], bool]) -> Secret:
        """Lines that nobody sees, until ``is_last`` or an empty line ends them."""
        lines: list[str] = []
        with _opened(self.device) as tty, _echo_off(tty):
            _write(tty, self._prompt(prompt) + "\n")
            while True:
                line = _line(tty)
                if not line.strip():
                    break
                lines.append(line)
                if is_last(line):
                    break
        return Secret("\n".join(lines))

    def _prompt(self, text: str) -> str:
        return self.fit(text) + " "

    def confirm(self, question: str, *, default: bool) -> bool:
        """Yes or no; Enter alone is ``default``."""
        while True:
            answer = self.ask(f"{question} [{'Y/n' if default else 'y/N'}]").strip().lower()
            if not answer:
                return default
            if answer in {"y", "yes", "n", "no"}:
                return answer.startswith("y")
            self.say("Please answer y or n.")

    def line_unless_done(self, job: Future[Any]) -> str | None:
        """What a person types or pastes, line breaks of one paste taken out; None once the job is done."""
        bell = _Bell()
        try:
            job.add_done_callback(lambda _: bell.ring())
            with _opened(self.device) as tty:
                ready, _, _ = select.select([tty, bell.ear], [], [])
                if tty not in ready:
                    return None
                parts = [_line(tty)]
                while select.select([tty], [], [], MORE_WITHIN)[0]:
                    parts.append(_line(tty))
                return "".join(part.strip() for part in parts)
        finally:
            bell.close()


class _Bell:
    """Wakes a ``select`` from another thread. Once closed it is silent: its number may be another file's by then."""

    def __init__(self) -> None:
        self.ear, self._hammer = os.pipe()
        self._lock = threading.Lock()
        self._is_open = True

    def ring(self) -> None:
        with self._lock:
            if self._is_open:
                os.write(self._hammer, b".")

    def close(self) -> None:
        with self._lock:
            self._is_open = False
            os.close(self.ear)
            os.close(self._hammer)


def terminal_at(device: str, fit: Callable[[str], str]) -> Terminal | None:
    """The terminal, when this process has one."""
    try:
        with _opened(device):
            return Terminal(fit, device)
    except OSError:
        return None


def too_long() -> UsageError:
    return UsageError(
        "That line is longer than a terminal can pass on.",
        Cause(
            f"Terminals cut a line after {LONGEST_LINE} characters.", "Put it in a file and use --from FILE."
        ),
    )


@contextmanager
def _opened(device: str) -> Iterator[int]:
    tty = os.open(device, os.O_RDWR | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        yield tty
    finally:
        os.close(tty)


@contextmanager
def _echo_off(tty: int) -> Iterator[None]:
    import termios

    before = termios.tcgetattr(tty)
    hidden = termios.tcgetattr(tty)
    hidden[3] &= ~(termios.ECHO | termios.ECHONL)
    termios.tcsetattr(tty, termios.TCSADRAIN, hidden)
    try:
        yield
    finally:
        termios.tcsetattr(tty, termios.TCSADRAIN, before)


def _line(tty: int) -> str:
    """One line; the terminal hands over at most one at a time. The end of input is a person's no."""
    octets = b""
    while not octets.endswith(b"\n"):
        part = os.read(tty, LONGEST_LINE + 1)
        if not part:
            raise Interrupted("The input ended.")
        octets += part
        if len(octets) > LONGEST_LINE:
            raise too_long()
    return octets.decode(_encoding(), "surrogateescape").rstrip("\r\n")


def _write(tty: int, text: str) -> None:
    octets = text.encode(_encoding(), "replace")
    while octets:
        octets = octets[os.write(tty, octets) :]


def _encoding() -> str:
    return sys.getfilesystemencoding()
