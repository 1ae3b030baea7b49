"""Textual's driver for Linux and macOS, made for a line that is slow, far, or suddenly gone.

It relies on insides of Textual (``LinuxDriver``, ``XTermParser``), which is pinned; tests hold each of them.
"""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

from sftui.tui.wire.keyboard import Keyboard
from sftui.tui.wire.sender import Sender
from sftui.tui.wire.terminals import abilities_of

if TYPE_CHECKING:
    from textual.app import App

HUNG_UP = 129
"""The exit code when the terminal goes without a signal; the same as after SIGHUP."""
_PIECE = 64 * 1024
_LOOK_EVERY = 0.1
"""Seconds between two looks at whether the app ends; sends nothing."""
_PASTE_ENDS_AFTER, _PASTE_ENDS_AFTER_FAR = 0.08, 0.6
"""Seconds of silence that end a paste without brackets; a far line brings a long one in portions."""
_ENTER, _LEAVE = "\x1b[?1049h", "\x1b[?1049l"
_WIPE = "\x1b[H\x1b[2J"
_ALWAYS = frozenset({_ENTER, _LEAVE, "\x1b[?25l", "\x1b[?25h", "\x1b[?7l", "\x1b[?7h", "\x07"})
"""What every terminal takes, or leaves without a trace."""
_KEYBOARD_PROTOCOL = ("\x1b[>", "\x1b[<")
_FOCUS_REPORTS, _POINTER_SHAPES = "\x1b[?1004", "\x1b]22;"
_QUESTIONS = ("\x1b[?2026$p", "\x1b[?2048$p")
"""Whether it shows changes as one, and tells its size in the stream. What it says may come after the end."""
_AT_THE_DESK = (*_KEYBOARD_PROTOCOL, _FOCUS_REPORTS, _POINTER_SHAPES, *_QUESTIONS)
"""Modes that a dropped line would leave behind in the person's own terminal, and that cost bytes."""
_CLICKS = ("\x1b[?1000", "\x1b[?1002", "\x1b[?1006")


class LineDriver(LinuxDriver):
    """Sends differences from a thread of its own, reads pastes whole, and ends the app when the terminal goes."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        self._abilities = abilities_of(os.environ)
        super().__init__(app, **options)
        output = sys.__stdout__
        assert output is not None  # noqa: S101 - for the type checker: the command line looked for a terminal
        self._output = output.fileno()
        self._sender = Sender(
            self._output,
            self._abilities,
            encoding=output.encoding,
            on_lost=self._lost,
            size=self._get_terminal_size(),
        )

    # Output

    def write(self, data: str) -> None:
        """Never waits."""
        if data.startswith("\x1b[") and data[2:3].isdigit():
            if (size := self._get_terminal_size()) != self._sender.size:
                self._sender.resize(*size)
            self._sender.draw(data)
        elif self._may_send(data):
            self._sender.pass_on(data)

    def window_changed(self) -> None:
        """The window got another size: what it shows now is unknown."""
        self._sender.resize(*self._get_terminal_size())

    def start_application_mode(self) -> None:
        self._sender.start()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual gives it no types
        self._sender.resume()

    def stop_application_mode(self) -> None:
        self._sender.hold()
        if not self._abilities.modern:
            self._sender.pass_on(_WIPE)  # there is no second screen to leave
        super().stop_application_mode()

    def close(self) -> None:
        super().close()
        self._sender.close()

    def _may_send(self, data: str) -> bool:
        if data in _ALWAYS:
            return True
        return self._abilities.modern and (self._abilities.near or not data.startswith(_AT_THE_DESK))

    def _enable_mouse_support(self) -> None:
        if self._abilities.near:
            super()._enable_mouse_support()
        elif self._mouse:
            for mode in _CLICKS:
                self.write(f"{mode}h")

    def _disable_mouse_support(self) -> None:
        if self._abilities.near:
            super()._disable_mouse_support()
        elif self._mouse:
            for mode in _CLICKS:
                self.write(f"{mode}l")

    def _get_terminal_size(self) -> tuple[int, int]:
        """As the terminal itself says it, whatever ``COLUMNS`` and ``LINES`` hold."""
        try:
            columns, rows = os.get_terminal_size(self._output)
        except OSError:
            columns, rows = 0, 0
        return columns or 80, rows or 24

    # Input

    def run_input_thread(self) -> None:
        """Until the app ends, or the terminal does."""
        keyboard = Keyboard()
        silence = _PASTE_ENDS_AFTER if self._abilities.near else _PASTE_ENDS_AFTER_FAR
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:  # the only kind that works on every terminal
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(silence if keyboard.is_pasting else _LOOK_EVERY):
                    octets = self._read()
                    if not octets:
                        self._lost()
                        break
                    messages = keyboard.take(text) if (text := decode(octets)) else iter(())
                else:
                    messages = keyboard.pause()
                for message in messages:
                    self.process_message(message)
        keyboard.close()

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _PIECE)
        except OSError:
            return b""

    def _lost(self) -> None:
        """The terminal is gone: nobody can read or type any more."""
        with suppress(RuntimeError):  # the app has ended already
            self._loop.call_soon_threadsafe(partial(self._app.exit, "", HUNG_UP))
