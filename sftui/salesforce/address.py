"""From pasted text to the parts of one web address, with nothing hidden in it.

What could lead elsewhere than it reads is refused: a name before an ``@``, a backslash, letters that look
like others, numbers that only some resolvers take for an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from sftui.errors import InvalidFields
from sftui.foreign import clean
from sftui.salesforce.hosts import address_of

SAY = "Type your My Domain, such as acme or acme.my.salesforce.com, or choose Production or Sandbox."

_HOST_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
)
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_WEB = re.compile(r"(https?):/*", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+-]*):(?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """``host`` is lower case, without brackets and without a dot at its end."""

    scheme: str
    """``http`` or ``https``; https when none was typed."""
    host: str
    port: int | None
    path: str


def unwrapped(text: str) -> str:
    """Without what surrounds a pasted address: blanks, quotes, angle brackets, a terminal's line breaks."""
    joined = re.sub(r"[ \t]*[\r\n]+[ \t]*", "", text.strip())
    return joined.strip(" \t\"'`<>“”‘’").strip()


def read_address(pasted: str) -> Address:
    """The parts of an address. Raises InvalidFields for ``login_url``."""
    if "\\" in pasted:
        refuse(f"An address has no backslash in it. {SAY}")
    if any(ord(c) <= 0x20 or ord(c) == 0x7F for c in pasted):
        refuse(f"An address has no blanks in it. {SAY}")
    scheme, rest = _scheme(pasted)
    try:
        parts = urlsplit(f"{scheme}://{rest}")
    except ValueError:
        refuse(f"This address can't be read. {SAY}")
    if "@" in parts.netloc:
        if rest == pasted and parts.netloc == pasted:
            refuse(f"This is a username or an e-mail address, not where to log in. {SAY}")
        refuse(f"A name stands before an @ in this address; that can hide where it leads. {SAY}")
    host, port = _host(parts), _port(parts)
    if "." not in host and ":" not in host and rest == pasted and port is None and host != "localhost":
        refuse(f"This is not a host name. {SAY}")
    return Address(scheme, host, port, parts.path)


def _scheme(pasted: str) -> tuple[str, str]:
    if web := _WEB.match(pasted):
        return web[1].lower(), pasted[web.end() :]
    if pasted.startswith("//"):
        return "https", pasted[2:]
    if other := _SCHEME.match(pasted):
        if other[1].lower() == "force":
            refuse(
                "This is an address of the Salesforce CLI, and it carries a token. "
                "Paste it in the paste box instead."
            )
        refuse(f"The address must begin with https://. {SAY}")
    return "https", pasted


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".").lower()
    if not host.isascii():
        refuse(
            f"“{clean(host, 80)}” has letters in it that may look like others. If the name is right, "
            "type its xn-- form."
        )
    if address_of(host) is not None and "%" not in host:
        return host
    if not _HOST_NAME.fullmatch(host) or _NUMBER.fullmatch(host.rpartition(".")[2]):
        refuse(f"There is no host name in this address. {SAY}")
    return host


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        refuse("The port behind the colon must be a number from 1 to 65535. Salesforce needs none.")
    return port


def refuse(problem: str) -> NoReturn:
    """Raise InvalidFields for ``login_url``."""
    raise InvalidFields({"login_url": problem})
