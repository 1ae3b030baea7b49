"""Loaded by Python before anything else: notes what a program creates, and what it lets others do with it.

One line for each: ``file 600 /path``, ``folder 700 /path``, ``mode 600 /path``, ``socket 127.0.0.1:1717``. With a
umask of 000 the mode that is asked for is the mode that the new file has from its first moment.
"""

from __future__ import annotations

import os
import sys
from typing import Any

NOTES = "SFTUI_TEST_NOTES"
_USUAL = 0o666
"""What ``open`` asks for."""
_WRITES = frozenset("wax+")


def _record(notes: int) -> None:
    system_open = os.open

    def note(kind: str, what: object) -> None:
        os.write(notes, f"{kind} {what}\n".encode("utf-8", "surrogateescape"))

    def opened(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if flags & os.O_CREAT and not os.path.lexists(path):
            note(f"file {mode:o}", path)
        return system_open(path, flags, mode, dir_fd=dir_fd)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[1], str) and _WRITES & set(arguments[1]):
            if isinstance(arguments[0], str | bytes) and not os.path.lexists(arguments[0]):
                note(f"file {_USUAL:o}", arguments[0])
        elif event == "os.mkdir":
            note(f"folder {arguments[1]:o}", arguments[0])
        elif event == "os.chmod":
            note(f"mode {arguments[1]:o}", arguments[0])
        elif event == "socket.bind":
            address = arguments[1]
            note("socket", f"{address[0]}:{address[1]}" if isinstance(address, tuple) else address)

    os.open = opened  # the mode of a new file is in no event that Python tells
    sys.addaudithook(watch)


if os.environ.get(NOTES):
    _record(os.open(os.environ[NOTES], os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600))
