"""``sftui lock``: every open sftui on this account file locks itself."""

from __future__ import annotations

from argparse import ArgumentParser

from sftui.cli.call import Call

DESCRIPTION = "Lock every open sftui on this account file, in whatever terminal it runs."


def add_arguments(parser: ArgumentParser) -> None:
    del parser  # nothing but the options of every command


def run(call: Call) -> None:
    from sftui.cli.opening import look_at, places_of
    from sftui.vault.epoch import ask_to_lock

    places = places_of(call)
    look_at(places.accounts)
    ask_to_lock(places)
    if call.voice.json:
        call.voice.data({"locked": True})
    else:
        call.voice.result("Locked. Screens that are open on this account file ask for the passphrase again.")
