"""What a browser is shown at the callback: fixed texts, with nothing from the request in them."""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus
from urllib.parse import urlsplit

_FORGET = 'history.replaceState(null,"",location.pathname)'
"""Takes the code out of the address bar."""
_STYLE = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}"


def _page(title: str, text: str) -> str:
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>sftui</title><style>{_STYLE}</style>'
        f"<h1>{title}</h1><p>{text}</p><script>{_FORGET}</script></html>\n"
    )


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


DONE = _page("Back at sftui", "Salesforce sent you back. You can close this window; the terminal goes on.")
REFUSED = _page("Salesforce said no", "The terminal says why, and what to do. You can close this window.")
BEFORE = _page("Nothing more to do", "This sign-in was answered already. You can close this window.")
FOREIGN = _page(
    "Not this sign-in",
    "This answer belongs to another sign-in and was not taken. Open the link of sftui again.",
)
NOT_HERE = _page(
    "sftui is here", "Only the answer of a Salesforce sign-in is taken here: open its link for that."
)
TOO_LARGE = _page("Too large", "This is larger than the answer of a sign-in can be.")

_POLICY = (
    f"default-src 'none'; script-src {_hash(_FORGET)}; style-src {_hash(_STYLE)}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": _POLICY,
    "Connection": "close",
}


def reply(status: int, body: str) -> bytes:
    """A whole HTTP reply."""
    return _written(status, body.encode(), _HEADERS | ({"Allow": "GET, OPTIONS"} if status == 405 else {}))


def preflight(login_url: str) -> bytes:
    """The reply to a browser that asks whether a page on the web may reach this machine (§4.2)."""
    parts = urlsplit(login_url)
    headers = {
        "Access-Control-Allow-Origin": f"{parts.scheme}://{parts.netloc}",
        "Access-Control-Allow-Methods": "GET, OPTIONS",
        "Access-Control-Allow-Private-Network": "true",
        "Access-Control-Request-Private-Network": "true",
        "Cache-Control": "no-store",
        "Vary": "Origin",
        "Connection": "close",
    }
    return _written(204, b"", headers)


def _written(status: int, content: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{k}: {v}" for k, v in headers.items())]
    if status != 204:
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join((*lines, "", "")).encode("ascii") + content
