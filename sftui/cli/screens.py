"""Starting the screens from the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from sftui.cli.call import Call
from sftui.errors import Cause, UsageError

if TYPE_CHECKING:
    from sftui.keeper.events import Snapshot
    from sftui.keeper.keeper import Keeper
    from sftui.tui.app import Command


def need_terminal(call: Call, given: TextIO | None, out: TextIO | None) -> None:
    """The screens need a terminal on both sides, and somebody at it."""
    both = given is not None and given.isatty() and out is not None and out.isatty()
    if both and not call.arguments.no_input and not call.voice.json:
        return
    why = "stdin or stdout is not a terminal." if not both else "--no-input or --json was given."
    raise UsageError(
        "The screens cannot open here.",
        Cause(why, "Give a command for use in scripts, such as: sftui list --json. See: sftui --help"),
    )


def show_screens(
    keeper: Keeper,
    *,
    snapshot: Snapshot | None = None,
    extra_commands: Iterable[Command] = (),
    banner: str = "",
) -> int:
    """Run the screens over this keeper until the person quits."""
    from sftui.tui.app import SftuiApp

    app = SftuiApp(keeper, snapshot=snapshot, extra_commands=extra_commands, banner=banner)
    app.run()
    return app.return_code or 0
