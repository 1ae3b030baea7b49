"""``sftui`` alone: the screens."""

from __future__ import annotations

import sys

from sftui.cli.call import Call


def run(call: Call) -> int:
    """Open the screens. A key that was named opens the account file first, so that its failure is told here."""
    from sftui.cli.opening import named_key, places_of, running_keeper
    from sftui.cli.screens import TO_DEMO, need_terminal, show_screens
    from sftui.cli.waiting import wait
    from sftui.vault.file import FileState

    need_terminal(call, sys.stdin, sys.stdout, sys.stderr)
    places = places_of(call)
    with running_keeper(places, call.voice) as keeper:
        snapshot = None
        if keeper.state() is FileState.PRESENT and (key := named_key(call, places)) is not None:
            snapshot = wait(keeper.unlock(key))
        left_by, code = show_screens(keeper, snapshot)
    if left_by == TO_DEMO:
        from sftui.cli.commands.demo import try_out

        return try_out(call)
    return code
