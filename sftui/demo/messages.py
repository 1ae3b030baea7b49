"""What comes in and what goes out: requests and replies as plain data."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote_plus

from sftui.demo.hosts import Host

JSON = "application/json;charset=UTF-8"
HTML = "text/html; charset=UTF-8"
PLAIN = "text/plain; charset=UTF-8"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """One HTTP request. Header names are lower case."""

    host: Host
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def parameters(self) -> dict[str, str]:
        """The query of the address, decoded; none of it when it is absurdly long."""
        try:
            pairs = parse_qsl(self.query, keep_blank_values=True, max_num_fields=200)
        except ValueError:
            return {}
        return first_of_each(pairs)

    @property
    def bearer(self) -> str | None:
        """The access token of an ``Authorization: Bearer`` or ``OAuth`` header."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() in {"bearer", "oauth"} and token.strip() else None

    @property
    def pretty(self) -> bool:
        return self.headers.get("x-prettyprint", "0") not in {"", "0", "false"}


def first_of_each(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The parameters in their order."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


@dataclass(frozen=True)
class Reply:
    """One HTTP reply. ``content_type`` None sends no such header at all, as Salesforce sometimes does."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


def json_reply(
    value: object,
    *,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (),
    pretty: bool = False,
) -> Reply:
    text = json.dumps(value, ensure_ascii=False, indent=2 if pretty else None)
    return Reply(status, text.encode("utf-8", "replace"), JSON, headers)


def html_reply(
    title: str, inner: str, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()
) -> Reply:
    """A small page that any browser, also a text browser, shows. ``inner`` is ready HTML."""
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title>"
        "<style>body{font:16px/1.5 sans-serif;max-width:34em;margin:3em auto;padding:0 1em}"
        "input{font:inherit;margin:.2em 0 .8em;display:block}button{font:inherit;margin-right:1em}"
        "</style></head>\n<body>\n"
        f"{inner}\n<hr><p>This is the sftui demo org on this machine, not Salesforce.</p>\n</body></html>\n"
    )
    return Reply(status, page.encode("utf-8"), HTML, (("Cache-Control", "no-cache,no-store"), *headers))


def redirect(location: str, *, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    return Reply(302, b"", None, (("Location", location), ("Cache-Control", "no-cache,no-store"), *headers))


def with_parameters(address: str, parameters: Mapping[str, str]) -> str:
    """The address with parameters added to its query, percent-encoded once."""
    sign = "&" if "?" in address else "?"
    return address + sign + "&".join(f"{name}={quote_plus(value)}" for name, value in parameters.items())
