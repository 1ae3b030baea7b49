"""What ``--from`` names: a JSON or TOML text with the field names of design §6, in a file or on stdin."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping

from sftui.cli.voice import Voice
from sftui.errors import Cause, UsageError
from sftui.foreign import clean

LARGEST = 4 * 1024 * 1024
"""Bytes: the largest private key and token are far smaller."""


def read_source(source: str, voice: Voice) -> Mapping[str, object]:
    """The values that were given. Raises UsageError when there are none that can be read."""
    where = "stdin" if source == "-" else clean(source, 120)
    octets = _stdin() if source == "-" else _file(source, where, voice)
    if len(octets) > LARGEST:
        raise _unusable(where, "It is larger than 4 MiB.")
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unusable(where, "It is not UTF-8 text.") from None
    if not text.strip():
        raise _unusable(where, "It is empty.")
    values = (
        _json(text, where) if text.lstrip()[0] in "{[" and not _is_toml_table(text) else _toml(text, where)
    )
    if not isinstance(values, dict):
        raise _unusable(where, "It must hold one account: names and values, not a list.")
    return values


def _stdin() -> bytes:
    if sys.stdin is None:
        raise _unusable("stdin", "It is closed.")
    octets: bytes = sys.stdin.buffer.read(LARGEST + 1)
    return octets


def _file(source: str, where: str, voice: Voice) -> bytes:
    try:
        with open(source, "rb") as file:  # noqa: PTH123 - a descriptor path such as /dev/fd/3 is meant as it is
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode) and status.st_mode & 0o077:
                voice.say(
                    f"sftui: others on this machine can read {where}; it holds secrets. chmod 600 helps."
                )
            return file.read(LARGEST + 1)
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        raise UsageError(
            f"{where} could not be read: {why}.",
            Cause(
                "The name is wrong, or it is not yours to read.", "Name a JSON or TOML file, or - for stdin."
            ),
        ) from None


def _is_toml_table(text: str) -> bool:
    """``[table]`` begins a TOML text, and ``[{"name": …}]`` a JSON one."""
    first = text.lstrip().splitlines()[0].strip()
    return first.startswith("[") and first.rstrip("]").lstrip("[").replace(".", "").replace("_", "").isalnum()


def _json(text: str, where: str) -> object:
    import json

    try:
        return json.loads(text, object_pairs_hook=_no_double)
    except json.JSONDecodeError as error:
        raise _unusable(where, f"The JSON breaks off or goes wrong in line {error.lineno}.") from None
    except (ValueError, RecursionError):
        raise _unusable(where, "The JSON names a field twice, or is no account.") from None


def _no_double(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _toml(text: str, where: str) -> object:
    import re
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        at = f" in line {line[1]}" if line else ""
        raise _unusable(where, f"The TOML goes wrong{at}; a text stands in quotes there.") from None
    except (ValueError, RecursionError):
        raise _unusable(where, "The TOML goes wrong.") from None


def _unusable(where: str, why: str) -> UsageError:
    return UsageError(
        f"{where} holds no account: {why[:1].lower()}{why[1:]}",
        Cause(
            "The text is not what is expected.",
            'Give JSON such as {"method": "password", "login_url": "…", …} or the same as TOML. '
            "The names are those that sftui show --json prints.",
        ),
    )
