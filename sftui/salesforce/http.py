"""The one way out to the network: a client, a form posted, JSON got, a name looked up.

Replies are read with a size limit and a deadline and come back as plain data. Whatever goes wrong on the way
becomes an UnreachableError that names the cause, in the words of ``failures`` and ``odd_replies``.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import threading
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from sftui.account import Secret
from sftui.errors import InvalidFields
from sftui.salesforce import failures, odd_replies
from sftui.salesforce.proxy import proxy_for

if TYPE_CHECKING:
    import httpx

LARGEST_REPLY = 1024 * 1024
"""Bytes. A token reply has a few thousand."""
DEADLINE = 30.0
"""Seconds for one call, all its tries included."""
ATTEMPTS = 3


class Retry(StrEnum):
    """When a call may be made again after a network error."""

    NEVER = "never"
    """It carries a password or a one-time code: a second try could lock a user, or use up the code."""
    UNSENT = "unsent"
    """Only when nothing was sent: a refresh token may be good for one use."""
    ANY = "any"
    """Asking twice does no harm."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. ``body`` is the parsed JSON, or None when it was none."""

    status: int
    body: object
    text: str = field(repr=False)
    date: float | None = None
    """The server's clock, in seconds since 1970."""
    content_type: str = ""
    location: str = ""


def new_client() -> httpx.AsyncClient:
    """The HTTP client for all exchanges, to be closed at the end. Raises UnreachableError for unusable settings."""
    from sftui.salesforce.tls import believed_authorities
    from sftui.salesforce.transport import Routes, client_over

    return client_over(Routes(believed_authorities()))


def unbelieving_client() -> httpx.AsyncClient:
    """A client that accepts any certificate: to look at one, never to send anything."""
    import ssl

    from sftui.salesforce.transport import Routes, client_over

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return client_over(Routes(context))


async def look_up(url: str, *, deadline: float = 10.0) -> None:
    """Look up the name that a connection to ``url`` (or a bare host) begins with: its own, or its proxy's.

    Raises UnreachableError when there is no such name or no answer.
    """
    address = url if "://" in url else f"https://{url}"
    proxy = proxy_for(address)
    parts = urlsplit(address)
    host = proxy.host if proxy else parts.hostname or ""
    port = proxy.port if proxy else parts.port or 443
    try:
        async with asyncio.timeout(deadline):
            await _resolved(host, port)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise failures.of_look_up(error, address, proxy) from error


async def _resolved(host: str, port: int) -> None:
    """Ask the resolver in a daemon thread: it can't be cancelled, and must not hold up the program's end."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(None)
        else:
            answer.set_exception(error)

    def ask() -> None:
        error: BaseException | None = None
        try:
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as problem:
            error = problem
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, error)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    await answer


async def post_form(
    client: httpx.AsyncClient,
    url: str,
    form: Mapping[str, str],
    *,
    retry: Retry = Retry.NEVER,
    deadline: float = DEADLINE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Reply:
    """POST a form. The values go into the body only, never into the address (salesforce-oauth.md §2).

    Raises UnreachableError; InvalidFields when a value can't be sent as text.
    """
    try:
        content = urlencode(form).encode("ascii")
    except UnicodeEncodeError as error:
        broken = next((name for name, value in form.items() if _is_broken(value)), "")
        raise InvalidFields({broken: "One character in it arrived broken; type it again."}) from error
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = _request(client, "POST", url, content=content, headers=headers | _headers(None))
    return await _tried(client, request, retry=retry, deadline=deadline, sleep=sleep)


async def get_json(
    client: httpx.AsyncClient,
    url: str,
    *,
    token: Secret | None = None,
    params: Mapping[str, str] | None = None,
    retry: Retry = Retry.ANY,
    deadline: float = DEADLINE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Reply:
    """GET with the access token in the header.

    Raises UnreachableError; InvalidFields when the token can't be sent in a header.
    """
    request = _request(client, "GET", url, params=params, headers=_headers(token))
    return await _tried(client, request, retry=retry, deadline=deadline, sleep=sleep)


def _request(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    params: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> httpx.Request:
    import httpx

    try:
        return client.build_request(method, url, params=params, content=content, headers=headers)
    except (httpx.InvalidURL, UnicodeEncodeError) as error:
        raise odd_replies.unreadable_address(url) from error


def _headers(token: Secret | None) -> dict[str, str]:
    if token and not token.reveal().isascii():
        raise InvalidFields({"access_token": "It has a character that no token has; copy it again."})
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    return headers | {"Authorization": f"Bearer {token.reveal()}"} if token else headers


def _is_broken(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


@dataclass(slots=True)
class _Progress:
    """How far a call got: it decides what may be tried again, and how a time-out is named."""

    answered: bool = False


async def _tried(
    client: httpx.AsyncClient,
    request: httpx.Request,
    *,
    retry: Retry,
    deadline: float,
    sleep: Callable[[float], Awaitable[None]],
) -> Reply:
    """The call, again when that is allowed, within one deadline."""
    import httpx

    url = str(request.url)
    proxy = proxy_for(url)
    progress = _Progress()
    try:
        async with asyncio.timeout(deadline):
            for attempt in range(1, ATTEMPTS):
                try:
                    return await _once(client, request, progress)
                except httpx.TransportError as error:
                    if not _may_repeat(error, retry):
                        raise
                progress.answered = False
                await sleep(0.25 * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
            return await _once(client, request, progress)
    except TimeoutError as error:
        raise failures.of_deadline(url, proxy, answered=progress.answered, seconds=deadline) from error
    except (httpx.HTTPError, OSError) as error:
        raise await failures.of_transport(error, url, proxy) from error


def _may_repeat(error: httpx.TransportError, retry: Retry) -> bool:
    import httpx

    if retry is Retry.NEVER or failures.is_lasting(error):
        return False
    unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    return unsent or retry is Retry.ANY


async def _once(client: httpx.AsyncClient, request: httpx.Request, progress: _Progress) -> Reply:
    response = await client.send(request, stream=True)
    try:
        progress.answered = True
        chunks = bytearray()
        # a transport without a network hands over a reply that it has read already
        stream = response.aiter_bytes() if response.is_stream_consumed else response.aiter_raw()
        async for chunk in stream:
            chunks += chunk
            if len(chunks) > LARGEST_REPLY:
                raise odd_replies.too_large(str(request.url), LARGEST_REPLY)
        raw = _plain(bytes(chunks), response.headers.get("Content-Encoding", ""), str(request.url))
    finally:
        await response.aclose()
    text = raw.decode("utf-8-sig", errors="replace")
    return Reply(
        status=response.status_code,
        body=_parsed(text),
        text=text,
        date=_seconds(response.headers.get("Date", "")),
        content_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
        location=response.headers.get("Location", ""),
    )


def _plain(raw: bytes, encoding: str, url: str) -> bytes:
    """The reply unpacked, within the same limit: some proxies pack what nobody asked them to."""
    if encoding.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        return raw
    try:
        plain = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(raw, LARGEST_REPLY + 1)
    except zlib.error as error:
        raise odd_replies.garbled(url) from error
    if len(plain) > LARGEST_REPLY:
        raise odd_replies.too_large(url, LARGEST_REPLY)
    return plain


def _parsed(text: str) -> object:
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed


def _seconds(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError, OSError):
        return None
