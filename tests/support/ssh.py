"""A real sshd on loopback with keys of its own, and the client's command line to reach it."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.ports import free_port

PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running sshd and how to log in."""

    port: int
    folder: Path

    def client(self, command: str, *options: str, port: int = 0) -> list[str]:
        """The ``ssh`` line that runs ``command`` there in a terminal."""
        return [
            "ssh", "-tt", "-F", "/dev/null", "-p", str(port or self.port), "-i", str(self.folder / "client"),
            "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=ERROR",
            "-o", f"UserKnownHostsFile={self.folder / 'known_hosts'}", "-o", "HostKeyAlias=demo-server",
            *options, f"{getpass.getuser()}@127.0.0.1", command,
        ]  # fmt: skip


def sshd_path() -> str:
    """Where sshd is; "" when it is not installed. It often stands outside a person's PATH."""
    return shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/opt/homebrew/sbin") or ""


@contextmanager
def server(folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """Start sshd for the person who runs the tests; only its own key opens it."""
    folder.mkdir(mode=0o700)
    for name in ("host", "client"):
        generate = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
        subprocess.run(generate, check=True, capture_output=True)
    (folder / "authorized_keys").write_bytes((folder / "client.pub").read_bytes())
    host_key = (folder / "host.pub").read_text(encoding="ascii").split()
    (folder / "known_hosts").write_text(f"demo-server {host_key[0]} {host_key[1]}\n", encoding="ascii")
    port = free_port()
    set_environment = " ".join(f'"{name}={value}"' for name, value in environment.items())
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nPidFile none\n"
        f"AuthorizedKeysFile {folder / 'authorized_keys'}\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n"
        f"PrintMotd no\nPrintLastLog no\nAcceptEnv LANG LC_* NO_COLOR COLORTERM\nSetEnv {set_environment}\n",
        encoding="utf-8",
    )
    Path("/run/sshd").mkdir(exist_ok=True)  # where Debian's sshd separates privileges
    with (folder / "log").open("wb") as log:
        daemon = subprocess.Popen(
            [sshd_path(), "-D", "-e", "-f", str(folder / "sshd_config")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        _wait_until_listening(port, daemon, folder / "log")
        yield Server(port, folder)
    finally:
        daemon.terminate()
        daemon.wait(PATIENCE)


def _wait_until_listening(port: int, daemon: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert daemon.poll() is None, log.read_text(encoding="utf-8", errors="replace")
            assert time.monotonic() < deadline, "sshd does not listen"
            time.sleep(0.05)
        else:
            return
