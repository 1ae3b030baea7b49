"""Before a sign-in that would be one approval too many: which one dies, and making room by ending one of ours."""

from __future__ import annotations

from sftui.account import Account
from sftui.cli.call import Call
from sftui.cli.terminal import Terminal
from sftui.cli.voice import shown
from sftui.cli.waiting import wait
from sftui.errors import Interrupted
from sftui.keeper.approvals import stake_of
from sftui.keeper.ending import Removed
from sftui.keeper.events import Entry
from sftui.keeper.keeper import Keeper


def make_room(call: Call, keeper: Keeper, terminal: Terminal | None, draft: Account) -> None:
    """Salesforce keeps five (salesforce-oauth.md §6). Raises Interrupted when the person leaves it."""
    stake = stake_of(Entry(account=draft), wait(keeper.snapshot()).entries)
    if stake is None:
        return
    call.voice.say(stake.warning)
    if terminal is None:
        return
    for number, entry in enumerate(stake.ours, start=1):
        terminal.say(f"  {number}  end the access of “{shown(entry.account.name, 60)}” first")
    while True:
        answer = (
            terminal.ask("Which one shall end first? Enter signs in all the same, q leaves:").strip().lower()
        )
        if not answer:
            return
        if answer == "q":
            raise Interrupted("The sign-in was not begun.")
        if answer.isdecimal() and 0 < int(answer) <= len(stake.ours):
            removed = wait(keeper.revoke(stake.ours[int(answer) - 1].account.id))
            call.voice.say(_said(removed))
            return


def _said(removed: Removed) -> str:
    name = shown(removed.name, 60)
    if removed.not_revoked is not None:
        return f"{removed.not_revoked.message} {removed.not_revoked.cause}".strip()
    return f"Ended: {', '.join(removed.revoked)} of “{name}”. It needs a reconnect now."
