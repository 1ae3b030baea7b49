"""The way of one call: parse, harden, run the command, tell what happened, give the exit code (design §5)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from sftui.cli import failures, guard
from sftui.cli.arguments import asks_for, read_arguments
from sftui.cli.call import Call
from sftui.cli.terminal import DEVICE
from sftui.cli.voice import OutputLost, Voice, shows_unicode
from sftui.errors import Cause, Interrupted, SftuiError, stack_of

READER_LEFT = 141
"""What a shell sees of a program that wrote to a pipe which nobody reads any more."""


def main(argv: Sequence[str] | None = None, *, device: str = DEVICE) -> int:
    """Run one command line; the exit codes are those of design §5. A person is asked on ``device``."""
    guard.open_missing_streams()
    words = sys.argv[1:] if argv is None else list(argv)
    voice = Voice(
        sys.stdout, sys.stderr, json=asks_for("--json", "", words), unicode=shows_unicode(os.environ)
    )
    verbose = asks_for("--verbose", "-v", words)
    environment = guard.harden(os.environ)
    try:
        with guard.clean_ends():
            return _run(words, voice, environment, device)
    except SftuiError as error:
        return failures.report(voice, error, every_cause=verbose)
    except KeyboardInterrupt:
        return failures.report(voice, Interrupted("Interrupted."))
    except guard.Ended as ended:
        return 128 + ended.number
    except OutputLost:
        return _tell_lost()
    except BrokenPipeError:
        _drop_stdout()
        return READER_LEFT
    except Exception as fault:  # noqa: BLE001 - the one place where a fault of ours becomes a calm sentence
        return _tell_fault(voice, fault, verbose=verbose)


def _run(words: Sequence[str], voice: Voice, environment: dict[str, str], device: str) -> int:
    try:
        arguments = read_arguments(words)
    except SystemExit as answered:  # --help and --version
        sys.stdout.flush()
        return answered.code if isinstance(answered.code, int) else 0
    module = import_module(f"sftui.cli.commands.{arguments.module or 'screens'}")
    code = module.run(Call(arguments, voice, environment, device))
    return code if isinstance(code, int) else 0


def _tell_fault(voice: Voice, fault: Exception, *, verbose: bool) -> int:
    if isinstance(fault, OSError) and _is_about_stdout(fault):
        return _tell_lost()
    if verbose:
        voice.say("\n".join(stack_of(fault)))
    return failures.report(voice, failures.bug(fault))


def _tell_lost() -> int:
    _drop_stdout()
    cause = Cause("The disk is full or the output was closed.", "Write the output somewhere else.")
    return failures.report(
        Voice(sys.stderr, sys.stderr), SftuiError("The result could not be written.", cause)
    )


def _is_about_stdout(fault: OSError) -> bool:
    """Whether stdout takes nothing any more, which no file of ours can be the reason for."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        return fault.filename is None
    return False


def _drop_stdout() -> None:
    """So that the interpreter does not complain about what it could not write, when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
