"""Starting the screens from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from sftui.cli.call import Call
from sftui.errors import Cause, UsageError

if TYPE_CHECKING:
    from sftui.keeper.events import Snapshot
    from sftui.keeper.keeper import Keeper

TO_DEMO = "demo"
"""What the screens end with when the person chose to look around in the demo first."""


def need_terminal(call: Call, *streams: TextIO | None) -> None:
    """The screens are drawn on stderr and read from stdin, and need somebody at them."""
    both = all(stream is not None and stream.isatty() for stream in streams)
    if both and not call.arguments.no_input and not call.voice.json:
        return
    why = "stdin, stdout or stderr is not a terminal." if not both else "--no-input or --json was given."
    raise UsageError(
        "The screens cannot open here.",
        Cause(why, "Give a command for use in scripts, such as: sftui list --json. See: sftui --help"),
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
