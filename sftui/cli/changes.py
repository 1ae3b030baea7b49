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
from sftui.salesforce.methods import METHODS, method_of

FIXED = ("name", "method")
"""What a reconnect never changes; in the file they must be the account's own."""
NEW_PASSWORD = frozenset({"password", "security_token"})
LOGIN = frozenset({"username", "login_url"})
"""Whose password it is, in a file for many accounts."""


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
    """What the file changes in this account: fields of its own method only.

    Raises InvalidFields for what a reconnect never changes.
    """
    strange = _strange_fields(account)
    found = {
        name: value
        for name, value in (changes or {}).items()
        if value != getattr(account, name) and name not in strange
    }
    if fixed := [name for name in FIXED if name in found]:
        raise InvalidFields(
            {name: f"Reconnecting keeps it; “{shown(account.name)}” has another one." for name in fixed}
        )
    return found


def concerns(changes: Mapping[str, object], account: Account) -> bool:
    """Whether the file holds anything that this account has; its name and method are no news."""
    return bool(set(changes) - set(FIXED) - _strange_fields(account))


def is_for_login(changes: Mapping[str, object], account: Account) -> bool:
    """Whether a file that names a user or a login host means this account's."""
    username, login_url = changes.get("username"), changes.get("login_url")
    same_user = not isinstance(username, str) or username.casefold() == account.username.casefold()
    return same_user and (login_url is None or login_url == account.login_url)


def refuse_for_many(changes: Mapping[str, object]) -> None:
    """What ``--all`` and ``--needed`` take from a file is the new password of one user. Raises InvalidFields."""
    if others := set(changes) - NEW_PASSWORD - LOGIN:
        raise InvalidFields(
            dict.fromkeys(
                sorted(others), "With --all and --needed a file holds a new password; else name the accounts."
            )
        )


def _strange_fields(account: Account) -> frozenset[str]:
    """Fields that other methods have and this account's does not."""
    own = method_of(account.method)
    if own is None:
        return frozenset()
    everywhere = {each.name for method in METHODS for each in method.fields}
    kept = {"access_token", "refresh_token"} if own.renews_with_refresh_token else set()
    return frozenset(everywhere - {each.name for each in own.fields} - kept)
