"""The password command: its output, its failures, its limits (D20)."""

from __future__ import annotations

import os
import shlex
import sys
import time
from pathlib import Path

import pytest

from sftui.errors import KeySourceFailed
from sftui.vault.password_command import run_password_command
from tests.vault.kit import refusal

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


def python(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


def refused(command: str, limit: float = 20.0) -> KeySourceFailed:
    found = refusal(lambda: run_password_command(command, ENVIRONMENT, limit=limit))
    assert type(found) is KeySourceFailed
    assert found.exit_code == 3
    assert "No other source was tried" in found.do or "Nothing else was tried" in found.do
    return found


@pytest.mark.parametrize(
    ("printed", "passphrase"),
    [
        ("words\n", "words"),
        ("words", "words"),
        ("words\r\n", "words"),
        ("words\n\n", "words\n"),
        (" two words \n", " two words "),
        ("grün 😀\n", "grün 😀"),
    ],
)
def test_the_output_is_the_passphrase_without_one_line_end(printed: str, passphrase: str) -> None:
    command = python(f"import sys; sys.stdout.buffer.write({printed.encode()!r})")
    assert run_password_command(command, ENVIRONMENT).reveal() == passphrase


def test_a_python_without_waitid_runs_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS before Python 3.13."""
    monkeypatch.delattr(os, "waitid")
    assert run_password_command("echo words", ENVIRONMENT).reveal() == "words"
    assert "exit 3" in refused(python("raise SystemExit(3)")).message


def test_no_shell_reads_the_command() -> None:
    assert run_password_command("echo '$HOME' `x` ; exit 3", ENVIRONMENT).reveal() == "$HOME `x` ; exit 3"


def test_nothing_can_be_typed_into_it() -> None:
    assert "empty" in refused("cat").message


def test_it_sees_the_environment_that_it_is_given() -> None:
    command = python("import os; print(sorted(k for k in os.environ if k.startswith('SFTUI')))")
    given = {**ENVIRONMENT, "SFTUI_KEY_FILE": "x"}
    assert run_password_command(command, given).reveal() == "['SFTUI_KEY_FILE']"


@pytest.mark.parametrize(
    ("command", "says", "because"),
    [
        ("false", "failed (exit 1)", "no reason"),
        (python("import sys; sys.exit('vault is sealed')"), "failed (exit 1)", "vault is sealed"),
        (python("import os; os.kill(os.getpid(), 9)"), "signal 9", "no reason"),
        ("true", "empty passphrase", "nothing"),
        ("echo", "empty passphrase", "nothing"),
        ("no-such-program-here", "could not be started", "does not exist"),
        ("/", "could not be started", "does not exist"),
        ("", "cannot be split", "empty"),
        ("echo 'open", "cannot be split", "quotation"),
        (python("import sys; sys.stdout.buffer.write(b'\\xff')"), "not UTF-8", "binary"),
    ],
)
def test_its_failure_is_an_error_with_the_reason(command: str, says: str, because: str) -> None:
    found = refused(command)
    assert says in found.message
    assert because in found.cause


def test_what_it_says_is_cleaned_before_it_is_shown() -> None:
    found = refused(python(r"import sys; sys.exit('\x1b[2Jred \u202ealert')"))
    assert "[2Jred alert" in found.cause
    assert "\x1b" not in found.cause
    assert "\u202e" not in found.cause


def test_what_it_printed_is_not_shown_when_it_fails() -> None:
    found = refused(python("import sys; print('the-secret'); sys.exit(2)"))
    assert "the-secret" not in f"{found.message} {found.cause} {found.do}"


def test_ten_megabytes_are_refused_without_being_read() -> None:
    found = refused(python("import sys; sys.stdout.write('x' * 10_000_000)"))
    assert "more than 4096 bytes" in found.message


def test_ten_megabytes_of_complaints_do_no_harm() -> None:
    found = refused(python("import sys; sys.stderr.write('x' * 10_000_000); sys.exit(1)"))
    assert len(found.cause) < 200


def alive(number: int) -> bool:
    """Whether a process runs; one that ended but was not collected does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def wait_until_gone(number: int) -> None:
    deadline = time.monotonic() + 20
    while alive(number):
        assert time.monotonic() < deadline, "the process still runs"
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("stubborn", [False, True])
def test_one_that_never_ends_is_killed_with_its_whole_group(tmp_path: Path, *, stubborn: bool) -> None:
    note = tmp_path / "children"
    ignore = "trap '' TERM INT HUP; " if stubborn else ""
    script = f'{ignore}sleep 1000 & echo "$$ $!" > {shlex.quote(str(note))}; wait; sleep 1000'
    found = refused(shlex.join(["sh", "-c", script]), limit=5.0)
    assert "did not end within 5 seconds" in found.message
    for number in note.read_text().split():
        wait_until_gone(int(number))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_helper_that_stays_behind_is_not_waited_for(tmp_path: Path) -> None:
    note = tmp_path / "child"
    script = tmp_path / "leaves.py"
    script.write_text(
        "import os, pathlib, time\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    time.sleep(1000)\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child))\n"
        "print('words')\n"
    )
    command = shlex.join([sys.executable, str(script)])
    assert run_password_command(command, ENVIRONMENT).reveal() == "words"
    wait_until_gone(int(note.read_text()))


def test_no_descriptor_of_ours_reaches_it(tmp_path: Path) -> None:
    with (tmp_path / "open").open("w") as held:
        command = python("import os; print(len(os.listdir('/proc/self/fd')))")
        before = run_password_command(command, ENVIRONMENT).reveal()
        assert held.fileno() > 2
        assert int(before) <= 4
