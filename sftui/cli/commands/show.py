"""``sftui show``: one account, its secrets only on purpose."""

from __future__ import annotations

from argparse import ArgumentParser

from sftui.cli.call import Call

DESCRIPTION = "Show one saved account. Its secrets stay masked unless --reveal is given."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "name", metavar="NAME", help="the account's name, a part that fits only one, or its id"
    )
    parser.add_argument("--reveal", action="store_true", help="print the secrets as well")


def run(call: Call) -> None:
    from sftui.cli.opening import open_accounts
    from sftui.cli.reports import as_object, details
    from sftui.cli.table import labelled
    from sftui.moments import utc_now

    reveal: bool = call.arguments.reveal
    with open_accounts(call) as opened:
        entry = opened.named(call.arguments.name)
    if call.voice.json:
        call.voice.data(as_object(entry, reveal=reveal))
        return
    write = call.voice.exact if reveal else call.voice.result
    for line in labelled(details(entry, utc_now(), reveal=reveal)):
        write(line)
