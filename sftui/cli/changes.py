"""What a reconnect's ``--from`` file changes in saved accounts."""

from __future__ import annotations

from collections.abc import Mapping

from sftui.account import Account
from sftui.cli.call import Call
from sftui.cli.sources import read_source
from sftui.cli.voice import shown
from sftui.errors import InvalidFields
from sftui.salesforce.drafts import draft_from
from sftui.salesforce.login_url import read_login_url

FIXED = ("name", "method")
"""What a reconnect never changes; in the file they must be the account's own."""


def read_changes(call: Call) -> dict[str, object]:
    """The new password and token, or whatever else changed, from ``--from``."""
    values = dict(read_source(call.arguments.source, call.voice))
    without_method = {name: value for name, value in values.items() if name != "method"}
    draft = draft_from(without_method)
    changes: dict[str, object] = {
        name: getattr(draft, name) for name in without_method if hasattr(draft, name) and getattr(draft, name)
    }
    changes.pop("company_names", None)
    if isinstance(method := values.get("method"), str):
        changes["method"] = method
    if "login_url" in changes:
        changes["login_url"] = read_login_url(draft.login_url).origin
    if not changes:
        raise InvalidFields(
            {"password": "Nothing in the file is new; give the new password and security_token."}
        )
    return changes


def changes_of(changes: Mapping[str, object] | None, account: Account) -> dict[str, object]:
    """What the file changes in this account. Raises InvalidFields for what a reconnect never changes."""
    found = {name: value for name, value in (changes or {}).items() if value != getattr(account, name)}
    if fixed := [name for name in FIXED if name in found]:
        raise InvalidFields(
            {name: f"Reconnecting keeps it; “{shown(account.name)}” has another one." for name in fixed}
        )
    return found
