"""A real terminal for tests: tmux runs the program, takes keys and shows what is on the screen."""

from __future__ import annotations

import shlex
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

PATIENCE = 30.0
"""Seconds until a test gives up waiting for the screen; a loaded machine needs some."""

LEFT = b"\x1b[?1049l"
"""What a whole-screen program sends at its end: from then on the screen of before is shown again."""


class Typist(Protocol):
    """What a person does at a terminal, whichever stands behind it."""

    def press(self, *keys: str) -> None: ...

    def type(self, text: str) -> None: ...

    def paste(self, text: str, *, bracketed: bool = True) -> None: ...

    def wait_for(self, *texts: str, gone: str = "") -> str: ...

    def wait_until(self, fits: Callable[[str], bool], wanted: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Terminal:
    """One tmux session on a server of its own."""

    socket: str

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-L", self.socket, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p", "-t", "main")

    def joined(self) -> str:
        """The same, with lines that the terminal itself broke joined again: what a person copies."""
        return self._tmux("capture-pane", "-p", "-J", "-t", "main")

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: Enter, Escape, Tab, BTab, Up, C-p, F1 …"""
        self._tmux("send-keys", "-t", "main", *keys)

    def type(self, text: str) -> None:
        """Type literally, as a person would."""
        self._tmux("send-keys", "-t", "main", "-l", "--", text)

    def paste(self, text: str, *, bracketed: bool = True) -> None:
        subprocess.run(
            ["tmux", "-L", self.socket, "load-buffer", "-"],
            input=text,
            check=True,
            text=True,
            capture_output=True,
        )
        self._tmux("paste-buffer", "-r", *(["-p"] if bracketed else []), "-t", "main")

    def resize(self, columns: int, rows: int) -> None:
        self._tmux("resize-window", "-t", "main", "-x", str(columns), "-y", str(rows))

    def record(self, file: Path) -> None:
        """From now on every byte that the program sends to the terminal goes to this file as well."""
        file.touch()
        self._tmux("pipe-pane", "-t", "main", f"cat >> {shlex.quote(str(file))}")

    def recorded(self, file: Path, until: bytes) -> bytes:
        """What was recorded, once ``until`` is in it: the file is written a moment after the screen."""
        deadline = time.monotonic() + PATIENCE
        while until not in (octets := file.read_bytes()):
            if time.monotonic() > deadline:
                raise AssertionError(f"waited for {until!r}; recorded were {octets[-2000:]!r}")
            time.sleep(0.05)
        return octets

    def title(self) -> str:
        """What the program made of the window's title."""
        return self._tmux("display-message", "-p", "-t", "main", "#{pane_title}").rstrip("\n")

    def wait_for(self, *texts: str, gone: str = "") -> str:
        """The screen, once all ``texts`` are on it and ``gone`` is not."""
        return self.wait_until(
            lambda screen: all(text in screen for text in texts) and not (gone and gone in screen),
            f"{texts!r}" + (f" without {gone!r}" if gone else ""),
        )

    def wait_for_end(self) -> int:
        """The exit code of the program, once it ended; its last screen stays."""
        deadline = time.monotonic() + PATIENCE
        while not (code := self._tmux("display-message", "-p", "-t", "main", "#{pane_dead_status}").strip()):
            # tmux can miss the end of one child and looks again after another, which it must not wait for itself
            self._tmux("run-shell", "-b", "true")
            if time.monotonic() > deadline:
                raise AssertionError(f"the program did not end; the screen shows:\n{self.screen()}")
            time.sleep(0.05)
        return int(code)

    def wait_until(self, fits: Callable[[str], bool], wanted: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if fits(screen):
                return screen
            if time.monotonic() > deadline:
                raise AssertionError(f"waited for {wanted}; the screen shows:\n{screen}")
            time.sleep(0.05)


@contextmanager
def terminal(
    command: list[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    columns: int = 80,
    rows: int = 24,
    term: str = "tmux-256color",
) -> Iterator[Terminal]:
    """Run ``command`` in a terminal of its own with nothing but ``environment``; ends with everything killed."""
    socket = f"sftui-{uuid.uuid4().hex[:8]}"
    settings = folder / f"{socket}.conf"
    settings.write_text(
        f'set -g default-terminal "{term}"\nset -sg escape-time 0\nset -g status off\n'
        "set -g remain-on-exit on\nset -s set-clipboard on\nset -g history-limit 5000\n",
        encoding="utf-8",
    )
    variables = {"TERM": term, **environment}
    line = shlex.join(["env", "-i", *(f"{name}={value}" for name, value in variables.items()), *command])
    start = ["tmux", "-L", socket, "-f", str(settings), "-u", "new-session", "-d", "-s", "main"]
    subprocess.run([*start, "-x", str(columns), "-y", str(rows), line], check=True, capture_output=True)
    try:
        yield Terminal(socket)
    finally:
        subprocess.run(["tmux", "-L", socket, "kill-server"], capture_output=True)
