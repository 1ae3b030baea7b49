"""Addresses that people paste: the CLI's ``force://``, the end of a sign-in, the link that begins one."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from sftui.salesforce.pasting.curl import urlsplit_or_none
from sftui.salesforce.pasting.names import Values

_PART = r"[A-Za-z0-9._-]+={0,2}"
_FORCE = re.compile(rf"force://({_PART}):((?:{_PART})?):({_PART})@([A-Za-z0-9:._-]+)")
"""The grammar of the Salesforce CLI (handoff-formats.md §6a)."""
_ANSWER = re.compile(
    r"([Hh][Tt][Tt][Pp][Ss]?://[^\s?#]*[?#]|[?#&])?([\w.~-]+=[^&\s]*&)*(code|error)=[^&\s]+(&\S*)?"
)
_TOKENS = re.compile(r"https?://[^\s#]*#(\S*access_token=\S+)", re.IGNORECASE)


def from_force_address(text: str) -> Values:
    """Client ID, secret, refresh token and host of the first ``force://`` address; empty without one.

    A terminal may have broken it into lines. A CLI that hides secrets writes none at all.
    """
    found = _FORCE.search(text)
    begins = text.strip().startswith("force://")
    if begins:
        found = _FORCE.match("".join(text.split())) or found
    if found is None or found[4].endswith(":"):
        return {}
    client_id, client_secret, refresh_token, host = found.groups()
    return {
        "client_id": client_id,
        "client_secret": client_secret,
        "refresh_token": refresh_token,
        "instance_url": host
        if re.match(r"(localhost|127\.0\.0\.1)(:|$)", host) is None
        else f"http://{host}",
        "method": "tokens",
    }


def is_answer(text: str) -> bool:
    """Whether this is where a browser ended after a sign-in: an address, or its part with the code."""
    joined = "".join(text.split())
    return _ANSWER.fullmatch(joined) is not None and "/services/oauth2/authorize" not in joined


def from_token_address(text: str) -> Values:
    """Tokens behind the ``#`` of an address, as some tools leave them; empty without any."""
    found = _TOKENS.fullmatch("".join(text.split()))
    return _named(found[1], ("access_token", "refresh_token", "instance_url", "scope")) if found else {}


def from_sign_in_link(text: str) -> Values:
    """What a link to Salesforce's authorise page says of the app; empty for any other address."""
    joined = "".join(text.split())
    before, path, _ = joined.partition("/services/oauth2/authorize")
    if not path or not re.match(r"https?://[^/]", before):
        return {}
    values = _named(urlsplit_or_none(joined), ("client_id", "redirect_uri", "scope"))
    return {**values, "login_url": before, "method": "web"} if values.get("client_id") else {}


def _named(query: str, names: tuple[str, ...]) -> Values:
    try:
        pairs = dict(parse_qsl(query, max_num_fields=100))
    except ValueError:
        return {}
    return {name: pairs[name] for name in names if pairs.get(name)}
