"""A line between two ports of this machine that takes its time, counts bytes, and can vanish without a word."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 64 * 1024


class SlowLine:
    """Each piece arrives ``delay`` seconds after it was sent, whatever its direction; order is kept."""

    def __init__(self, target: int, delay: float) -> None:
        self.port = 0
        self.to_client = 0
        """Bytes that went back."""
        self._target = target
        self._delay = delay
        self._loop = asyncio.new_event_loop()
        self._flows = asyncio.Event()
        self._pumps: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def vanish(self) -> None:
        """From now on nothing arrives any more, and nobody is told."""
        self._loop.call_soon_threadsafe(self._flows.clear)

    def come_back(self) -> None:
        self._loop.call_soon_threadsafe(self._flows.set)

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> None:
        self._flows.set()
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self._server.close()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        ways = [self._pump(reader, back, counts=False), self._pump(there, writer, counts=True)]
        pumps = [self._loop.create_task(each) for each in ways]
        self._pumps |= {*pumps}
        try:
            await asyncio.gather(*pumps, return_exceptions=True)
        finally:
            for each in (writer, back):
                each.close()
            self._pumps -= {*pumps}

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counts: bool
    ) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=256)
        delivery = self._loop.create_task(self._deliver(under_way, writer))
        try:
            while piece := await reader.read(PIECE):
                self.to_client += len(piece) if counts else 0
                await under_way.put((self._loop.time() + self._delay, piece))
            await under_way.put((0.0, b""))
            await delivery
        finally:
            delivery.cancel()
            with suppress(asyncio.CancelledError):
                await delivery

    async def _deliver(
        self, under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        while True:
            due, piece = await under_way.get()
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            await self._flows.wait()
            if not piece:
                writer.close()
                return
            with suppress(OSError):
                writer.write(piece)
                await writer.drain()


@contextmanager
def slow_line(target: int, delay: float) -> Iterator[SlowLine]:
    """A line to this port of loopback."""
    line = SlowLine(target, delay)
    line.start()
    try:
        yield line
    finally:
        line.stop()
