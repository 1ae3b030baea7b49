"""``sftui list``: the saved accounts and their state, from the file alone."""

from __future__ import annotations

from argparse import ArgumentParser

from sftui.cli.call import Call

DESCRIPTION = "List the saved accounts with their state. Asks no network."


def add_arguments(parser: ArgumentParser) -> None:
    del parser  # nothing but the options of every command


def run(call: Call) -> None:
    from sftui.cli.opening import open_accounts
    from sftui.cli.reports import as_object, print_table

    with open_accounts(call) as opened:
        entries = opened.snapshot.entries
    if call.voice.json:
        call.voice.data([as_object(entry) for entry in entries])
    else:
        print_table(call.voice, entries)
