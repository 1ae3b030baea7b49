"""The transport under the client: direct or through a proxy, decided for each address."""

from __future__ import annotations

import logging
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from sftui.salesforce.proxy import ProxySetting, proxy_for

TIMES = httpx.Timeout(connect=10.0, read=20.0, write=10.0, pool=10.0)
"""Seconds; the deadline of the whole call stands above them."""
LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=8, keepalive_expiry=30.0)


class Routes(httpx.AsyncBaseTransport):
    """One connection pool for direct ways and one for each proxy, made when first needed."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._pools: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        proxy = proxy_for(str(request.url))
        return await self._pool(proxy).handle_async_request(request)

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()

    def _pool(self, proxy: ProxySetting | None) -> httpx.AsyncHTTPTransport:
        key = proxy.url if proxy else ""
        if key not in self._pools:
            self._pools[key] = httpx.AsyncHTTPTransport(
                verify=self._context,
                trust_env=False,
                limits=LIMITS,
                proxy=httpx.Proxy(proxy.url, ssl_context=self._context if proxy.scheme == "https" else None)
                if proxy
                else None,
            )
        return self._pools[key]


def client_over(transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    """No redirects, no cookies, no environment but what ``Routes`` reads, and a silent log."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return httpx.AsyncClient(
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=TIMES,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": "sftui"},
    )
