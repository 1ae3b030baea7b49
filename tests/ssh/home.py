"""The person's own machine, with a ``localhost`` of its own, an ssh client set up for the server, and a browser.

Where the system allows no network of its own (no user namespaces, no Linux), home and server share ``localhost``:
then the near end of a tunnel gets another port, and everything else is the same.
"""

from __future__ import annotations

import getpass
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.ssh.session import PATIENCE, Far, wait_until
from tests.support.ports import free_port
from tests.support.ssh import Server
from tests.support.terminal import Terminal, terminal

PROGRAMS = Path(__file__).parent / "programs"


@cache
def own_network() -> tuple[str, ...]:
    """What to put before a command so that it has a network of its own; nothing where that can't be had."""
    for prefix in (("unshare", "-n"), ("unshare", "-rn")):
        if shutil.which(prefix[0]) and not subprocess.run([*prefix, "true"], capture_output=True).returncode:
            return prefix
    return ()


@dataclass(frozen=True, slots=True)
class Home:
    """``near_port`` stands for the callback's port where home has no network of its own; 0 where it has."""

    folder: Path
    near_port: int

    def environment(self) -> dict[str, str]:
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return {"PATH": path, "HOME": str(self.folder), "LANG": "C.UTF-8"}

    def command(self, *command: str) -> list[str]:
        """The command line that runs something here, with the browser beside it."""
        return [*own_network(), sys.executable, str(PROGRAMS / "at_home.py"), str(self._control), *command]

    def forward(self, words: str) -> str:
        """A line of the coach, as it is typed here."""
        if not self.near_port:
            return words
        before, _, after = words.partition("-L ")
        return f"{before}-L {self.near_port}:{after.partition(':')[2]}"

    def browse(self, address: str) -> dict[str, object]:
        """What the browser here gets: ``status`` and ``body``, or ``error``."""
        if self.near_port:
            front, _, rest = address.partition("localhost:")
            address = f"{front}localhost:{self.near_port}/{rest.partition('/')[2]}"
        with socket.socket(socket.AF_UNIX) as asked, asked.makefile("rw", encoding="utf-8") as words:
            asked.settimeout(PATIENCE)
            asked.connect(str(self._control))
            words.write(f"{address}\n")
            words.flush()
            found: dict[str, object] = json.loads(words.readline())
            return found

    def reaches(self, address: str) -> bool:
        try:
            return "status" in self.browse(address)
        except OSError:  # the browser is not there yet
            return False

    @contextmanager
    def running(self, line: str) -> Iterator[None]:
        """Run a line of the shell here, as the person pastes it into another terminal."""
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                self.command("sh", "-c", f"exec {self.forward(line)}"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment(),
                start_new_session=True,
            )
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)
            self._control.unlink(missing_ok=True)

    @contextmanager
    def session(self, far: Far, command: str, *options: str) -> Iterator[Terminal]:
        """A command on the server, in a terminal here."""
        line = self.command(
            "ssh", "-tt", *options, f"{getpass.getuser()}@127.0.0.1", "-p", str(far.server.port)
        )
        with terminal(
            [*line, far.line(command)], folder=self.folder, environment=self.environment()
        ) as shown:
            yield shown

    @property
    def log(self) -> Path:
        """What the shell line said."""
        return self.folder / "log"

    @property
    def _control(self) -> Path:
        return self.folder / "browser"


@contextmanager
def home(folder: Path, server: Server) -> Iterator[Home]:
    """A home in this folder. Its ssh knows the server's keys, as a person's does, and needs no options for it."""
    (folder / "bin").mkdir(parents=True)
    gateway = folder / "gateway"
    config = (
        f"IdentityFile {server.folder / 'client'}\nIdentitiesOnly yes\nStrictHostKeyChecking yes\n"
        f"UserKnownHostsFile {server.folder / 'known_hosts'}\nHostKeyAlias demo-server\nLogLevel ERROR\n"
        "ExitOnForwardFailure yes\n"
    )
    if own_network():
        proxy = shlex.join([sys.executable, str(PROGRAMS / "to_server.py"), str(gateway)])
        config += f"ProxyCommand {proxy} %h %p\nProxyUseFdpass yes\n"
    (folder / "config").write_text(config, encoding="utf-8")
    ssh = folder / "bin" / "ssh"
    ssh.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder / "config"} "$@"\n', encoding="utf-8")
    ssh.chmod(0o700)
    with _open_gateway(gateway):
        yield Home(folder, 0 if own_network() else free_port())


@contextmanager
def _open_gateway(place: Path) -> Iterator[None]:
    """Connects whoever asks to the host and port that they name, and hands them the connection."""
    with socket.socket(socket.AF_UNIX) as gateway:
        gateway.bind(str(place))
        gateway.listen()
        threading.Thread(target=_serve, args=(gateway,), daemon=True).start()
        try:
            yield
        finally:
            with suppress(OSError):
                gateway.shutdown(socket.SHUT_RDWR)


def _serve(gateway: socket.socket) -> None:
    while True:
        try:
            asked, _ = gateway.accept()
        except OSError:
            return
        with asked:
            host, port = asked.recv(1000).decode().split()
            with socket.create_connection((host, int(port)), PATIENCE) as made:
                made.setblocking(True)
                socket.send_fds(asked, [b"\0"], [made.fileno()])


def wait_for_tunnel(here: Home, address: str) -> None:
    """Until a browser here gets an answer from there; a tunnel whose far end is silent gives none."""
    wait_until(
        lambda: here.reaches(address),
        lambda: f"the tunnel never delivered: {here.log.read_text(encoding='utf-8', errors='replace')}",
    )
