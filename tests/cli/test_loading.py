"""What a command loads before it can answer: measured by modules, never by time."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import Connect

WATCHED = ("textual", "rich", "httpx", "jwt", "segno", "asyncio", "cryptography")
SCRIPT = """
import contextlib, io, json, sys
from sftui.cli.main import main
with contextlib.redirect_stdout(io.StringIO()):
    code = main({arguments!r}, device="/nonexistent")
print(json.dumps([code, sorted(set({watched!r}) & set(sys.modules))]))
"""


def loaded_by(arguments: list[str], environment: dict[str, str]) -> tuple[int, set[str]]:
    """Exit code and which of the watched modules a fresh interpreter had to load."""
    script = SCRIPT.format(arguments=arguments, watched=WATCHED)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, timeout=60
    )
    assert done.returncode == 0, done.stderr
    code, modules = json.loads(done.stdout.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["connect", "--help"], ["demo", "--help"]])
def test_version_and_help_answer_before_any_heavy_import(
    arguments: list[str], environment: dict[str, str]
) -> None:
    assert loaded_by(arguments, environment) == (0, set())


def test_wrong_usage_too(environment: dict[str, str]) -> None:
    assert loaded_by(["lst", "--json"], environment) == (2, set())


def test_token_from_a_fresh_session_loads_neither_textual_nor_httpx(
    connect: Connect, environment: dict[str, str]
) -> None:
    connect("client-credentials", name="Nightly")
    code, modules = loaded_by(["token", "Nightly"], environment)
    assert code == 0
    assert not {"textual", "rich", "httpx", "jwt", "segno"} & modules


@pytest.mark.parametrize(
    "arguments", [["list"], ["show", "Nightly"], ["rename", "Nightly", "Daily"], ["restore"]]
)
def test_what_asks_no_network_loads_none(
    arguments: list[str], connect: Connect, environment: dict[str, str]
) -> None:
    connect("client-credentials", name="Nightly")
    code, modules = loaded_by(arguments, environment)
    assert code == 0
    assert not {"textual", "rich", "httpx", "jwt", "segno"} & modules


def test_a_renewed_token_loads_no_screens(connect: Connect, environment: dict[str, str]) -> None:
    connect("jwt", name="Pipeline")
    code, modules = loaded_by(["reconnect", "Pipeline", "--json"], environment)
    assert code == 0
    assert not {"textual", "rich"} & modules
    assert "httpx" in modules
