"""``sftui connect``: from a file or from answers to a saved, connected account."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from sftui.cli.arguments import add_send_again
from sftui.cli.call import Call

if TYPE_CHECKING:
    from sftui.account import Account
    from sftui.cli.opening import Opened
    from sftui.keeper.events import Connected

DESCRIPTION = "Connect an account by any of the six methods and save it."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        help="JSON or TOML with the account's fields, - for stdin; without it sftui asks",
    )
    parser.add_argument(
        "--name", metavar="N", help="the account's name; without it one is proposed from the org"
    )
    parser.add_argument(
        "--trust-host",
        metavar="HOST",
        default="",
        help="say yes to this login host although it is not known to be Salesforce's",
    )
    add_send_again(parser)


def run(call: Call) -> None:
    from sftui.cli import exchanges
    from sftui.cli.opening import open_accounts

    draft = _draft_from_source(call) if call.arguments.source is not None else None
    if draft is None:
        call.person(
            "Which account to connect was not said.",
            "Give the fields in a file: sftui connect --from FILE",
        )
    with open_accounts(call) as opened:
        if draft is not None:
            draft = _with_free_name(draft, opened)
            connected = exchanges.connect(call, opened.keeper, draft)
        else:
            connected = _connect_by_answers(call, opened)
    _tell(call, connected)


def _draft_from_source(call: Call) -> Account:
    """Everything that can be wrong with the file is said before anybody is asked for a passphrase."""
    from sftui.cli.sources import read_source
    from sftui.errors import InvalidFields
    from sftui.salesforce.drafts import draft_from
    from sftui.salesforce.methods import problems

    arguments = call.arguments
    values = dict(read_source(arguments.source, call.voice))
    if arguments.name is not None:
        values["name"] = arguments.name
    draft = draft_from(values).with_changes(trusted_host=arguments.trust_host.strip().lower())
    found = problems(draft)
    if draft.method == "tokens" and not (draft.access_token or draft.refresh_token):
        found = {name: what for name, what in found.items() if name not in {"access_token", "refresh_token"}}
    if found:
        raise InvalidFields(found)
    return draft


def _connect_by_answers(call: Call, opened: Opened) -> Connected:
    """Ask, connect, and after a failure ask only for what may be wrong: nothing typed is lost."""
    from sftui.cli import exchanges, failures
    from sftui.cli.questions import ask_draft, correct
    from sftui.errors import InvalidFields, RefusedError, UnreachableError

    terminal = call.person("Which account to connect was not said.", "Give the fields in a file with --from.")
    draft = ask_draft(
        terminal,
        opened.accounts,
        over_ssh=bool(call.environment.get("SSH_CONNECTION")),
        trusted_host=call.arguments.trust_host.strip().lower(),
    ).with_changes(name=call.arguments.name or "")
    draft = _with_free_name(draft, opened)
    while True:
        try:
            connected = exchanges.connect(call, opened.keeper, draft)
        except (RefusedError, UnreachableError, InvalidFields) as error:
            terminal.say("\n" + "\n".join(failures.lines_of(error)))
            corrected = correct(
                terminal, draft, opened.accounts, error.causes[0].field if error.causes else ""
            )
            if corrected is None:
                raise
            draft = corrected
        else:
            return connected if draft.name else _ask_name(call, opened, connected)


def _with_free_name(draft: Account, opened: Opened) -> Account:
    """A name that is taken is said before anything is sent."""
    from sftui.keeper.naming import check_name

    if not draft.name:
        return draft
    return draft.with_changes(name=check_name(draft.name, [account.name for account in opened.accounts]))


def _ask_name(call: Call, opened: Opened, connected: Connected) -> Connected:
    """The proposed name, or another; asked after it is saved, so that nothing is lost by leaving now."""
    from dataclasses import replace

    from sftui.cli.voice import shown
    from sftui.cli.waiting import wait
    from sftui.errors import InvalidFields

    terminal = call.terminal()
    account = connected.entry.account
    while terminal is not None:
        name = terminal.ask(f"Connected. Name of this account [{shown(account.name)}]:").strip()
        if not name:
            break
        try:
            return replace(connected, entry=wait(opened.keeper.rename(account.id, name)))
        except InvalidFields as error:
            terminal.say("; ".join(error.problems.values()))
    return connected


def _tell(call: Call, connected: Connected) -> None:
    from sftui.cli.reports import as_object, environment
    from sftui.cli.voice import shown

    if call.voice.json:
        call.voice.data(as_object(connected.entry))
        return
    account, identity = connected.entry.account, connected.identity
    who = shown(identity.username or account.username) or "connected"
    where = ", ".join(filter(None, (shown(account.org_name), environment(account))))
    version = f", API {shown(account.api_version)}" if account.api_version else ""
    call.voice.result(f"{shown(account.name)}: {who}{f' at {where}' if where else ''}{version}")
