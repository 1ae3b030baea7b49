"""Saved accounts as JSON objects with the names of design §6, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sftui.account import MASK, SECRET_FIELDS, Account, Environment, Health, Problem, Secret, Status
from sftui.cli.table import table
from sftui.cli.terminal import columns_of
from sftui.cli.voice import Voice, shown
from sftui.errors import InvalidFields, RefusedError, SftuiError, UnreachableError
from sftui.foreign import clean
from sftui.keeper.events import Entry
from sftui.moments import moment_of, utc_now

_SETTINGS = (
    "name",
    "method",
    "login_url",
    "username",
    "client_id",
    "audience",
    "redirect_uri",
    "scope",
    "api_version",
)
_FACTS = ("instance_url", "user_id", "org_id", "org_name")


def as_object(entry: Entry, *, reveal: bool = False) -> dict[str, object]:
    """The account as ``list --json`` and ``show --json`` print it. Secrets only with ``reveal``."""
    account, health = entry.account, entry.health
    found: dict[str, object] = {"id": account.id}
    found |= {name: getattr(account, name) for name in _SETTINGS}
    found["company_names"] = list(account.company_names)
    found["environment"] = account.environment.value
    found |= {name: getattr(account, name) for name in _FACTS}
    found["status"] = health.status.value
    found["last_connected_at"] = health.last_connected_at or None
    found["last_checked_at"] = health.last_checked_at or None
    found["last_error"] = problem_as_object(health.last_error)
    if reveal:
        found |= {name: secret.reveal() for name, secret in secrets_of(account).items()}
    return found


def problem_as_object(problem: Problem | None) -> dict[str, str] | None:
    """``last_error`` of design §6."""
    return asdict(problem) if problem is not None else None


def secrets_of(account: Account) -> dict[str, Secret]:
    """The secrets that this account has, by name."""
    found = {name: getattr(account, name) for name in SECRET_FIELDS}
    return {name: secret for name, secret in found.items() if secret}


def age(then: str, now: datetime) -> str:
    """How long ago, in the coarsest unit that says enough; "" for an unknown moment."""
    moment = moment_of(then)
    if moment is None:
        return ""
    passed = max(now - moment, timedelta())
    if passed < timedelta(minutes=1):
        return "just now"
    minutes = int(passed.total_seconds()) // 60
    for unit, size in (("day", 24 * 60), ("h", 60)):
        if minutes >= size:
            number = minutes // size
            plural = "s" if unit == "day" and number > 1 else ""
            return f"{number} {unit}{plural} ago"
    return f"{minutes} min ago"


def state(health: Health, now: datetime) -> str:
    """``connected, 2 min ago``: the status in words, with its age."""
    words = health.status.words
    since = age(health.last_checked_at, now) if health.status is not Status.NOT_CHECKED else ""
    return f"{words}, {since}" if since else words


def environment(account: Account) -> str:
    """``production``, ``sandbox uat`` …"""
    kind = account.environment
    words = "" if kind is Environment.UNKNOWN else kind.value
    if kind is Environment.SANDBOX and (name := _sandbox_name(account)):
        return f"{words} {name}"
    return words


def _sandbox_name(account: Account) -> str:
    from sftui.salesforce.login_url import read_login_url

    try:
        return shown(read_login_url(account.instance_url or account.login_url).sandbox_name, 30)
    except InvalidFields:
        return ""


def user(account: Account) -> str:
    """Who an account stands for; with client credentials nobody signs in, the app runs as somebody."""
    name = shown(account.username, 80)
    return f"run-as {name}" if name and account.method == "client-credentials" else name


def row(entry: Entry, now: datetime) -> tuple[str, str, str, str, str]:
    """Sign, account, environment, user and state, for a table."""
    account = entry.account
    return (
        entry.health.status.sign,
        shown(account.name, 80),
        environment(account),
        user(account),
        state(entry.health, now),
    )


HEADINGS = ("", "Account", "Environment", "User", "State")
GIVES_WAY = (3, 2, 1)
"""In a narrow terminal the user is cut first, then the environment, then the name; never the state."""


def details(entry: Entry, now: datetime, *, reveal: bool = False) -> list[tuple[str, str]]:
    """The account in words: label and value, secrets masked unless ``reveal``."""
    from sftui.salesforce.methods import method_of

    account, health = entry.account, entry.health
    method = method_of(account.method)
    pairs = [
        ("Account", shown(account.name, 200)),
        ("State", state(health, now)),
        ("Environment", environment(account)),
        ("Org", shown(" · ".join(filter(None, (account.org_name, account.org_id))))),
        ("User", user(account)),
        ("Method", f"{method.id} · {method.name}" if method else shown(account.method)),
        ("Log in at", shown(account.login_url)),
        ("Instance URL", shown(account.instance_url)),
        ("Client ID", shown(account.client_id)),
        ("Callback URL", shown(account.redirect_uri)),
        ("Scope", shown(account.scope)),
        ("Audience", shown(account.audience)),
        ("API version", shown(account.api_version)),
        ("Companies", "" if account.company_names == ("*",) else shown(", ".join(account.company_names))),
        ("Certificate", _certificate(account, now)),
        ("Last connected", _moment(health.last_connected_at, now)),
        ("Last checked", _moment(health.last_checked_at, now)),
    ]
    for name, secret in secrets_of(account).items():
        label = name.replace("_", " ").capitalize()
        pairs.append((label, _as_is(secret.reveal()) if reveal else MASK))
    if (error := health.last_error) is not None:
        words = "\n".join(clean(each, 2_000) for each in (error.message, error.cause, error.do) if each)
        pairs.append(("Last error", words))
    return [(label, value) for label, value in pairs if value]


def _certificate(account: Account, now: datetime) -> str:
    """When the certificate of a private key ends, with a warning in the last thirty days."""
    if not account.certificate:
        return ""
    from sftui.salesforce.certificate import WARN_DAYS, days_left, end_of, in_days

    end = end_of(account.certificate)
    if end is None:
        return "cannot be read"
    left, ends = days_left(end, now), f"ends {end:%Y-%m-%d}"
    if left < 0:
        return f"{ends}: it is over. Make a new one and upload it."
    return f"{ends}, {in_days(left)}" + (": make a new one soon and upload it" if left <= WARN_DAYS else "")


def _moment(then: str, now: datetime) -> str:
    return f"{shown(then)} ({age(then, now)})" if then else ""


def _as_is(text: str) -> str:
    """A revealed secret, exactly; escaped as in JSON when a terminal would not show it as it is."""
    import json

    harmless = all(c.isprintable() or c == "\n" for c in text)
    return text if harmless else json.dumps(text)


def print_table(voice: Voice, entries: Sequence[Entry]) -> None:
    """The list, as wide as the terminal allows; without any it says how one is made."""
    if not entries:
        voice.say("No accounts yet. Connect one with: sftui connect")
        return
    now = utc_now()
    rows = [HEADINGS, *(row(entry, now) for entry in entries)]
    fitted = [tuple(voice.fit(cell) for cell in each) for each in rows]
    lines = table(fitted, room=columns_of(voice.out), gives_way=GIVES_WAY, ellipsis=voice.fit("…"))
    voice.result("\n".join(lines))


def tell_failures(voice: Voice, entries: Sequence[Entry]) -> None:
    """What went wrong with each account, in the form of an error; also where its credentials are good."""
    for entry in entries:
        if entry.health.last_error is not None:
            tell_problem(voice, f"sftui: {shown(entry.account.name)}", entry.health.last_error)


def tell_certificates(voice: Voice, entries: Sequence[Entry], now: datetime) -> None:
    """Which certificates end within thirty days, or have ended."""
    for entry in entries:
        if entry.account.certificate:
            from sftui.salesforce.certificate import ending_warning

            if warning := ending_warning(entry.account.certificate, now):
                voice.say(f"{shown(entry.account.name)}: {warning}")


def tell_problem(voice: Voice, begins: str, problem: Problem) -> None:
    """``begins: what happened``, then ``cause:`` and ``do:`` lines."""
    for word, text in ((begins, problem.message), ("cause", problem.cause), ("do", problem.do)):
        if text:
            voice.say(f"{word}: {clean(text, 2_000)}")


def worst_exit_code(entries: Sequence[Entry]) -> int:
    """For a result about several accounts: refused before unreached, either before other failures."""
    found = {entry.health.status for entry in entries}
    if Status.NEEDS_RECONNECT in found:
        return RefusedError.exit_code
    if Status.UNREACHABLE in found:
        return UnreachableError.exit_code
    failed = any(entry.health.last_error is not None for entry in entries)
    return SftuiError.exit_code if failed or Status.NOT_CHECKED in found else 0
