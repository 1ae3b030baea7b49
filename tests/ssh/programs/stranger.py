"""Another user of the server who waits at a port: ``stranger.py PORT`` prints each address that a browser brings.

As the administrator it becomes nobody first; otherwise it can only play another user.
"""

from __future__ import annotations

import os
import socket
import sys

_NOBODY = 65534


def main() -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(sys.argv[1])))
        listener.listen()
        os.write(1, b"ready\n")
        while True:
            browser, _ = listener.accept()
            with browser:
                asked = browser.recv(65536)
                browser.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                os.write(1, asked.split(b" ")[1] + b"\n")


if __name__ == "__main__":
    main()
