"""Facts of an account in the words of the screens: environments, states, ages, methods, what happened."""

from __future__ import annotations

from datetime import UTC, datetime

from sftui.account import Account, Environment, Happening, Health
from sftui.foreign import clean
from sftui.moments import moment_of
from sftui.salesforce import hosts

_ENVIRONMENTS = {
    Environment.PRODUCTION: "Production",
    Environment.SANDBOX: "Sandbox",
    Environment.DEVELOPER: "Developer",
    Environment.SCRATCH: "Scratch",
    Environment.UNKNOWN: "",
}

_HAPPENED = {
    "connected": "Connected",
    "reconnected": "Connected again",
    "checked": "Tested, and it works",
    "renewed": "Access renewed",
    "refused": "Refused by Salesforce",
    "unreachable": "Not reached",
    "revoked": "Access ended at Salesforce",
    "failed": "Failed",
}


def environment_of(account: Account) -> str:
    """``Production``, ``Sandbox uat`` …; "" when nobody knows yet."""
    word = _ENVIRONMENTS[account.environment]
    if account.environment is not Environment.SANDBOX:
        return word
    name = sandbox_name(account.instance_url)
    return f"{word} {name}" if name else word


def sandbox_name(instance_url: str) -> str:
    """``uat`` from ``https://acme--uat.sandbox.my.salesforce.com`` (salesforce-oauth.md §1)."""
    host = hosts.host_of(instance_url)
    _, dashes, name = host.partition(".")[0].partition("--")
    return clean(name, 30) if dashes else ""


def who(account: Account) -> str:
    """The user, or who acts in the user's place."""
    if account.username:
        return clean(account.username, 120)
    return "the app itself" if account.method == "client-credentials" else ""


def host_of(account: Account) -> str:
    return hosts.host_of(account.instance_url or account.login_url)


def seen_at(health: Health) -> datetime | None:
    """When the state was last learned."""
    return moment_of(health.last_checked_at or health.last_connected_at)


def age(then: datetime | None, now: datetime) -> str:
    """``now``, ``2 min``, ``3 h``, ``5 d``; "" for never."""
    if then is None:
        return ""
    seconds = max(0, int((now - then).total_seconds()))
    for limit, unit, word in ((60, 60, ""), (3600, 60, "min"), (86_400, 3600, "h")):
        if seconds < limit:
            return f"{seconds // unit} {word}" if word else "now"
    return f"{seconds // 86_400} d"


def ago(text: str, now: datetime) -> str:
    """``2 min ago``; "never" for nothing."""
    then = moment_of(text)
    if then is None:
        return "never"
    passed = age(then, now)
    return "just now" if passed == "now" else f"{passed} ago"


def moment(text: str, now: datetime) -> str:
    """``2026-11-22 09:30 UTC, 2 min ago``; "never" for nothing."""
    then = moment_of(text)
    when = f"{then.astimezone(UTC):%Y-%m-%d %H:%M UTC}, " if then is not None else ""
    return when + ago(text, now)


def happened(line: Happening) -> str:
    """One line of the local history: what, and why."""
    what = _HAPPENED.get(line.what, clean(line.what, 40))
    why = clean(line.detail, 400).removeprefix("Salesforce said: ")
    return f"{what}: {why}" if why else what


def count(number: int, one: str, many: str = "") -> str:
    """``1 account``, ``6 accounts``, ``10,000 accounts``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
