"""Looking for known secrets: in files, in what other programs see, and in every picture that a terminal showed."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

from tests.support.emulator import Emulator

PIECE = 12
"""Characters: a part of a secret that long is a leak as well. None of the tests' secrets is shorter than it."""
TOGETHER = 20
"""Commands to the terminal between two looks at the screen."""


def core(secret: str) -> str:
    """An access token begins with the org's id, which is no secret."""
    return secret.partition("!")[2] if secret.startswith("00D") else secret


def pieces(secret: str) -> set[str]:
    """Parts that a screen could show even where the whole is cut off or broken over lines."""
    text = "".join(core(secret).split())
    last = max(len(text) - PIECE, 0)
    return {text[at : at + PIECE] for at in {*range(0, last, PIECE // 2), last}}


def forms(secret: str) -> set[bytes]:
    """The secret as it could stand in a file or a log."""
    text = core(secret)
    raw = text.encode()
    shifted = [base64.b64encode(b"x" * skip + raw)[4:-4] for skip in range(3)]
    return {raw, quote(text).encode(), quote_plus(text).encode(), json.dumps(text)[1:-1].encode(), *shifted}


def in_octets(secrets: Iterable[str], octets: bytes) -> list[str]:
    """The secrets that are found in these bytes, in any of their forms."""
    return [secret for secret in secrets if any(form in octets for form in forms(secret))]


def in_files(secrets: Iterable[str], folder: Path) -> list[tuple[str, Path]]:
    """The same for every file in a folder, with the file."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [(secret, path) for path in files for secret in in_octets(secrets, path.read_bytes())]


def in_text(secrets: Iterable[str], text: str) -> list[str]:
    """The secrets of which a piece stands in the text, wherever it is broken."""
    joined = "".join(text.split())
    return [secret for secret in secrets if any(piece in joined for piece in pieces(secret))]


def pictures(recording: Path, columns: int = 80, rows: int = 24) -> Iterator[str]:
    """What the terminal showed, again and again, from the bytes that were sent to it."""
    emulator = Emulator(columns, rows)
    commands = re.split(r"(?=\x1b\[)", recording.read_text("utf-8"))
    before = ""
    for at in range(0, len(commands), TOGETHER):
        emulator.feed("".join(commands[at : at + TOGETHER]))
        if (picture := "\n".join(emulator.lines())) != before:
            yield picture
        before = picture
