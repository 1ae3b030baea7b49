"""One question for all accounts of one user: the new password, the new security token, and for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sftui.account import NO_SECRET, Account, Secret
from sftui.cli.call import Call
from sftui.cli.changes import LOGIN, NEW_PASSWORD, changes_of, is_for_login
from sftui.cli.questions import explain
from sftui.cli.terminal import Terminal
from sftui.cli.voice import shown
from sftui.errors import Cause, InvalidFields, PersonNeeded
from sftui.keeper.guards import lockout_warning, siblings
from sftui.keeper.health import recent
from sftui.keeper.reconnecting import PasswordGroup
from sftui.moments import utc_now


def new_password(
    call: Call, everyone: Sequence[Account], group: PasswordGroup, changes: Mapping[str, object] | None
) -> tuple[Secret, Secret, list[str]]:
    """The new password and token, and the ids of the other accounts that they are for.

    Raises PersonNeeded when neither the file nor a person gives them.
    """
    first = group.entries[0].account
    others = siblings(first, everyone)
    if changes is not None:
        for entry in group.entries:
            found = changes_of(changes, entry.account)
            named = LOGIN if is_for_login(changes, entry.account) else frozenset()
            _refuse_other_changes(set(found) - named)
        password = changes.get("password")
        token = changes.get("security_token")
        password = password if isinstance(password, Secret) else first.password
        token = token if isinstance(token, Secret) else NO_SECRET
        if others:
            call.voice.say(f"Also for: {_names(others)}.")
        return password, token, [other.id for other in others]
    terminal = call.person(
        needed_by(group),
        "Give password and security_token in a file: sftui reconnect NAME --from FILE",
        reconnect=True,
    )
    _explain_question(terminal, group)
    also = _ask_others(terminal, group, others)
    return *_ask_password(terminal, group), also


def needed_by(group: PasswordGroup) -> str:
    """Which accounts wait for whose new password, in one sentence."""
    accounts = [entry.account for entry in group.entries]
    verb = "needs" if len(accounts) == 1 else "need"
    return f"{_names(accounts)} {verb} the new password of {shown(accounts[0].username)}."


def _refuse_other_changes(names: set[str]) -> None:
    """Only password and token are changed for many at once."""
    if strangers := names - NEW_PASSWORD:
        raise InvalidFields(
            dict.fromkeys(
                strangers, "A password account is reconnected with password and security_token only."
            )
        )


def _explain_question(terminal: Terminal, group: PasswordGroup) -> None:
    """Whose password it is and for which accounts, before anything is typed."""
    first = group.entries[0].account
    terminal.say(f"\nThe password of {shown(first.username)} at {shown(first.login_url)} changed?")
    terminal.say(f"For: {_names([entry.account for entry in group.entries])}.")
    for warning in _lockout_warnings(group):
        terminal.say(warning)
    explain(terminal, "password-change")


def _ask_password(terminal: Terminal, group: PasswordGroup) -> tuple[Secret, Secret]:
    first = group.entries[0].account
    password = terminal.ask_hidden("New password (Enter keeps the stored one):")
    token = terminal.ask_hidden("New security token (Enter: none):")
    if not password and not token:
        raise PersonNeeded(
            f"{_names([entry.account for entry in group.entries])}: left as before, since nothing new was given.",
            _why_nothing_was_sent(group),
        )
    return password or first.password, token


def _why_nothing_was_sent(group: PasswordGroup) -> Cause:
    if any(entry.account.refused_at for entry in group.entries):
        return Cause(
            "A password that was refused is not sent again.", "Give the new password and the new token."
        )
    return Cause(
        "A saved password is not sent to reconnect; it goes on being used while it works.",
        "Give what changed, the password or the token; whether the saved ones work says: sftui check NAME",
    )


def _ask_others(terminal: Terminal, group: PasswordGroup, others: Sequence[Account]) -> list[str]:
    asked = {entry.account.id for entry in group.entries}
    further = [other for other in others if other.id not in asked]
    chosen = [other.id for other in others if other.id in asked]
    if further and terminal.confirm(f"Also for {_names(further)}?", default=True):
        chosen += [other.id for other in further]
    return chosen


def _lockout_warnings(group: PasswordGroup) -> list[str]:
    """After two refusals in a quarter of an hour (salesforce-oauth.md §12.3)."""
    now = utc_now()
    times = {text for entry in group.entries for text in recent(entry.health.refusals, now)}
    warning = lockout_warning(len(times))
    return [warning] if warning else []


def _names(accounts: Sequence[Account]) -> str:
    return ", ".join(f"“{shown(account.name, 60)}”" for account in accounts)
