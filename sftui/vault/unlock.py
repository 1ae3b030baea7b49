"""Where a passphrase or key comes from; a source that was named and fails is an error (account-file.md §4)."""

from __future__ import annotations

import os
import select
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path

from sftui.account import Secret
from sftui.errors import Cause, KeySourceFailed, NoWayToUnlock
from sftui.vault.cached import Keyring, cached_key
from sftui.vault.key_files import PREFIX, key_from_text, read_key_file
from sftui.vault.keys import Key, Passphrase
from sftui.vault.password_command import LIMIT, LONGEST, passphrase_from, run_password_command
from sftui.vault.recovery_code import looks_like_recovery_code, read_recovery_code
from sftui.vault.strict import Malformed

PASSPHRASE_FD = "SFTUI_PASSPHRASE_FD"  # noqa: S105  # the name of a variable
KEY_FILE = "SFTUI_KEY_FILE"
PASSWORD_COMMAND = "SFTUI_PASSWORD_COMMAND"  # noqa: S105  # the name of a variable
PASSPHRASE = "SFTUI_PASSPHRASE"  # noqa: S105  # the name of a variable

_DESCRIPTOR_LIMIT = 60.0
"""Seconds until a descriptor must have come to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockOptions:
    """What the command line named. Options go before variables; among themselves, the order of the fields."""

    passphrase_fd: int | None = None
    key_file: Path | None = None
    password_command: str | None = None
    accounts: Path | None = None
    """The account file, whose remembered key is looked up in the OS keyring; ``None`` asks no keyring."""


def find_key(
    options: UnlockOptions,
    environ: MutableMapping[str, str],
    *,
    ring: Keyring | None = None,
    command_limit: float = LIMIT,
) -> Key | None:
    """The key from the first source in order; ``None`` means that only a person can help.

    ``SFTUI_PASSPHRASE`` is always removed from ``environ``, so that no child process inherits it. Raises
    :class:`KeySourceFailed`; no other source is tried then.
    """
    from_variable = environ.pop(PASSPHRASE, None)
    if options.passphrase_fd is not None:
        return _from_descriptor(options.passphrase_fd)
    if options.key_file is not None:
        return read_key_file(options.key_file)
    if options.password_command is not None:
        return key_of(run_password_command(options.password_command, environ, limit=command_limit))
    if PASSPHRASE_FD in environ:
        return _from_descriptor(_number(environ[PASSPHRASE_FD]))
    if KEY_FILE in environ:
        return read_key_file(Path(_filled(environ, KEY_FILE)))
    if PASSWORD_COMMAND in environ:
        return key_of(run_password_command(_filled(environ, PASSWORD_COMMAND), environ, limit=command_limit))
    if from_variable is not None:
        octets = from_variable.encode("utf-8", "surrogateescape")
        return key_of(passphrase_from(octets, f"The variable {PASSPHRASE}"))
    if options.accounts is not None:
        return cached_key(options.accounts, ring)
    return None


def key_of(text: Secret) -> Key:
    """What a person typed or a source gave: a recovery code, the line of a key file, else a passphrase."""
    shown = text.reveal()
    if looks_like_recovery_code(shown):
        return read_recovery_code(shown)
    if shown.startswith(PREFIX):
        try:
            return key_from_text(shown)
        except Malformed:
            return Passphrase(text)
    return Passphrase(text)


def ways_to_unlock() -> str:
    """Every way, for the message when there is none."""
    return (
        f"{_ways_to_name_a_key()}\n"
        "a key in this computer's keyring, put there by sftui\n"
        "a terminal, to type the passphrase or the recovery code"
    )


def _ways_to_name_a_key() -> str:
    return (
        f"--passphrase-fd N or {PASSPHRASE_FD}: a descriptor that the passphrase is read from\n"
        f"--key-file FILE or {KEY_FILE}: a key file made by sftui\n"
        f"--password-command COMMAND or {PASSWORD_COMMAND}: a command that prints the passphrase\n"
        f"{PASSPHRASE}: the passphrase itself; the weakest way, as other programs of yours can read it"
    )


def nothing_to_lock_with() -> NoWayToUnlock:
    """For callers that would make an account file, without a terminal or told not to ask."""
    return NoWayToUnlock(
        "An account file is made with a passphrase or a key, and nobody can be asked for one here.",
        Cause(
            "There is no terminal, or --no-input was given.",
            "Use one of these:\n"
            "--new-key-file FILE: a key file that is made now\n"
            f"{_ways_to_name_a_key()}\n"
            "a terminal, to choose a passphrase",
        ),
    )


def no_way_to_unlock() -> NoWayToUnlock:
    """For callers without a terminal, or told not to ask."""
    return NoWayToUnlock(
        "The account file is locked, and nobody can be asked for the passphrase here.",
        Cause("There is no terminal, or --no-input was given.", f"Use one of these:\n{ways_to_unlock()}"),
    )


def _from_descriptor(descriptor: int) -> Key:
    source = f"The descriptor {descriptor}"
    try:
        octets = _read_to_the_end(descriptor)
    except TimeoutError:
        raise KeySourceFailed(
            f"{source} did not come to an end within {_DESCRIPTOR_LIMIT:.0f} seconds.",
            Cause("Its writer keeps it open.", "Close it after the passphrase. Nothing else was tried."),
        ) from None
    except (OSError, ValueError, OverflowError):
        raise KeySourceFailed(
            f"{source} cannot be read.",
            Cause("It is not open for reading.", "Open it, as in: sftui --passphrase-fd 3 3<FILE"),
        ) from None
    if len(octets) > LONGEST:
        raise KeySourceFailed(
            f"{source} gave more than {LONGEST} bytes.",
            Cause("It gives something else than a passphrase.", "Give the passphrase alone."),
        )
    return key_of(passphrase_from(octets, source))


def _read_to_the_end(descriptor: int) -> bytes:
    """At most one byte more than is allowed; ``poll``, since ``select`` waits for what is not even open."""
    deadline = time.monotonic() + _DESCRIPTOR_LIMIT
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    octets = b""
    while len(octets) <= LONGEST:
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError
        chunk = os.read(descriptor, LONGEST + 1 - len(octets))
        if not chunk:
            break
        octets += chunk
    return octets


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise KeySourceFailed(
            f"{PASSPHRASE_FD} is not the number of a descriptor.",
            Cause(
                "It is empty or misspelt.", "Give a number such as 3, or unset it. Nothing else was tried."
            ),
        )
    return int(text)


def _filled(environ: MutableMapping[str, str], name: str) -> str:
    if not environ[name]:
        raise KeySourceFailed(
            f"{name} is set, but empty.",
            Cause("A script or a CI system left it empty.", "Fill or unset it. Nothing else was tried."),
        )
    return environ[name]
