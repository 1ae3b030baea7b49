"""The process itself: what it must not leave behind, and which switches of others it does not obey."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from sftui.cli import guard
from tests.cli.conftest import Run


def test_switches_that_record_or_press_keys_are_dropped(run: Run, environment: dict[str, str]) -> None:
    recording = {
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_LOG": "/tmp/log",
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": "/tmp",
        "TEXTUAL_PRESS": "q",
        "TEXTUAL_DRIVER": "module:Driver",
        "TEXTUAL_DEVTOOLS_HOST": "192.0.2.1",
    }
    environment.update(recording, TEXTUAL_COLOR_SYSTEM="256", SFTUI_PASSPHRASE="secret")
    assert run("--version").code == 0
    assert not set(recording) & set(os.environ)
    assert "SFTUI_PASSPHRASE" not in os.environ
    assert os.environ["TEXTUAL_COLOR_SYSTEM"] == "256"


@pytest.mark.skipif(sys.platform == "win32", reason="no core dumps there")
def test_no_core_dumps(environment: dict[str, str]) -> None:
    script = (
        "import resource; from sftui.cli.main import main; main(['--version']); "
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)
    assert done.stdout.splitlines()[-1] == "(0, 0)"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_becomes_an_exception_so_that_everything_is_put_away(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(guard.Ended) as ended, guard.clean_ends():
        signal.raise_signal(number)
    assert ended.value.number == number
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("second", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_breaks_into_nothing_that_is_being_put_away(second: signal.Signals) -> None:
    """The shell and the system both send SIGHUP when a terminal closes."""
    before = signal.getsignal(second)
    put_away = []

    def ended_while_it_works() -> None:
        try:
            signal.raise_signal(signal.SIGHUP)
        finally:
            signal.raise_signal(second)
            with guard.uninterrupted():
                put_away.append("what was sent")
            signal.raise_signal(second)
            put_away.append("the rest")

    with pytest.raises(guard.Ended) as ended, guard.clean_ends():
        ended_while_it_works()
    assert ended.value.number == signal.SIGHUP
    assert put_away == ["what was sent", "the rest"]
    assert signal.getsignal(second) is before


def test_what_nohup_ignores_stays_ignored_when_the_end_is_under_way() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    seen = []

    def ended_while_it_works() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            seen.append(signal.getsignal(signal.SIGHUP))

    try:
        with pytest.raises(guard.Ended), guard.clean_ends():
            ended_while_it_works()
        assert seen == [signal.SIG_IGN]
    finally:
        signal.signal(signal.SIGHUP, before)


def test_what_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with guard.clean_ends():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_signals_wait_while_a_save_is_finished(capfd: pytest.CaptureFixture[str]) -> None:
    with guard.clean_ends(), guard.uninterrupted():
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
    assert capfd.readouterr().err.count("at most ten seconds") == 2


def test_elsewhere_than_in_the_main_thread_signals_are_left_alone() -> None:
    seen = []

    def work() -> None:
        with guard.clean_ends(), guard.uninterrupted():
            seen.append(signal.getsignal(signal.SIGTERM))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
