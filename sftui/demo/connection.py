"""One client connection: reads HTTP/1.1 requests, writes replies, plays network faults."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from sftui.demo.hosts import Host
from sftui.demo.messages import PLAIN, Reply, Request
from sftui.demo.switches import Fault

BODY_LIMIT = 1024 * 1024
_GIGABYTE = 2**30
_DRIP_SECONDS = 0.1
WIRE_FAULTS = frozenset({"close", "reset", "lost-reply", "cut", "silent", "drip", "gigabyte"})


@dataclass(frozen=True)
class Trouble:
    """What the network does to one request: a delay in seconds, then a fault or none."""

    delay: float = 0.0
    fault: Fault = ""


@dataclass(frozen=True)
class Service:
    """What a connection needs to know of the server behind it."""

    answer: Callable[[Request, Fault], Reply]
    trouble: Callable[[Request], Trouble]
    """Called as soon as a request is read, before anything is done with it."""
    gate: Callable[[Request], None]
    """Called next; returns when the request may be answered."""
    time_at: Callable[[Host], float]
    stopping: threading.Event


class BadBodyError(Exception):
    """The body cannot be read; ``reply`` says so and the connection ends."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.reply = Reply(status, text.encode(), PLAIN, (("Connection", "close"),))


class Connection(BaseHTTPRequestHandler):
    """Serves a socket until the client leaves, a fault ends it, or the demo stops."""

    protocol_version = "HTTP/1.1"
    timeout = 120
    wbufsize = -1
    disable_nagle_algorithm = True

    def __init__(self, sock: socket.socket, address: tuple[str, int], host: Host, service: Service) -> None:
        self.host = host
        self.service = service
        server: Any = None  # the base class only stores it
        super().__init__(sock, address, server)

    def handle_one_request(self) -> None:
        """As the base class does, but one method serves every verb and a vanished client is no error."""
        with suppress(ConnectionError, TimeoutError, OSError):
            self.raw_requestline = self.rfile.readline(65537)
            if len(self.raw_requestline) > 65536:
                self.requestline, self.request_version, self.command = "", "", ""
                self.send_error(414)
            elif self.raw_requestline and self.parse_request():
                self._serve()
                return
        self.close_connection = True

    def handle_expect_100(self) -> bool:
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def _serve(self) -> None:
        try:
            body = self._read_body()
        except BadBodyError as bad:
            self.close_connection = True
            self._write(bad.reply)
            return
        path, _, query = self._target().partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.host, self.command, path, query, headers, body)
        trouble = self.service.trouble(request)
        if trouble.delay:
            self.service.stopping.wait(trouble.delay)
        self.service.gate(request)
        if not self._play(trouble.fault, request):
            self._write(self.service.answer(request, trouble.fault))

    def _target(self) -> str:
        """The request target without the fragment or the origin that a proxy would put before it."""
        target = self.path.partition("#")[0]
        if "://" in target.partition("?")[0]:
            target = "/" + target.partition("://")[2].partition("/")[2]
        return target

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            return self._read_chunks()
        length = self.headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            raise BadBodyError(400, "Content-Length is not a number")
        if int(length) > BODY_LIMIT:
            raise BadBodyError(413, "the body is too long")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionError("the client left in the middle of its body")
        return body

    def _read_chunks(self) -> bytes:
        body = bytearray()
        while True:
            size = self.rfile.readline(1024).partition(b";")[0].strip()
            try:
                length = int(size, 16)
            except ValueError:
                raise BadBodyError(400, "a chunk without its length") from None
            if length < 0 or len(body) + length > BODY_LIMIT:
                raise BadBodyError(413, "the body is too long")
            body += self.rfile.read(length)
            line = self.rfile.readline(1024)
            if length == 0:
                while line.strip():
                    line = self.rfile.readline(65537)
                return bytes(body)

    def _write(self, reply: Reply, *, cut: bool = False) -> None:
        self.send_response(reply.status)
        if reply.content_type is not None:
            self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status not in {204, 304}:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        body = reply.body[: len(reply.body) // 2] if cut else reply.body
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def _play(self, fault: Fault, request: Request) -> bool:
        """Carry out a fault that is about bytes on the wire. False: there is a reply to be written."""
        self.close_connection = self.close_connection or fault in WIRE_FAULTS
        match fault:
            case "close":
                pass
            case "reset":
                hard = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, hard)
            case "lost-reply":
                self.service.answer(request, "")
            case "cut":
                self._write(self.service.answer(request, ""), cut=True)
            case "silent":
                self.service.stopping.wait()
            case "drip":
                self._drip()
            case "gigabyte":
                self._gigabyte()
            case _:
                return False
        return True

    def _start_endless(self, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        for name, value in (("Content-Type", "application/json;charset=UTF-8"), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.flush()

    def _drip(self) -> None:
        self._start_endless(("Connection", "close"))
        self.wfile.write(b'{"access_token":"')
        while not self.service.stopping.wait(_DRIP_SECONDS):
            self.wfile.write(b"A")
            self.wfile.flush()

    def _gigabyte(self) -> None:
        self._start_endless(("Content-Length", str(_GIGABYTE)))
        piece = b'{"access_token":"' + b"A" * (65536 - 17)
        sent = 0
        while sent < _GIGABYTE and not self.service.stopping.is_set():
            self.wfile.write(piece)
            sent += len(piece)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The ``Date`` header follows the org's clock, which a switch may set wrong."""
        return super().date_time_string(self.service.time_at(self.host) if timestamp is None else timestamp)

    def version_string(self) -> str:
        return "sfdcedge"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """The demo keeps its own record of requests and prints nothing."""
