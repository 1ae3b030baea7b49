"""Small servers on loopback that answer as they are told, byte for byte."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Script = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]
"""From the request's head (and the body that came with it) to what is written back."""


@dataclass
class Server:
    port: int
    heads: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


async def request_head(reader: asyncio.StreamReader) -> bytes:
    """The request up to its empty line; what can't be one is taken as it comes, as real servers do."""
    start = await reader.readexactly(1)
    return start + (await reader.readuntil(b"\r\n\r\n") if start.isalpha() else b"")


@asynccontextmanager
async def served(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A server that lives for the block; each connection gets one answer by the script."""
    tasks: set[asyncio.Task[None]] = set()
    server: Server

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            head = await request_head(reader)
            server.heads.append(head)
            await script(head, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client went away, or the block ended
        finally:
            tasks.discard(task)
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    server = Server(listening.sockets[0].getsockname()[1])
    try:
        yield server
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def reply(
    body: bytes | str, status: str = "200 OK", content_type: str = "application/json", more: str = ""
) -> bytes:
    """A whole HTTP reply."""
    content = body.encode() if isinstance(body, str) else body
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(content)}\r\n{more}\r\n"
    )
    return head.encode() + content


def says(*answers: bytes) -> Script:
    """Answers in turn, the last one for good."""
    left = list(answers)

    async def script(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if len(left) > 1 else left[0])

    return script
