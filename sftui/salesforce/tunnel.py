"""The tunnel coach: how a browser at home reaches the listener on this machine through the SSH connection.

Pure words from the environment and the callback (design §3, §4).
"""

from __future__ import annotations

import getpass
import shlex
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from sftui.salesforce.hosts import THIS_MACHINE

IN_PLACE_NEEDS = "(Since OpenSSH 9.2 it takes ~C only with EnableEscapeCommandline=yes.)"
"""Without that setting the client says "commandline disabled", which nobody can see from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tunnel:
    """The two ways to let a browser elsewhere reach the callback here."""

    port: int
    new_connection: str
    """One line for another terminal at home."""
    names_inside: bool = False
    """The address in the line is one of an inner network: from home the host may have another name."""
    in_place: str
    """What to type after ``~C`` on its own line, in the SSH session that runs already."""


def over_ssh(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


def callback_port(callback: str) -> int:
    """The port that a browser knocks at on its own machine for this callback; 0 when it leads elsewhere."""
    try:
        parts = urlsplit(callback)
        port = parts.port
    except ValueError:
        return 0
    if parts.hostname not in THIS_MACHINE:
        return 0
    return port or (443 if parts.scheme == "https" else 80)


def tunnel_for(callback: str, environ: Mapping[str, str], *, user: str = "") -> Tunnel | None:
    """The tunnel for this callback, or None when none is needed or none would help.

    ``SSH_CONNECTION`` holds "client-address client-port server-address server-port"; the server's address is
    the one the person's SSH reached, so it works again, unless a jump host or a router lies between.
    """
    port = callback_port(callback)
    if not port or not over_ssh(environ):
        return None
    words = environ.get("SSH_CONNECTION", "").split()
    host, ssh_port = (words[2], words[3]) if len(words) == 4 else (socket.gethostname(), "22")
    listener = urlsplit(callback).hostname or "localhost"
    forward = f"{port}:{f'[{listener}]' if ':' in listener else listener}:{port}"
    person = user or environ.get("USER") or _login_name()
    other_port = "" if ssh_port == "22" else f"-p {ssh_port} "
    return Tunnel(
        port=port,
        new_connection=f"ssh -N -L {shlex.quote(forward)} {other_port}{shlex.quote(f'{person}@{host}')}",
        in_place=f"-L {forward}",
        names_inside=_is_inside(host),
    )


def _login_name() -> str:
    """The name as the system has it; "you" for a user that it does not list."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "you"


def _is_inside(host: str) -> bool:
    """Whether the address belongs to a private network, as behind a router or in a cloud."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_private and not address.is_loopback
