"""A program on a pseudo terminal: every byte it sends is kept, and a small terminal shows what it makes of them."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import signal
import struct
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from tests.support.emulator import Emulator

PATIENCE = 30.0
QUIET = 0.35
"""Seconds without a byte after which nothing more is expected."""
KEYS = {
    "Enter": "\r", "Escape": "\x1b", "Tab": "\t", "BTab": "\x1b[Z", "Up": "\x1b[A", "Down": "\x1b[B",
    "Right": "\x1b[C", "Left": "\x1b[D", "PPage": "\x1b[5~", "NPage": "\x1b[6~", "BSpace": "\x7f",
    "F1": "\x1bOP", "F2": "\x1bOQ", "F3": "\x1bOR", "F4": "\x1bOS", "F5": "\x1b[15~",
}  # fmt: skip
"""What the keys send, by the names that tmux gives them."""


class PtySession:
    """What runs, what it sent, and what stands on its screen."""

    def __init__(self, process: int, descriptor: int, columns: int, rows: int) -> None:
        self.process = process
        self.octets = bytearray()
        self.emulator = Emulator(columns, rows)
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._last = time.monotonic()
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._pending = ""
        self._fault: AssertionError | None = None
        self._resize(columns, rows)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def send(self, keys: str) -> None:
        self._last = time.monotonic()
        octets = memoryview(keys.encode())
        while octets:
            octets = octets[os.write(self._descriptor, octets) :]

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: Enter, Tab, C-u, F1, n …"""
        for key in keys:
            self.send(chr(ord(key[2]) & 31) if key[:2] == "C-" else KEYS.get(key, key))

    def type(self, text: str) -> None:
        self.send(text)

    def paste(self, text: str, *, bracketed: bool = True) -> None:
        """As a terminal does it: line breaks become returns."""
        text = text.replace("\r\n", "\r").replace("\n", "\r")
        self.send(f"\x1b[200~{text}\x1b[201~" if bracketed else text)

    def screen(self) -> str:
        with self._lock:
            if self._fault is not None:
                raise self._fault
            return "\n".join(self.emulator.lines())

    def resize(self, columns: int, rows: int) -> None:
        with self._lock:
            self._last = time.monotonic()
            self.emulator.resize(columns, rows)
            self._resize(columns, rows)
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGWINCH)

    @property
    def last_came(self) -> float:
        """When the last bytes came (``time.monotonic``), however long this terminal took to show them."""
        return self._last

    def wait_for(self, *texts: str, gone: str = "") -> str:
        """The screen, once all of these stand on it."""
        return self.wait_until(
            lambda screen: all(text in screen for text in texts) and not (gone and gone in screen), str(texts)
        )

    def wait_until(self, fits: Callable[[str], bool], wanted: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if fits(screen):
                return screen
            if time.monotonic() > deadline:
                raise AssertionError(f"waited for {wanted}; the screen shows:\n{screen}")
            time.sleep(0.02)

    def settle(self, quiet: float = QUIET) -> int:
        """Wait until nothing more comes; the number of bytes that came so far."""
        deadline = time.monotonic() + PATIENCE + quiet
        while time.monotonic() - self._last < quiet:
            assert time.monotonic() < deadline, "it never stops sending"
            time.sleep(0.02)
        return len(self.octets)

    def cost(self, keys: str, quiet: float = QUIET) -> int:
        """Bytes that come for these keys, until it is quiet again."""
        before = self.settle(quiet)
        self.send(keys)
        return self.settle(quiet) - before

    def _resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._descriptor, 65536)
            except OSError:
                return
            if not piece:
                return
            came = time.monotonic()
            with self._lock:
                self.octets += piece
                self._last = came
                self._show(self._decode(piece))

    def _show(self, text: str) -> None:
        """Feed whole sequences; the beginning of one waits for its rest."""
        text = self._pending + text
        cut = text.rfind("\x1b")
        whole, self._pending = text, ""
        if cut >= 0 and not _is_whole(text[cut:]):
            whole, self._pending = text[:cut], text[cut:]
        try:
            self.emulator.feed(whole)
        except AssertionError as fault:
            self._fault = self._fault or fault


def _is_whole(text: str) -> bool:
    if len(text) < 2:
        return False
    if text[1] == "[":
        return any("@" <= each <= "~" for each in text[2:])
    return text[1] not in "]P" or "\x07" in text or text.endswith("\x1b\\")


@contextmanager
def pty_session(
    command: Sequence[str], environment: Mapping[str, str], *, columns: int = 80, rows: int = 24
) -> Iterator[PtySession]:
    """Run it with nothing but this environment; ends with it killed."""
    ready_read, ready_write = os.pipe()
    process, descriptor = pty.fork()
    if not process:
        os.read(ready_read, 1)  # the window has its size before the program looks
        os.execvpe(command[0], list(command), dict(environment))
    session = PtySession(process, descriptor, columns, rows)
    os.write(ready_write, b".")
    try:
        yield session
    finally:
        for each in (ready_read, ready_write):
            os.close(each)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(descriptor)
