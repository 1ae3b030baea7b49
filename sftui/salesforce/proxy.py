"""Which proxy a connection goes through: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sftui.errors import Cause, UnreachableError
from sftui.salesforce.hosts import is_loopback


@dataclass(frozen=True, slots=True)
class ProxySetting:
    """``variable`` is where it was found; ``url`` may hold a password and is never shown."""

    url: str = field(repr=False)
    scheme: str
    host: str
    port: int
    variable: str

    @property
    def shown(self) -> str:
        """Host and port: what may be shown."""
        return f"{self.host}:{self.port}"


_USUAL_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


def proxy_for(url: str) -> ProxySetting | None:
    """The proxy for this address, or None for a direct connection.

    Plain http on this machine never goes through one: it would leave the machine unencrypted.
    Raises UnreachableError for a setting that can't be used.
    """
    from urllib import request

    parts = urlsplit(url)
    if parts.scheme == "http" and is_loopback(parts.hostname or ""):
        return None
    settings = request.getproxies()
    for name in (parts.scheme, "all"):
        if text := settings.get(name):
            break
    else:
        return None
    host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    bypass = request.proxy_bypass_environment  # type: ignore[attr-defined]  # public, but not in the type stubs
    if bypass(host, settings):
        return None
    return _read(text.strip(), _variable(name))


def _read(text: str, variable: str) -> ProxySetting:
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _USUAL_PORTS or not parts.hostname:
        raise UnreachableError(
            f"{variable} does not name a proxy that can be used.",
            Cause(
                "A proxy is written http://host:port.",
                f"Correct {variable} in the environment, or unset it.",
                guide="proxy",
            ),
        )
    if parts.scheme.startswith("socks") and not _socks_is_there():
        raise UnreachableError(
            f"{variable} names a SOCKS proxy, and the part that speaks SOCKS is not installed.",
            Cause(
                "Only http and https proxies work without an addition.",
                f"Name an http proxy in {variable}, or install the Python package socksio beside sftui.",
                guide="proxy",
            ),
        )
    return ProxySetting(url, parts.scheme, parts.hostname, port or _USUAL_PORTS[parts.scheme], variable)


def _socks_is_there() -> bool:
    from importlib.util import find_spec

    return find_spec("socksio") is not None


def _variable(kind: str) -> str:
    """The name as it stands in the environment; the upper-case one when the system said it otherwise."""
    lower = f"{kind}_proxy"
    return lower if os.environ.get(lower) else lower.upper()
