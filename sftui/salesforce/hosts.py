"""Which hosts are Salesforce's own, and which are this machine (salesforce-oauth.md §1).

Credentials and tokens go to these without a question; for any other host a person is asked first.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from sftui.foreign import clean

PRODUCTION_LOGIN = "login.salesforce.com"
SANDBOX_LOGIN = "test.salesforce.com"

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names that a browser takes to the machine it runs on; what a callback may lead to in plain http (§4.2)."""

OWNED_SUFFIXES = (
    "salesforce.com",
    "force.com",
    "cloudforce.com",
    "my.site.com",
    "salesforce-setup.com",
    "salesforce-sites.com",
    "salesforceliveagent.com",
    "my-salesforce.com",
    "my-lightning.com",
    "salesforce.mil",
    "crmforce.mil",
    "sfcrmproducts.cn",
    "sfcrmapps.cn",
)
"""Domains of Salesforce: the CLI's allow list and the forms of §1.2."""


def is_salesforce(host: str) -> bool:
    """Whether this host name lies in a domain of Salesforce's. A look-alike such as
    ``salesforce.com.evil.example`` or ``notsalesforce.com`` does not."""
    name = host.lower().removesuffix(".")
    return any(name == owned or name.endswith(f".{owned}") for owned in OWNED_SUFFIXES)


def is_loopback(host: str) -> bool:
    """Whether the name means this machine: ``localhost``, 127.0.0.0/8 or ``::1``, nothing cleverer."""
    name = host.lower().removesuffix(".")
    if name == "localhost":
        return True
    address = address_of(name)
    return address is not None and address.is_loopback


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that the text is, with or without the brackets of a URL; None for a name."""
    try:
        return ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def host_of(url: str) -> str:
    """The host in an address, in small letters; "" where there is none, or none that can be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def shown_host(url: str) -> str:
    """Host and port of an address, cleaned: what an error names."""
    parts = urlsplit(url)
    return clean(parts.hostname or "", 253) + (f":{parts.port}" if parts.port else "")
