"""How a call ends when something other than its result ends it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sftui.cli import main as main_module
from sftui.cli.arguments import COMMANDS
from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.vault.places import Places
from tests.cli.background import Call, in_background
from tests.cli.conftest import Connect, Run
from tests.cli.person import PATIENCE, PROGRAM

TOKEN = "/services/oauth2/token"
SECRET = "planted-secret-5Aep861"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_a_waiting_sign_in_cleanly(
    connect: Connect,
    environment: dict[str, str],
    demo: DemoSalesforce,
    tmp_path: Path,
    number: signal.Signals,
    code: int,
) -> None:
    del connect  # only its account file is needed
    source = tmp_path / "device.json"
    source.touch(mode=0o600)
    source.write_text(json.dumps(credentials(demo)["device"]))
    with in_background(["connect", "--from", str(source)], environment) as call:
        call.told("Waiting until")
        call.send_signal(number)
        ended, out, err = call.ended()
    assert (ended, out) == (code, b"")
    assert b"Traceback" not in err


def until_asked(demo: DemoSalesforce, call: Call) -> None:
    """Until the question has reached Salesforce: before that nothing was sent, and nothing is waited for."""
    deadline = time.monotonic() + PATIENCE
    while not any(seen.path == TOKEN for seen in demo.requests()[-1:]):
        assert not call.has_ended()
        assert time.monotonic() < deadline, "it never asked"
        time.sleep(0.01)


@pytest.mark.slow
def test_an_answer_that_never_comes_is_waited_for_ten_seconds_and_this_is_said(
    connect: Connect, environment: dict[str, str], demo: DemoSalesforce
) -> None:
    connect("client-credentials", name="Nightly")
    demo.switch(fault="silent", fault_on="")
    with in_background(["reconnect", "Nightly"], environment) as call:
        call.told("Asking for a token")
        until_asked(demo, call)
        call.send_signal(signal.SIGTERM)
        call.send_signal(signal.SIGTERM)
        code, _, err = call.ended()
    assert code == 143
    assert b"at most ten seconds" in err


def test_what_salesforce_answered_is_saved_though_the_signal_came_in_between(
    connect: Connect, run: Run, environment: dict[str, str], demo: DemoSalesforce
) -> None:
    """A rotated refresh token that is lost would end the connection."""
    connect("tokens", name="Given")
    demo.set_app("Acme Integration", rotation=True)
    demo.end_sessions("ada@acme.com")
    demo.switch(hold=TOKEN)
    with in_background(["reconnect", "Given"], environment) as call:
        call.told("Asking for a token")
        demo.wait_until_held(1)
        call.send_signal(signal.SIGHUP)
        call.told("at most ten seconds")
        demo.let_go()
        call.ended()
    assert run("reconnect", "Given").code == 0


def test_a_reader_that_left_is_no_reason_to_complain(connect: Connect, environment: dict[str, str]) -> None:
    connect("client-credentials", name="Nightly")
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen([*PROGRAM, "list"], stdout=writing, stderr=subprocess.PIPE, env=environment)
    os.close(writing)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the full disk that Linux keeps")
@pytest.mark.parametrize("accounts", [1, 6])  # with six it is more than is buffered
def test_an_output_that_cannot_be_written(
    accounts: int, connect: Connect, environment: dict[str, str]
) -> None:
    for number in range(accounts):
        connect("client-credentials", name=f"Nightly {number}")
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        line = [*PROGRAM, "list", "--json"]
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, env=environment)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("sftui: The result could not be written.")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_neither_fail_nor_reach_the_account_file(
    connect: Connect, environment: dict[str, str], places: Places, closed: str
) -> None:
    connect("client-credentials", name="Nightly")
    before = places.accounts.read_bytes()
    line = f'exec "$@" list -v --key-file /nonexistent {closed}'
    done = subprocess.run(["sh", "-c", line, "sh", *PROGRAM], capture_output=True, env=environment)
    assert done.returncode == 3
    line = f'exec "$@" list {closed}'
    assert (
        subprocess.run(["sh", "-c", line, "sh", *PROGRAM], capture_output=True, env=environment).returncode
        == 0
    )
    assert places.accounts.read_bytes() == before


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Let the command ``list`` raise something that nobody foresaw."""

    def breaks(fault: BaseException) -> None:
        class Broken:
            @staticmethod
            def run(call: object) -> int:
                planted = SECRET
                raise fault from KeyError(planted)

        monkeypatch.setattr(main_module, "import_module", lambda name: Broken)

    return breaks


def test_a_fault_of_ours_is_one_calm_message_without_what_it_held(
    run: Run, broken: Callable[[BaseException], None]
) -> None:
    broken(ValueError(SECRET))
    done = run("list")
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines()[0] == "sftui: Something went wrong inside sftui (ValueError)."
    assert len(done.err.splitlines()) == 3
    assert SECRET not in done.err


def test_with_verbose_it_says_where_but_still_not_what(
    run: Run, broken: Callable[[BaseException], None]
) -> None:
    broken(ValueError(SECRET))
    done = run("list", "-v")
    assert done.code == 1
    assert "test_ends.py" in done.err
    assert "builtins.ValueError" in done.err
    assert "builtins.KeyError" in done.err
    assert SECRET not in done.err


def test_a_fault_as_json(run: Run, broken: Callable[[BaseException], None]) -> None:
    broken(RuntimeError(SECRET))
    done = run("list", "--json")
    assert done.code == 1
    assert '"code": "failed"' in done.out
    assert SECRET not in done.out + done.err


def test_verbose_tells_every_likely_cause(run: Run, connect: Connect, demo: DemoSalesforce) -> None:
    connect("client-credentials", name="Nightly")
    demo.set_app("Acme Terminal", client_secret="ROTATED")
    demo.end_sessions("integration@acme.com")
    short, long = run("reconnect", "Nightly").err, run("reconnect", "Nightly", "-v").err
    assert short.count("cause: ") == 1
    assert long.count("cause: ") > 1
    assert "where: Setup, Quick Find: " in long


def test_every_command_has_its_module() -> None:
    folder = Path(main_module.__file__).parent / "commands"
    assert {f"{module}.py" for _, module, _ in COMMANDS} | {"__init__.py", "screens.py"} == {
        path.name for path in folder.glob("*.py")
    }
