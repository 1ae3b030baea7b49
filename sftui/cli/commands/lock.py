"""``sftui lock``: every open sftui on this account file locks itself."""

from __future__ import annotations

from argparse import ArgumentParser

from sftui.cli.call import Call

DESCRIPTION = "Lock every open sftui on this account file, in whatever terminal it runs."


def add_arguments(parser: ArgumentParser) -> None:
    del parser  # nothing but the options of every command


def run(call: Call) -> None:
    """A file that is damaged or gone is no reason to leave screens open: that is told afterwards."""
    from sftui.cli.opening import look_at, places_of
    from sftui.errors import FileError
    from sftui.vault.epoch import ask_to_lock

    places = places_of(call)
    problem: FileError | None = None
    try:
        look_at(places.accounts)
    except FileError as error:
        problem = error
    ask_to_lock(places)
    if call.voice.json:
        call.voice.data({"locked": True})
    else:
        call.voice.result("Locked. Screens that are open on this account file ask for the passphrase again.")
    if problem is not None:
        call.voice.say(f"{problem.message} {problem.do}")
