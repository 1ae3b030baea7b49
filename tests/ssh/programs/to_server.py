"""What ssh at home uses to reach the server: ``to_server.py GATEWAY HOST PORT`` hands it a connection.

GATEWAY is a socket of the tests, which stand in both networks.
"""

from __future__ import annotations

import socket
import sys


def main() -> int:
    gateway, host, port = sys.argv[1:]
    with socket.socket(socket.AF_UNIX) as asked, socket.socket(fileno=1) as ssh:
        asked.connect(gateway)
        asked.sendall(f"{host} {port}\n".encode())
        _, descriptors, _, _ = socket.recv_fds(asked, 1, 1)
        socket.send_fds(ssh, [b"\0"], descriptors)
        ssh.detach()
    return 0


if __name__ == "__main__":
    sys.exit(main())
