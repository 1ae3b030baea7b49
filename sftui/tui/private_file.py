"""Small files for the person: readable by nobody else from their first byte, and never over something else."""

from __future__ import annotations

import os
from pathlib import Path

_TRIES = 50


def write_private(path: Path, text: str) -> Path:
    """Write a new file with mode 0600 and return its path: ``name.txt``, or ``name-2.txt`` when it is taken.

    Raises OSError. Blocks on the disk.
    """
    for number in range(1, _TRIES + 1):
        candidate = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            descriptor = os.open(
                candidate, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600
            )
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return candidate
    raise FileExistsError(17, "too many files of that name", str(path))
