"""``sftui reconnect``: connect saved accounts again, with one question for each user."""

from __future__ import annotations

from argparse import ArgumentParser

from sftui.cli.arguments import add_send_again
from sftui.cli.call import Call

DESCRIPTION = (
    "Connect saved accounts again. Those that need nobody just do it; a new password is asked once for each user "
    "and serves all accounts of that user; a sign-in is opened only when nothing else helps."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", metavar="NAME", nargs="*", help="accounts to reconnect")
    parser.add_argument("--all", action="store_true", dest="everything", help="all accounts")
    parser.add_argument("--needed", action="store_true", help="all that need it")
    parser.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        help="JSON or TOML with the new password and security_token (or other changed fields), - for stdin",
    )
    add_send_again(parser)


def run(call: Call) -> int:
    from sftui.account import Status
    from sftui.cli import reconnecting
    from sftui.cli.changes import read_changes
    from sftui.cli.opening import open_accounts
    from sftui.cli.reports import as_object, print_table, tell_failures, worst_exit_code

    chosen = _chosen(call)
    changes = read_changes(call) if call.arguments.source is not None else None
    with open_accounts(call) as opened:
        ids = None if chosen is None else [opened.named(name).account.id for name in chosen]
        if call.arguments.everything:
            ids = [account.id for account in opened.accounts]
        outcome = reconnecting.reconnect(call, opened, ids, changes)
    if call.voice.json:
        call.voice.data([as_object(entry) for entry in outcome.entries])
    elif outcome.entries:
        print_table(call.voice, outcome.entries)
    else:
        call.voice.say("Nothing needs to reconnect.")
    reconnecting.tell_left(call, outcome)
    others = [entry for entry in outcome.entries if entry.account.id not in outcome.left]
    tell_failures(call.voice, [entry for entry in others if entry.health.status is not Status.CONNECTED])
    return outcome.exit_code or worst_exit_code(outcome.entries)


def _chosen(call: Call) -> list[str] | None:
    """The names; None for those that need it, and for all."""
    from sftui.errors import Cause, UsageError

    arguments = call.arguments
    ways = [bool(arguments.names), arguments.everything, arguments.needed]
    if sum(ways) != 1:
        raise UsageError(
            "Which accounts to reconnect was not said."
            if not any(ways)
            else "Names, --all or --needed: one of them.",
            Cause("", "Name accounts, or use --needed for all that need it."),
        )
    return list(dict.fromkeys(arguments.names)) if arguments.names else None
