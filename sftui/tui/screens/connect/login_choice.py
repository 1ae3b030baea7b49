"""Where to log in: Production, Sandbox, or an address of one's own, and what was made of it.

Pure data and words; no screen here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sftui.account import Environment
from sftui.errors import InvalidFields
from sftui.salesforce.hosts import PRODUCTION_LOGIN, SANDBOX_LOGIN
from sftui.salesforce.login_url import HostKind, LoginUrl, read_login_url

PRODUCTION_ORIGIN = f"https://{PRODUCTION_LOGIN}"
SANDBOX_ORIGIN = f"https://{SANDBOX_LOGIN}"


class Choice(StrEnum):
    """The three ways to name the place, as the form offers them."""

    PRODUCTION = "Production"
    SANDBOX = "Sandbox"
    OWN = "My Domain"


_ORIGINS = {Choice.PRODUCTION: PRODUCTION_ORIGIN, Choice.SANDBOX: SANDBOX_ORIGIN}
_KINDS = {
    Environment.PRODUCTION: "production",
    Environment.SANDBOX: "sandbox",
    Environment.DEVELOPER: "Developer Edition",
    Environment.SCRATCH: "scratch org",
    Environment.UNKNOWN: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of the text: the origin and in words what it is, or the problem."""

    origin: str = ""
    words: str = ""
    problem: str = ""
    host: str = ""
    trusted: bool = False


def choice_of(origin: str) -> tuple[Choice, str]:
    """The choice that shows this login URL, and the text of its free field."""
    for choice, each in _ORIGINS.items():
        if origin.rstrip("/").lower() == each:
            return choice, ""
    return Choice.OWN, origin


def text_of(choice: Choice, own: str) -> str:
    """The login URL as text, before it is read."""
    return _ORIGINS.get(choice, own)


def read(text: str) -> Reading:
    """The origin that ``text`` becomes, with the environment recognised; or what is wrong with it."""
    try:
        found = read_login_url(text)
    except InvalidFields as error:
        return Reading(problem=error.problems["login_url"])
    return Reading(origin=found.origin, words=_words(found), host=found.host, trusted=found.trusted)


def _words(found: LoginUrl) -> str:
    if found.kind is HostKind.LOOPBACK:
        return "this machine"
    if found.kind is HostKind.OTHER and not found.trusted:
        return "not a host of Salesforce's: you will be asked"
    if found.is_generic:
        return "all production orgs" if found.kind is HostKind.PRODUCTION else "all sandboxes"
    kind = _KINDS[found.environment]
    if found.sandbox_name:
        kind = f"sandbox {found.sandbox_name}"
    words = [kind, "" if found.kind is HostKind.MY_DOMAIN else str(found.kind)]
    if found.read_from:
        words.append(f"from {found.read_from}")
    return ", ".join(word for word in words if word)
