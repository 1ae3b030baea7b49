"""A curl command, or a curl config file, that asks Salesforce for a token or calls its API -> named values.

Nothing is run, and no file that the command names is read.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import shlex
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from sftui.salesforce.pasting.settings import Pairs

LONGEST = 64 * 1024
"""Characters of a command; a JWT and a few fields need a tenth."""

_CONTINUED = re.compile(r"[\\^`]\r?\n")
"""A line that goes on: a shell's backslash, cmd's caret, PowerShell's backtick."""
_CONFIG_LINE = re.compile(r"^[ \t]*(--?)?(?P<name>[a-z-]+)[ \t]*[=: \t][ \t]*(?P<text>.+)$")
_DATA = {"-d", "--data", "--data-raw", "--data-ascii", "--data-binary", "-F", "--form", "--form-string"}
_ENCODED_DATA = {"--data-urlencode", "--url-query"}
_WITH_VALUE = {
    "-u",
    "--user",
    "-H",
    "--header",
    "--url",
    "-X",
    "--request",
    "-o",
    "--output",
    "-A",
    "--oauth2-bearer",
}


def from_curl(text: str) -> Pairs:
    """What the command sends, by name; empty for anything that is no such command."""
    stripped = text.strip()
    if len(stripped) > LONGEST:
        return []
    if re.match(r"(\$ |> |PS> )?curl(\.exe)?\s", stripped):
        return _from_words(_words(stripped))
    if re.search(r"^[ \t]*(--)?url[ \t]*[=:]", stripped, re.MULTILINE) and "data" in stripped:
        return _from_words(list(_config_words(stripped)))
    return []


def _words(command: str) -> list[str]:
    joined = _CONTINUED.sub(" ", command)
    try:
        return shlex.split(joined)
    except ValueError:
        return joined.split()


def _config_words(text: str) -> Iterator[str]:
    for line in text.splitlines():
        found = _CONFIG_LINE.match(line)
        if found is None:
            continue
        value = found["text"].strip()
        if len(value) >= 2 and value[0] == value[-1] == '"':
            value = re.sub(r'\\(["\\])', r"\1", value[1:-1])
        yield f"--{found['name']}"
        yield value


def _from_words(words: list[str]) -> Pairs:
    pairs: Pairs = []
    address = ""
    at = 0
    while at < len(words):
        option, glued, value = words[at].partition("=")
        takes = option in _DATA | _ENCODED_DATA | _WITH_VALUE
        if not (takes and option.startswith("--") and glued):
            option, value = words[at], words[at + 1] if takes and at + 1 < len(words) else ""
            at += 1 if takes else 0
        at += 1
        if option in _ENCODED_DATA:
            name, _, plain = value.partition("=")
            pairs.append((name, plain))
        elif option in _DATA:
            pairs += _form(value)
        elif option in {"-u", "--user"}:
            name, _, secret = value.partition(":")
            pairs += [("client_id", name), ("client_secret", secret)]
        elif option in {"-H", "--header"}:
            pairs += _bearer(value)
        elif option == "--oauth2-bearer":
            pairs.append(("access_token", value))
        elif option == "--url" or (not takes and re.match(r"https?://", option)):
            address = address or (value if option == "--url" else option)
    if not address:
        return []
    query = urlsplit_or_none(address)
    return [*_form(query), ("login_url", address.partition("?")[0]), *_assertion(pairs), *pairs]


def urlsplit_or_none(address: str) -> str:
    """The query part of an address; "" where it cannot be read."""
    try:
        return urlsplit(address).query
    except ValueError:
        return ""


def _form(body: str) -> Pairs:
    """What the server would read from a form body."""
    if body.lstrip().startswith("{"):
        return []
    try:
        return parse_qsl(body, keep_blank_values=False, max_num_fields=200)
    except ValueError:
        return []


def _bearer(header: str) -> Pairs:
    found = re.match(r"\s*authorization\s*:\s*(bearer|oauth|basic)\s+(\S+)", header, re.IGNORECASE)
    if found is None:
        return []
    if found[1].lower() != "basic":
        return [("access_token", found[2])]
    try:
        plain = base64.b64decode(found[2], validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return []
    name, _, secret = plain.partition(":")
    return [("client_id", unquote_plus(name)), ("client_secret", unquote_plus(secret))]


def _assertion(pairs: Pairs) -> Pairs:
    """Who a JWT in the command is for; its key is not in it (salesforce-oauth.md §7)."""
    assertion = next((text for name, text in pairs if name == "assertion"), "")
    parts = assertion.split(".")
    if len(parts) != 3:
        return []
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return []
    if not isinstance(claims, dict):
        return []
    names = {"iss": "client_id", "sub": "username", "aud": "audience"}
    return [(ours, claims[claim]) for claim, ours in names.items() if isinstance(claims.get(claim), str)]
