"""What a command is given: its arguments, the voice, and the terminal when a person may be asked."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import MutableMapping
from dataclasses import dataclass

from sftui.cli.terminal import DEVICE, Terminal, terminal_at
from sftui.cli.voice import Voice
from sftui.errors import Cause, PersonNeeded, ReconnectNeeded


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the program."""

    arguments: Namespace
    voice: Voice
    environment: MutableMapping[str, str]
    """The variables as they were at the start; the process itself keeps no passphrase in them."""
    device: str = DEVICE
    """Where a person is asked."""

    def terminal(self) -> Terminal | None:
        """The terminal to ask on; None with ``--no-input`` and where there is none."""
        if self.arguments.no_input:
            return None
        return terminal_at(self.device, self.voice.fit)

    def person(self, for_what: str, otherwise: str, *, reconnect: bool = False) -> Terminal:
        """The terminal, or :class:`PersonNeeded`: what a person is needed for, and how it goes without.

        With ``reconnect`` it is a saved account that waits, so that scripts get the exit code of ``sftui check``.
        """
        terminal = self.terminal()
        if terminal is not None:
            return terminal
        why = "--no-input was given." if self.arguments.no_input else "There is no terminal to ask on."
        kind = ReconnectNeeded if reconnect else PersonNeeded
        raise kind(for_what, Cause(why, otherwise))
