"""The listener on the callback: one path, GET only, this machine only (salesforce-oauth.md §4.2).

A foreign ``state`` is refused and reported; what the browser is shown holds no code and no secret.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sftui.account import NO_SECRET, Account, Secret
from sftui.errors import Cause, InvalidFields, RefusedError, SftuiError
from sftui.salesforce import listener_pages as pages
from sftui.salesforce.hosts import host_of, is_loopback
from sftui.salesforce.port_holder import port_holder
from sftui.salesforce.signin import SignIn, code_in

LARGEST_REQUEST = 16 * 1024
"""Bytes of a request's first line and headers."""
REQUEST_DEADLINE = 10.0
"""Seconds for one connection."""
MOST_CONNECTIONS = 16
FAULT = "A browser was here, but something went wrong inside sftui ({}). Paste the address that the browser shows."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a browser brought: a code, Salesforce's no, or something that is not of this sign-in."""

    code: Secret = NO_SECRET
    refused: RefusedError | None = None
    warning: str = ""
    """What was refused here, in a sentence; the sign-in goes on waiting."""
    is_knock: bool = False
    """Nothing of a sign-in, but a browser was here: a tunnel delivers."""


@dataclass(frozen=True, slots=True)
class Callback:
    """Where the listener listens."""

    host: str
    port: int
    path: str


@dataclass(slots=True)
class Answers:
    """The answers of one listener, in the order in which they came."""

    _queue: asyncio.Queue[Answer] = field(default_factory=asyncio.Queue)
    _settled: bool = False
    _knocked: bool = False

    async def get(self) -> Answer:
        """The next answer; waits until there is one."""
        return await self._queue.get()


def callback_to_listen_on(redirect_uri: str) -> Callback | None:
    """Where to listen for this callback; None when it does not lead to this machine in plain http."""
    try:
        parts = urlsplit(redirect_uri)
        port = parts.port or 80
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme != "http" or not is_loopback(host):
        return None
    return Callback(host, port, parts.path or "/")


@asynccontextmanager
async def listen(sign_in: SignIn, account: Account) -> AsyncIterator[Answers]:
    """Listen on the callback of this sign-in while the block runs.

    Raises SftuiError when the callback is not on this machine, or its port is taken (by whom, if known).
    """
    callback = callback_to_listen_on(sign_in.redirect_uri)
    if callback is None:
        raise SftuiError(
            "This callback does not lead back to sftui by itself.",
            Cause(
                "Only an http callback on localhost can be listened on.",
                "Paste the address that the browser shows.",
            ),
        )
    answers = Answers()
    connections: set[asyncio.StreamWriter] = set()
    idle = asyncio.Event()
    idle.set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(connections) >= MOST_CONNECTIONS:
            writer.transport.abort()
            return
        connections.add(writer)
        idle.clear()
        try:
            await _serve(reader, writer, callback, sign_in, account, answers)
        except Exception as fault:  # noqa: BLE001 - told to whoever waits; here nobody would ever see it
            answers._queue.put_nowait(Answer(warning=FAULT.format(type(fault).__name__)))  # noqa: SLF001 - the same module
        finally:
            connections.discard(writer)
            writer.close()
            if not connections:
                idle.set()

    with ExitStack() as stack:
        sockets = _sockets(callback)
        for bound in sockets:  # all of them first: whoever waits may go away before the last one is served
            stack.callback(bound.close)
        for bound in sockets:
            server = await asyncio.start_server(serve, sock=bound, limit=LARGEST_REQUEST, start_serving=False)
            stack.callback(server.close)
            await server.start_serving()
        try:
            yield answers
        finally:
            for writer in tuple(connections):
                writer.transport.abort()
            await idle.wait()  # each ends at once, now that its connection is gone


def _sockets(callback: Callback) -> list[socket.socket]:
    """``localhost`` is both 127.0.0.1 and ::1, and both must be ours: a browser may try either first."""
    addresses = ["127.0.0.1", "::1"] if callback.host == "localhost" else [callback.host]
    bound: list[socket.socket] = []
    try:
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            try:
                made = _bound(family, address, callback.port)
            except OSError as error:
                if bound and error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                    continue  # this machine has no IPv6
                raise
            bound.append(made)
    except OSError as error:
        for each in bound:
            each.close()
        raise _not_listening(callback.port, error) from error
    return bound


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((address, port))
        made.listen(MOST_CONNECTIONS)
        made.settimeout(0)
    except OSError:
        made.close()
        raise
    return made


def _not_listening(port: int, error: OSError) -> SftuiError:
    paste = "Finish in the browser all the same, then paste the address that it shows."
    if error.errno == errno.EADDRINUSE:
        holder = port_holder(port)
        foreign = "another user" in holder
        return SftuiError(
            f"Port {port} is taken" + (f" by {holder}." if holder else "."),
            Cause(
                "Another program waits on the callback's port.",
                "Use a browser on another machine, and paste the address that it shows."
                if foreign
                else paste,
                field="redirect_uri",
                guide="callback-url",
            ),
            Cause(
                "It can be stopped, or the app can have a callback with another port.",
                "Stop it and start the sign-in again.",
                field="redirect_uri",
                guide="callback-url",
            ),
        )
    why = (
        "Ports below 1024 belong to the administrator."
        if error.errno == errno.EACCES
        else "The system forbids it."
    )
    return SftuiError(
        f"Port {port} can't be listened on.",
        Cause(why, paste, field="redirect_uri", guide="callback-url"),
    )


async def _serve(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    callback: Callback,
    sign_in: SignIn,
    account: Account,
    answers: Answers,
) -> None:
    """One request, one reply; the answer is handed on when the browser has its page."""
    answer: Answer | None = None
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
        async with asyncio.timeout(REQUEST_DEADLINE):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.LimitOverrunError:
                page = pages.reply(431, pages.TOO_LARGE)
            else:
                page, answer = _answered(head, callback, sign_in, account, answers)
            writer.write(page)
            if answer is not None:
                is_last = not (answer.warning or answer.is_knock)
                answers._settled = answers._settled or is_last  # noqa: SLF001 - the same module
            await writer.drain()
            writer.close()
            await writer.wait_closed()
    if answer is not None:
        answers._queue.put_nowait(answer)  # noqa: SLF001 - the same module


def _answered(
    head: bytes, callback: Callback, sign_in: SignIn, account: Account, answers: Answers
) -> tuple[bytes, Answer | None]:
    """The reply to a request, and what it brought."""
    lines = head.decode("latin-1").split("\r\n")
    method, _, rest = lines[0].partition(" ")
    target, _, version = rest.partition(" ")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
    }
    if not version.startswith("HTTP/1.") or not target.startswith("/"):
        return pages.reply(400, pages.NOT_HERE), None
    if not is_loopback(host_of(f"//{headers.get('host', '')}")):
        return pages.reply(421, pages.NOT_HERE), None
    path, _, query = target.partition("?")
    if path == "/favicon.ico":
        return pages.reply(204, ""), None
    if path != callback.path:
        return pages.reply(404, pages.NOT_HERE), _knock(answers) if path == "/" else None
    if method == "OPTIONS":
        return pages.preflight(account.login_url), None
    if method != "GET":
        return pages.reply(405, pages.NOT_HERE), None
    if answers._settled:  # noqa: SLF001 - the same module
        return pages.reply(200, pages.BEFORE), None
    if not query:
        return pages.reply(404, pages.NOT_HERE), _knock(answers)
    try:
        code = code_in(query, sign_in, account, needs_state=True)
    except RefusedError as error:
        return pages.reply(200, pages.REFUSED), Answer(refused=error)
    except InvalidFields as error:
        return pages.reply(400, pages.FOREIGN), Answer(
            warning=f"Refused at the callback: {error.problems['answer']}"
        )
    return pages.reply(200, pages.DONE), Answer(code=code)


def _knock(answers: Answers) -> Answer | None:
    """The first time that a browser comes by without an answer."""
    first = not answers._knocked  # noqa: SLF001 - the same module
    answers._knocked = True  # noqa: SLF001 - the same module
    return Answer(is_knock=True) if first else None
