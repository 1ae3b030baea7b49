"""``sftui remove``: end an account's access at Salesforce, then remove it."""

from __future__ import annotations

from argparse import ArgumentParser

from sftui.cli.call import Call

DESCRIPTION = "Revoke an account's tokens at Salesforce and remove it from the account file."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the account's name, or its id")
    parser.add_argument("--keep-access", action="store_true", help="remove it here only, revoke nothing")


def run(call: Call) -> None:
    from sftui.cli.opening import open_accounts
    from sftui.cli.reports import problem_as_object, tell_problem
    from sftui.cli.voice import shown
    from sftui.cli.waiting import wait

    with open_accounts(call) as opened:
        entry = opened.meant(call, call.arguments.name, "Remove")
        removed = wait(opened.keeper.remove(entry.account.id, keep_access=call.arguments.keep_access))
    if call.voice.json:
        call.voice.data(
            {
                "id": entry.account.id,
                "name": removed.name,
                "revoked": list(removed.revoked),
                "not_revoked": problem_as_object(removed.not_revoked),
                "still_works": removed.still_works,
            }
        )
        return
    call.voice.result(f"{shown(removed.name)} was removed.")
    if removed.revoked:
        call.voice.say(f"Revoked at Salesforce: {', '.join(removed.revoked)}.")
    if removed.not_revoked:
        tell_problem(call.voice, "Not revoked", removed.not_revoked)
    if removed.still_works:
        call.voice.say(removed.still_works)
