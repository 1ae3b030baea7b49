"""Ports of 127.0.0.1 and the threads behind them: one that accepts, one for each connection."""

from __future__ import annotations

import os
import selectors
import socket
import ssl
import threading
from collections import deque
from contextlib import suppress

from sftui.demo.connection import Connection, Service
from sftui.demo.hosts import Host

LOOPBACK = "127.0.0.1"
_BACKLOG = 256


def bind(port: int = 0) -> socket.socket:
    """A socket on a loopback port that does not listen yet: connecting to it is refused."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if port and os.name == "posix":  # elsewhere it would let two programs share the port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((LOOPBACK, port))
    except OSError:
        sock.close()
        raise
    return sock


class Listener:
    """Accepts on any number of ports with one thread, so that fifty hosts cost fifty sockets only."""

    def __init__(self, service: Service, tls: ssl.SSLContext | None) -> None:
        self._service = service
        self._tls = tls
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = socket.socketpair()
        self._selector.register(self._wake_read, selectors.EVENT_READ)
        self._waiting: deque[tuple[socket.socket, Host]] = deque()
        self._closing: deque[tuple[Host, threading.Event]] = deque()
        self._open: dict[socket.socket, Host] = {}
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept_all, name="demo-accept", daemon=True)
        self._thread.start()

    def listen(self, sock: socket.socket, host: Host) -> None:
        """Serve a bound socket from now on; a client may connect as soon as this returns."""
        sock.listen(_BACKLOG)
        sock.settimeout(0)
        self._waiting.append((sock, host))
        self._wake_write.send(b".")

    def hang_up(self, host: Host) -> None:
        """Close the port of a host and its connections; who connects from now on is refused."""
        done = threading.Event()
        self._closing.append((host, done))
        self._wake_write.send(b".")
        done.wait(timeout=5)

    def stop(self) -> None:
        """End every connection and give the ports back."""
        self._service.stopping.set()
        self._wake_write.send(b".")
        self._thread.join()
        self._end_connections(None)
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(timeout=2)
        for key in list(self._selector.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        for sock, _ in self._waiting:
            sock.close()
        self._selector.close()
        self._wake_write.close()

    def _end_connections(self, host: Host | None) -> None:
        with self._lock:
            for sock, its_host in self._open.items():
                if host is None or its_host is host:
                    with suppress(OSError):
                        sock.shutdown(socket.SHUT_RDWR)

    def _accept_all(self) -> None:
        while not self._service.stopping.is_set():
            for key, _ in self._selector.select():
                if key.fileobj is self._wake_read:
                    self._wake_read.recv(4096)
                elif isinstance(key.fileobj, socket.socket):
                    self._accept(key.fileobj, key.data)
            while self._waiting:
                sock, host = self._waiting.popleft()
                self._selector.register(sock, selectors.EVENT_READ, host)
            while self._closing:
                self._close_port(*self._closing.popleft())

    def _close_port(self, host: Host, done: threading.Event) -> None:
        for key in list(self._selector.get_map().values()):
            if key.data is host and isinstance(key.fileobj, socket.socket):
                self._selector.unregister(key.fileobj)
                key.fileobj.close()
        self._end_connections(host)
        done.set()

    def _accept(self, listening: socket.socket, host: Host) -> None:
        try:
            sock, address = listening.accept()
        except OSError:
            return
        sock.settimeout(None)
        thread = threading.Thread(
            target=self._serve, args=(sock, address, host), name="demo-connection", daemon=True
        )
        with self._lock:
            self._open[sock] = host
            self._threads.add(thread)
        thread.start()

    def _serve(self, plain: socket.socket, address: tuple[str, int], host: Host) -> None:
        sock = plain
        try:
            if self._tls is not None:
                plain.settimeout(Connection.timeout)
                sock = self._tls.wrap_socket(plain, server_side=True)
                with self._lock:
                    self._open.pop(plain, None)
                    self._open[sock] = host
            Connection(sock, address, host, self._service)
        except OSError:
            pass
        finally:
            with suppress(OSError):
                sock.close()
            with self._lock:
                self._open.pop(plain, None)
                self._open.pop(sock, None)
                self._threads.discard(threading.current_thread())
