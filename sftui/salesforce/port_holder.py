"""Who listens on a port of this machine, as far as the system tells."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sftui.foreign import clean

_LISTENING = "0A"


def port_holder(port: int, proc: Path = Path("/proc")) -> str:
    """``ssh (process 4242)``, ``a program of another user (bea)``, or "" where it can't be known.

    An administrator sees both: ``nc (process 4242) of another user (bea)``.
    """
    if sys.platform != "linux":
        return ""
    found = _sockets(port, proc)
    for inode, uid in found.items():
        if holder := _process(inode, proc):
            return holder + _owner(uid)
    other = next((uid for uid in found.values() if uid != os.getuid()), os.getuid())
    return f"a program{_owner(other)}" if other != os.getuid() else ""


def _sockets(port: int, proc: Path) -> dict[str, int]:
    """Inode -> user id of each listening socket on this port."""
    found = {}
    for table in ("net/tcp", "net/tcp6"):
        try:
            lines = (proc / table).read_text("ascii").splitlines()[1:]
        except (OSError, UnicodeDecodeError):
            continue
        for line in lines:
            columns = line.split()
            if len(columns) > 9 and columns[3] == _LISTENING and columns[1].endswith(f":{port:04X}"):
                found[columns[9]] = int(columns[7])
    return found


def _process(inode: str, proc: Path) -> str:
    wanted = f"socket:[{inode}]"
    for process in proc.iterdir():
        if not process.name.isdigit():
            continue
        try:
            holds = any(str(each.readlink()) == wanted for each in (process / "fd").iterdir())
            name = (process / "comm").read_text("utf-8", "replace") if holds else ""
        except OSError:  # another user's process, or one that has just ended
            continue
        if holds:
            return f"{clean(name, 40) or 'a program'} (process {process.name})"
    return ""


def _owner(uid: int) -> str:
    return "" if uid == os.getuid() else f" of another user ({_user(uid)})"


def _user(uid: int) -> str:
    import pwd

    try:
        return clean(pwd.getpwuid(uid).pw_name, 40)
    except KeyError:
        return f"user id {uid}"
