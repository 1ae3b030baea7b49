"""``sftui check``: test connections, side by side."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from sftui.cli.call import Call

if TYPE_CHECKING:
    from sftui.keeper.events import Entry

DESCRIPTION = (
    "Test these accounts, or all, side by side. A password is never sent while the session still works, and "
    "never again after it was refused."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", metavar="NAME", nargs="*", help="accounts to test; all without any")


def run(call: Call) -> int:
    from sftui.account import Status
    from sftui.cli.opening import open_accounts
    from sftui.cli.reports import (
        as_object,
        print_table,
        tell_certificates,
        tell_failures,
        worst_exit_code,
    )
    from sftui.cli.voice import shown
    from sftui.cli.waiting import wait
    from sftui.moments import utc_now

    def progress(entry: Entry) -> None:
        status, failed = entry.health.status, entry.health.last_error is not None
        but = ", but the test failed" if failed and status is Status.CONNECTED else ""
        call.voice.say(f"{shown(entry.account.name)}: {status.words}{but}")

    with open_accounts(call) as opened:
        names: list[str] = call.arguments.names
        named = [opened.named(name) for name in names] if names else opened.snapshot.entries
        ids = list(dict.fromkeys(entry.account.id for entry in named))
        several = len(ids) > 1
        entries = wait(opened.keeper.check(ids, progress if several else lambda _: None))
    if call.voice.json:
        call.voice.data([as_object(entry) for entry in entries])
    else:
        print_table(call.voice, entries)
        tell_failures(call.voice, entries)
        tell_certificates(call.voice, entries, utc_now())
    return worst_exit_code(entries)
