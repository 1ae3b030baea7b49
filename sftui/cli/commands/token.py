"""``sftui token``: a working access token for scripts."""

from __future__ import annotations

from argparse import ArgumentParser

from sftui.cli.call import Call

DESCRIPTION = "Print a working access token, renewed when needed. Nothing else goes to stdout."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "name", metavar="NAME", help="the account's name, a part that fits only one, or its id"
    )


def run(call: Call) -> None:
    from sftui.cli.opening import open_accounts
    from sftui.cli.waiting import wait

    with open_accounts(call) as opened:
        entry = opened.named(call.arguments.name)
        token = wait(opened.keeper.token(entry.account.id))
    text = token.access_token.reveal()
    if call.voice.json:
        call.voice.data(
            {
                "access_token": text,
                "instance_url": token.instance_url,
                "api_version": entry.account.api_version,
            }
        )
    else:
        call.voice.exact(text)
