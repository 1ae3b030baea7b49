"""Runs a command on the person's own machine, and a browser beside it: ``at_home.py CONTROL COMMAND…``.

In a network of its own, ``localhost`` is not the server's. The browser opens each address that is written to the
socket CONTROL, and answers with a line of JSON: ``status`` and ``body``, or ``error``.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import suppress

_GET_FLAGS, _SET_FLAGS = 0x8913, 0x8914
_UP = 0x1


def switch_loopback_on() -> None:
    """A new network begins with everything switched off."""
    with socket.socket() as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, _GET_FLAGS, request))[1]
        if not flags & _UP:
            fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _UP))


def opened(address: str) -> dict[str, object]:
    try:
        with urllib.request.urlopen(address, timeout=30) as reply:
            return {"status": reply.status, "body": reply.read().decode("utf-8", "replace")}
    except urllib.error.HTTPError as refusal:
        return {"status": refusal.code, "body": refusal.read().decode("utf-8", "replace")}
    except OSError as failure:
        return {"error": str(failure)}


def browse(control: socket.socket) -> None:
    while True:
        connection, _ = control.accept()
        with connection, connection.makefile("rw", encoding="utf-8") as words, suppress(OSError):
            words.write(json.dumps(opened(words.readline().strip())) + "\n")


def main() -> int:
    if sys.platform == "linux":
        with suppress(PermissionError):  # in the network of everybody it is on already
            switch_loopback_on()
    control = socket.socket(socket.AF_UNIX)
    control.bind(sys.argv[1])
    control.listen()
    threading.Thread(target=browse, args=(control,), daemon=True).start()
    return subprocess.call(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
