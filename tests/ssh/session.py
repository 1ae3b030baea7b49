"""Sessions on the far server, the processes of sftui there, and what they leave behind."""

from __future__ import annotations

import os
import re
import select
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.support.pty_session import PtySession, pty_session
from tests.support.ssh import Server
from tests.support.terminal import Terminal, terminal

PATIENCE = 30.0
SFTUI = f"{shlex.quote(sys.executable)} -m sftui"
MARK = "SFTUI_TEST_SESSION"
"""A variable by which the processes of one test are found."""


@dataclass(frozen=True, slots=True)
class Far:
    """How to get to the server, and what the environment is there."""

    server: Server
    folder: Path
    environment: dict[str, str]

    @property
    def home(self) -> Path:
        return Path(self.environment["HOME"])

    def having(self, **variables: str) -> Far:
        return replace(self, environment={**self.environment, **variables})

    @contextmanager
    def session(
        self,
        command: str = SFTUI,
        *options: str,
        columns: int = 80,
        rows: int = 24,
        term: str = "tmux-256color",
        port: int = 0,
    ) -> Iterator[Terminal]:
        """Run a command there, in a terminal here."""
        near = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}
        line = self.server.client(self.line(command), *options, port=port)
        with terminal(
            line, folder=self.folder, environment=near, columns=columns, rows=rows, term=term
        ) as shown:
            yield shown

    @contextmanager
    def pty(
        self,
        command: str = SFTUI,
        *,
        columns: int = 80,
        rows: int = 24,
        term: str = "xterm-256color",
        port: int = 0,
    ) -> Iterator[PtySession]:
        """The same on a terminal that keeps every byte, and takes none that it does not know."""
        near = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TERM": term}
        with pty_session(
            self.server.client(self.line(command), port=port), near, columns=columns, rows=rows
        ) as shown:
            yield shown

    def run(self, command: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command there without a terminal, as a script does."""
        return subprocess.run(
            [each for each in self.server.client(self.line(command)) if each != "-tt"],
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def line(self, command: str) -> str:
        """The command as the server's shell runs it, in place of that shell, which notes who and where it is."""
        variables = {**self.environment, MARK: str(self.folder)}
        note = f"echo $$ $(tty) >> {shlex.quote(str(self._started))}; "
        return note + shlex.join(["exec", "env", *(f"{k}={v}" for k, v in variables.items())]) + f" {command}"

    def processes(self, word: str = "") -> list[int]:
        """The processes of this test on the server; with ``word`` those that have it on their command line.

        The environment of a program that guards its memory is closed to all but root; its session is not.
        """
        mark = f"{MARK}={self.folder}".encode()
        sessions = {line.split()[0] for line in _read(self._started).splitlines()}
        found = [
            pid
            for pid in _every_process()
            if _session(pid) in sessions or mark in _read(Path(f"/proc/{pid}/environ")).split(b"\0")
        ]
        if not word:
            return found
        return [pid for pid in found if word.encode() in _read(Path(f"/proc/{pid}/cmdline")).split(b"\0")]

    @contextmanager
    def losing_its_terminal(self) -> Iterator[None]:
        """In the block the line drops; at its end the newest session there has lost its terminal."""
        name = _read(self._started).splitlines()[-1].split(maxsplit=1)[1]
        terminal = os.open(name, os.O_RDWR | os.O_NOCTTY)
        try:
            yield
            look = select.poll()
            look.register(terminal, 0)
            assert look.poll(PATIENCE * 1000), "the terminal there is still held"
        finally:
            os.close(terminal)

    @property
    def _started(self) -> Path:
        return self.folder / "started"

    def wait_until_nothing_runs(self) -> None:
        wait_until(lambda: not self.processes(), lambda: f"still there: {self.processes()}")


def wait_until(
    condition: Callable[[], object], what: Callable[[], str] = lambda: "it never came so far"
) -> None:
    """Wait for something to be so, not for time."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what()
        time.sleep(0.05)


def link_on(screen: str) -> str:
    """The sign-in link as it stands on the screen, broken over its lines."""
    found = re.search(r"(https?://\S+/services/oauth2/authorize\?.*?)\n *\n", screen, re.DOTALL)
    assert found is not None, screen
    return re.sub(r"\s+", "", found[1])


def left_over(folder: Path) -> list[str]:
    """Half-written files below this folder."""
    return [str(each) for each in folder.rglob("*") if each.name.endswith(".tmp")]


def lock_is_free(lock: Path) -> bool:
    """Whether nobody holds this lock file; one that is not there is free."""
    import fcntl

    if not lock.exists():
        return True
    with lock.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _every_process() -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]


def _session(pid: int) -> bytes:
    """The id of its session; none for one that ended and waits to be asked how."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(b")")[2].split()
    return fields[3] if fields and fields[0] != b"Z" else b""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
