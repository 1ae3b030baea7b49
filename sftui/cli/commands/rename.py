"""``sftui rename``: another name for the same account."""

from __future__ import annotations

from argparse import ArgumentParser

from sftui.cli.call import Call

DESCRIPTION = "Give a saved account another name. Any characters may be in it."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="the account's name, or its id")
    parser.add_argument("new", metavar="NEW", help="its new name")


def run(call: Call) -> None:
    from sftui.cli.opening import open_accounts
    from sftui.cli.reports import as_object
    from sftui.cli.voice import shown
    from sftui.cli.waiting import wait

    with open_accounts(call) as opened:
        before = opened.meant(call, call.arguments.old, "Rename")
        entry = wait(opened.keeper.rename(before.account.id, call.arguments.new))
    if call.voice.json:
        call.voice.data(as_object(entry))
    else:
        call.voice.result(f"{shown(before.account.name)} is now {shown(entry.account.name)}.")
