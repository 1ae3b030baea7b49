"""Connecting by every method, whatever it needs: a sign-in, trust in a host, a decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sftui.account import Account
from sftui.cli.call import Call
from sftui.cli.second_try import once
from sftui.cli.sign_ins import sign_in
from sftui.cli.terminal import Terminal
from sftui.cli.undecided import decide
from sftui.cli.voice import shown
from sftui.cli.waiting import stages, wait
from sftui.errors import Cause, InvalidFields, UntrustedHost
from sftui.keeper.events import Connected, Undecided
from sftui.keeper.keeper import Keeper
from sftui.salesforce.methods import method_of

T = TypeVar("T")


def needs_sign_in(draft: Account) -> bool:
    """Whether only a browser, here or elsewhere, can connect this draft; ``tokens`` can be made by one."""
    method = method_of(draft.method)
    if method is None or draft.refresh_token or draft.access_token:
        return False
    return method.needs_person or method.id == "tokens"


def connect(call: Call, keeper: Keeper, draft: Account, *, sign_in_first: bool = False) -> Connected:
    """Connect a draft and save it, whatever its method needs. Raises what the keeper raises, and PersonNeeded."""

    def exchange(ready: Account) -> Connected | Undecided:
        if sign_in_first or needs_sign_in(ready):
            return sign_in(call, keeper, ready)
        return once(call, lambda again: wait(keeper.connect(ready, stages(call), send_again=again)))

    return settle(call, keeper, with_trust(call, draft, exchange))


def with_trust(call: Call, draft: Account, exchange: Callable[[Account], T]) -> T:
    """Run the exchange; a login host that is not Salesforce's needs a person's yes to its name first."""
    try:
        return exchange(draft)
    except UntrustedHost as error:
        terminal = call.terminal()
        if terminal is None or not _is_login_host(draft, error.host):
            raise _how_to_trust(error) from None
        if not confirm_host(terminal, error.host):
            raise
        return exchange(draft.with_changes(trusted_host=error.host))


def confirm_host(terminal: Terminal, host: str) -> bool:
    return terminal.confirm(
        f"{shown(host)} is not known to be Salesforce's. Send your credentials to {shown(host)}?",
        default=False,
    )


def _is_login_host(draft: Account, host: str) -> bool:
    """A reply that names a foreign host comes after the credentials were used: that is not asked again."""
    from sftui.salesforce.login_url import read_login_url

    try:
        return read_login_url(draft.login_url).host == host and draft.trusted_host != host
    except InvalidFields:
        return False


def _how_to_trust(error: UntrustedHost) -> UntrustedHost:
    first = error.causes[0] if error.causes else Cause("", "")
    do = f"{first.do} Then add: --trust-host {shown(error.host)}".strip()
    return UntrustedHost(
        error.host, error.message, Cause(first.what, do, field=first.field, guide=first.guide)
    )


def settle(call: Call, keeper: Keeper, outcome: Connected | Undecided, *, of_many: bool = False) -> Connected:
    """Say what there is to say; an answer for somebody else than was expected is the person's to decide.

    With ``of_many`` each notice begins with the name of the account that it is about.
    """
    if isinstance(outcome, Undecided):
        return decide(call, keeper, outcome)
    about = f"{shown(outcome.entry.account.name)}: " if of_many else ""
    for notice in outcome.notices:
        call.voice.say(f"{about}{notice}")
    return outcome
