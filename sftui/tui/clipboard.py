"""Sending a text to the clipboard of the person's own terminal, also from behind SSH, tmux and screen.

OSC 52 asks the terminal to take the text; whether it does, nobody can tell. So screens say "sent to the terminal's
clipboard" and offer another way beside it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from textual.app import App

from sftui.tui.wire.terminals import abilities_of

_ESCAPE = "\x1b"
_SCREEN_PIECE = 700
"""GNU screen passes at most 768 characters of a string at a time."""

SENT = "Sent to the terminal's clipboard; not every terminal takes it."
NO_WAY = "This terminal has no clipboard that sftui could reach."


def sequences(text: str, environ: Mapping[str, str]) -> str:
    """The bytes for the terminal, wrapped once more so that tmux or screen lets them through.

    Inside tmux both forms are sent: tmux itself takes the plain one when ``set-clipboard`` is on, and passes the
    wrapped one on when ``allow-passthrough`` is. ``TERM=screen`` may be GNU screen or a tmux at the other end of
    an SSH connection, so both get theirs.
    """
    plain = f"{_ESCAPE}]52;c;{base64.b64encode(text.encode()).decode('ascii')}\a"
    if environ.get("TMUX"):
        return f"{plain}{_ESCAPE}Ptmux;{plain.replace(_ESCAPE, _ESCAPE * 2)}{_ESCAPE}\\"
    if environ.get("TERM", "").startswith("screen"):
        pieces = [plain[at : at + _SCREEN_PIECE] for at in range(0, len(plain), _SCREEN_PIECE)]
        return plain + "".join(f"{_ESCAPE}P{piece}{_ESCAPE}\\" for piece in pieces)
    return plain


def send(app: App[Any], text: str, environ: Mapping[str, str]) -> str:
    """Send the text to the terminal, and say what can be said of it.

    The app's own clipboard, which Textual would fill too, stays as it is.
    """
    if not abilities_of(environ).modern:
        return NO_WAY
    driver = app._driver  # noqa: SLF001 - Textual offers only a copy that also keeps the text in the app
    if driver is not None:
        driver.write(sequences(text, environ))
        driver.flush()
    return SENT
