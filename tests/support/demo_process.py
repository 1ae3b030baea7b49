"""The demo org in another process, as a person would run it, and its control surface (``sftui.demo``)."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class DemoProcess:
    """``facts`` is the line that ``sftui demo --serve`` printed; ``process`` its id."""

    facts: Mapping[str, Any]
    process: int

    @property
    def url(self) -> str:
        return str(self.facts["url"])

    def credentials(self, method: str, **changes: str) -> dict[str, str]:
        """What ``connect --from`` takes, some of it changed."""
        return {**self.facts["credentials"][method], **changes}

    def person(self, username: str) -> dict[str, str]:
        found: dict[str, str] = next(one for one in self.facts["people"] if one["username"] == username)
        return found

    def tell(self, call: str, **body: object) -> dict[str, Any]:
        """``POST /demo/<call>``; an error of the demo fails the test with its words."""
        return self._ask(call, json.dumps(body).encode())

    def state(self) -> dict[str, Any]:
        return self._ask("state", None)

    def _ask(self, call: str, body: bytes | None) -> dict[str, Any]:
        request = urllib.request.Request(f"{self.facts['control_url']}{call}", data=body)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
                found: dict[str, Any] = json.load(reply)
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error
        return found


@contextmanager
def demo_process(environment: Mapping[str, str], *options: str) -> Iterator[DemoProcess]:
    """Run ``sftui demo --serve`` until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sftui", "demo", "--serve", *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=dict(environment),
    )
    try:
        assert process.stdout is not None
        yield DemoProcess(json.loads(process.stdout.readline()), process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
