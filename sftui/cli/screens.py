"""Starting the screens from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from sftui.cli.call import Call
from sftui.cli.voice import shown
from sftui.errors import Cause, UsageError

if TYPE_CHECKING:
    from sftui.keeper.events import Snapshot
    from sftui.keeper.keeper import Keeper

TO_DEMO = "demo"
"""What the screens end with when the person chose to look around in the demo first."""


def need_terminal(call: Call, *streams: TextIO | None) -> None:
    """The screens need a terminal that can move its cursor, on every stream, and somebody at it."""
    from sftui.tui.wire.terminals import has_full_screen

    both = all(stream is not None and stream.isatty() for stream in streams)
    if both and not call.arguments.no_input and not call.voice.json:
        if has_full_screen(call.environment):
            return
        raise _no_full_screen(call.environment.get("TERM", ""))
    why = "stdin, stdout or stderr is not a terminal." if not both else "--no-input or --json was given."
    raise UsageError(
        "The screens cannot open here.",
        Cause(why, "Give a command for use in scripts, such as: sftui list --json. See: sftui --help"),
    )


def _no_full_screen(term: str) -> UsageError:
    named = f"TERM is “{shown(term, 40)}”" if term else "TERM is not set"
    return UsageError(
        "The screens cannot open on this terminal.",
        Cause(
            f"{named}: such a terminal cannot move its cursor.",
            "Use the commands, which ask line by line: sftui init, then sftui connect. See: sftui --help. "
            "If the terminal can do more, name it: TERM=xterm-256color sftui",
        ),
    )


def show_screens(keeper: Keeper, snapshot: Snapshot | None) -> tuple[str, int]:
    """Run the screens until the person quits: which door they left by ("" for none), and the exit code."""
    from sftui.tui.app import Door, SftuiApp
    from sftui.tui.preferences import settings_path

    app = SftuiApp(
        keeper,
        snapshot=snapshot,
        settings=settings_path(keeper.places),
        doors=(Door("Look around in the demo", TO_DEMO),),
    )
    left_by = app.run() or ""
    return left_by, app.return_code or 0
