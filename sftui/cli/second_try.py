"""Sending a password that was refused before: only when a person says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sftui.cli.call import Call
from sftui.errors import RefusedError

T = TypeVar("T")

ONLY_WHEN = "Only when you know that the user was unlocked or a setting was changed: it counts as a try."

OTHERWISE = "If it is right, and the user was unlocked or a setting changed since: add --send-again."


def once(call: Call, send: Callable[[bool], T]) -> T:
    """``send(False)``; ``send(True)``, which is the yes, with ``--send-again`` or when the person says so now."""
    try:
        return send(call.arguments.send_again)
    except RefusedError as error:
        if error.error != "refused-before":
            raise
        terminal = call.terminal()
        if terminal is None:
            first, *rest = error.causes
            error.causes = (replace(first, do=f"{first.do} {OTHERWISE}"), *rest)
            raise
        terminal.say(error.message)
        if not terminal.confirm(f"Send it once more? {ONLY_WHEN}", default=False):
            raise
        return send(True)  # noqa: FBT003 - the yes; a callable takes no names
