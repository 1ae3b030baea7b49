"""The names that other systems give to our fields, and what the fields that were found suit.

Names and shapes: handoff-formats.md §0 to §9.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sftui.errors import InvalidFields
from sftui.salesforce.login_url import HostKind, read_login_url
from sftui.salesforce.methods import method_of

Values = dict[str, str]
"""Our field names (and ``instance_url``, ``grant_type``) -> text."""

_ALIASES = {
    "login_url": (
        "login_url",
        "login url",
        "base url",
        "address",
        "host",
        "host name",
        "domain",
        "endpoint url",
        "authorization endpoint",
        "authorization server url",
        "token url",
    ),
    "instance_url": ("instance_url", "instance url basic oauth", "org instance url", "instance"),
    "username": ("username", "user name", "user"),
    "password": ("password",),
    "security_token": ("security_token",),
    "client_id": ("client_id", "consumer_key", "client identity", "client key"),
    "client_secret": ("client_secret", "consumer_secret"),
    "access_token": ("access_token", "access token basic oauth", "session_id"),
    "refresh_token": ("refresh_token", "refresh token basic oauth"),
    "private_key": ("private_key",),
    "audience": ("audience", "audience_url"),
    "redirect_uri": ("redirect_uri", "redirect_url", "callback url", "callback"),
    "scope": ("scope",),
    "api_version": ("api_version", "org api version"),
    "method": ("method",),
    "grant_type": ("grant_type",),
    "response_type": ("response_type",),
    "is_sandbox": ("is_sandbox",),
}
_PREFIXES = ("castorsalesforce", "tapsalesforce", "extrasalesforce", "salesforce", "sfdc", "sf")
_METHODS_OF_GRANTS = {
    "password": "password",
    "client_credentials": "client-credentials",
    "refresh_token": "tokens",
    "authorization_code": "web",
    "urn:ietf:params:oauth:grant-type:jwt-bearer": "jwt",
    "device": "device",
}


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


_OURS = {_squeezed(alias): field for field, aliases in _ALIASES.items() for alias in aliases}

_PLACEHOLDER = re.compile(
    r"<[^<>]*>|\{\{.*\}\}|\$\{\w+\}|\$(env:)?[A-Z_][A-Z0-9_]*|%[A-Z_][A-Z0-9_]*%|[*•]{3,}|\.{3}|…"
    r"|\[REDACTED\].*|(?i:your[ _-](client|consumer|pass|user|secret|security|token|refresh|access|domain|org|app).*)"
)
"""A variable, a gap to be filled, or a mask: no value (the Salesforce CLI writes ``[REDACTED] Use …``)."""


def field_called(name: str) -> str:
    """Our name for a field of another system; "" for one that means nothing here."""
    squeezed = _squeezed(name)
    if found := _OURS.get(squeezed):
        return found
    for prefix in _PREFIXES:
        rest = squeezed.removeprefix(prefix)
        if rest != squeezed:
            return "security_token" if rest == "token" else _OURS.get(rest, "")
    return ""


def is_placeholder(text: str) -> bool:
    return bool(_PLACEHOLDER.fullmatch(text.strip()))


def origin_of(text: str) -> str:
    """The login address that was meant, or the text as it is where none can be read from it.

    ``acme.my`` is how some Python tools write a My Domain: without its last part (handoff-formats.md §7a).
    """
    wanted = text.strip()
    if re.fullmatch(r"[\w-]+(\.[\w-]+)*\.my", wanted):
        wanted += ".salesforce.com"
    try:
        return read_login_url(wanted).origin
    except InvalidFields:
        return wanted


def method_for(values: Mapping[str, str]) -> str:
    """The method that these values suit; "" when they suit none."""
    given = values.get("method", "")
    if method_of(given) is not None:
        return given
    if values.get("response_type") == "device_code":
        return "device"
    if by_grant := _METHODS_OF_GRANTS.get(values.get("grant_type", "")):
        return by_grant
    has = {name for name, text in values.items() if text}
    by_fields = (
        ("jwt", "private_key" in has),
        ("tokens", "refresh_token" in has and "password" not in has),
        ("password", bool({"password", "security_token"} & has)),
        ("tokens", bool({"access_token", "refresh_token"} & has)),
        ("password", {"username", "client_secret"} <= has),
        ("client-credentials", {"client_id", "client_secret"} <= has and not _for_all_orgs(values)),
        ("web", "client_id" in has),
    )
    return next((method for method, fits in by_fields if fits), "")


def address_for(method: str, values: Mapping[str, str]) -> str:
    """The address to keep: where tokens came from, or where the person logs in."""
    login, instance = values.get("login_url", ""), values.get("instance_url", "")
    own = instance or login if method in {"tokens", "client-credentials"} else login or instance
    generic = {"true": "test", "false": "login"}.get(values.get("is_sandbox", "").lower(), "")
    return own or generic


def missing_of(method: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that the method needs and that are still empty, in the order of its form."""
    known = method_of(method)
    if known is None:
        return ()
    return tuple(
        field.name
        for field in known.fields
        if field.required and not values.get(field.name) and (not field.default or field.name == "login_url")
    )


def first_of_each(pairs: Iterable[tuple[str, str]]) -> Values:
    """Our fields out of foreign name-value pairs; of several for one field the first counts."""
    found: Values = {}
    for name, text in pairs:
        field = field_called(name)
        if field and text:
            found.setdefault(field, text)
    return found


def _for_all_orgs(values: Mapping[str, str]) -> bool:
    address = address_for("web", values)
    try:
        return bool(address) and read_login_url(address).kind in {HostKind.PRODUCTION, HostKind.SANDBOX}
    except InvalidFields:
        return False
