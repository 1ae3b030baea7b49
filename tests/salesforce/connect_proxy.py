"""A small real proxy on loopback: CONNECT only, sends every tunnel to one port of this machine."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.salesforce.wire import request_head


@dataclass
class Proxy:
    port: int
    tunnels: list[str] = field(default_factory=list)
    """What was asked for, as ``host:port``."""


@asynccontextmanager
async def proxy_to(
    target: int, *, user: str = "", answer: str = "200 Connection established"
) -> AsyncIterator[Proxy]:
    """``user`` as ``name:password`` when it wants one; any other ``answer`` than 200 refuses the tunnel."""
    wanted = base64.b64encode(user.encode()).decode()
    proxy: Proxy
    tasks: set[asyncio.Task[None]] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(65536):
                writer.write(chunk)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            head = (await request_head(reader)).decode("latin-1")
            said = answer if head.startswith("CONNECT ") else "400 Bad Request"
            proxy.tunnels.append(head.partition(" ")[2].partition(" ")[0])
            if user and f"Basic {wanted}" not in head:
                said = "407 Proxy Authentication Required"
            writer.write(f"HTTP/1.1 {said}\r\n\r\n".encode())
            await writer.drain()
            if not said.startswith("200"):
                return
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
            await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # one side went away, or the block ended
        finally:
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    proxy = Proxy(server.sockets[0].getsockname()[1])
    try:
        yield proxy
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
