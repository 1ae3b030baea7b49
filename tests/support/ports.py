"""Ports of this machine that stay free until a test takes them."""

from __future__ import annotations

import random
import socket
from pathlib import Path

LOWEST = 20_000
"""Below it services of the machine may want theirs."""
TRIES = 100


def free_port(address: str = "127.0.0.1") -> int:
    """A port that nobody has, from below those that the system hands out: it gives this one to nobody meanwhile."""
    first_handed_out = _first_handed_out()
    for _ in range(TRIES if first_handed_out > LOWEST else 0):
        port = random.randrange(LOWEST, first_handed_out)
        try:
            return _bound(address, port)
        except OSError:
            continue
    return _bound(address, 0)


def _bound(address: str, port: int) -> int:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.bind((address, port))
        return int(probe.getsockname()[1])


def _first_handed_out() -> int:
    """0 where the system doesn't say."""
    try:
        return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
