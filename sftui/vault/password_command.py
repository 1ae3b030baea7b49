"""Running the command that prints the passphrase: without a shell, in its own process group, with limits."""

from __future__ import annotations

import os
import selectors
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from sftui.account import Secret
from sftui.errors import Cause, KeySourceFailed
from sftui.foreign import clean

LIMIT = 30.0
"""Seconds until the whole process group is killed."""
LONGEST = 4096
"""Bytes of output; more is no passphrase."""

_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class _Outcome:
    output: bytes
    complaint: bytes
    code: int | None
    """``None`` when it was killed by the limit."""


def run_password_command(command: str, environ: Mapping[str, str], *, limit: float = LIMIT) -> Secret:
    """What the command printed, without one final line end; :class:`KeySourceFailed` with the reason."""
    outcome = _run(_words(command), environ, limit)
    if outcome.code is None:
        raise _failure(
            f"did not end within {limit:.0f} seconds and was stopped",
            "It waits for an answer or for a service that is not running.",
            "Run it by hand in this terminal and see what it waits for.",
        )
    if len(outcome.output) > LONGEST:
        raise _failure(
            f"printed more than {LONGEST} bytes",
            "It printed something else than a passphrase.",
            "Let it print the passphrase alone.",
        )
    if outcome.code != 0:
        said = clean(outcome.complaint.decode("utf-8", "replace").strip().partition("\n")[0], 120)
        by_signal = outcome.code < 0
        ended = f"was ended by signal {-outcome.code}" if by_signal else f"failed (exit {outcome.code})"
        raise _failure(
            ended, f"It said: {said}" if said else "It gave no reason.", "Run it by hand and correct it."
        )
    return passphrase_from(outcome.output, "The password command")


def passphrase_from(octets: bytes, source: str) -> Secret:
    """The text of a passphrase from somewhere, without one final line end; refuses empty and non-UTF-8."""
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise KeySourceFailed(
            f"{source} gave something that is not UTF-8 text.",
            Cause(
                "It is binary, or in an older character set.",
                "Give the passphrase as UTF-8. Nothing else was tried.",
            ),
        ) from None
    text = text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")
    if not text:
        raise KeySourceFailed(
            f"{source} gave an empty passphrase.",
            Cause(
                "It was left empty, or what fills it found nothing.",
                "Look at what it gives. Nothing else was tried.",
            ),
        )
    return Secret(text)


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        raise _failure(
            "cannot be split into words",
            "It is empty, or a quotation mark is missing.",
            "Write it as in a shell; for pipes and variables use: sh -c '…'",
        )
    return words


def _run(words: list[str], environ: Mapping[str, str], limit: float) -> _Outcome:
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environ),
            process_group=0,
        )
    except (OSError, ValueError):
        raise _failure(
            f"could not be started: {clean(words[0], 80)}",
            "The program does not exist or may not be run.",
            "Check its name and path.",
        ) from None
    with process:
        try:
            output, complaint, ended = _read(process, time.monotonic() + limit)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
    return _Outcome(output, complaint, code if ended else None)


def _read(process: subprocess.Popen[bytes], deadline: float) -> tuple[bytes, bytes, bool]:
    """Both outputs until the process ends, the output is too long, or time is up.

    A helper that the command leaves behind may keep the pipes open; it is not waited for.
    """
    output, complaint = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        for pipe, buffer in ((process.stdout, output), (process.stderr, complaint)):
            if pipe is not None:
                selector.register(pipe, selectors.EVENT_READ, buffer)
        while time.monotonic() < deadline:
            ended = _has_ended(process)
            ready = selector.select(0 if ended else _PAUSE)
            for key, _ in ready:
                chunk = os.read(key.fd, LONGEST)
                key.data.extend(chunk[: LONGEST + 1 - len(key.data)])
                if not chunk:
                    selector.unregister(key.fileobj)
            if len(output) > LONGEST or (ended and not ready):
                return bytes(output), bytes(complaint), True
    return b"", b"", False


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Without reaping it: its number must stay taken until the group was killed.

    Python on macOS has no ``waitid`` before 3.13; there ``wait`` reaps it, a moment before the group is killed.
    """
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _failure(what: str, cause: str, do: str) -> KeySourceFailed:
    return KeySourceFailed(f"The password command {what}.", Cause(cause, f"{do} No other source was tried."))
