"""What a terminal is asked for while something else goes on."""

from __future__ import annotations

import os
import pty
from concurrent.futures import Future
from pathlib import Path

from sftui.cli.terminal import Terminal


def test_a_job_that_ends_later_writes_into_no_file_of_others(tmp_path: Path) -> None:
    """The pipe that would have woken the question is closed; its number belongs to the next file opened."""
    ours, theirs = pty.openpty()
    terminal = Terminal(fit=str, device=os.ttyname(theirs))
    job: Future[None] = Future()
    os.write(ours, b"pasted\n")
    assert terminal.line_unless_done(job) == "pasted"
    others = [os.open(tmp_path / f"{number}", os.O_WRONLY | os.O_CREAT, 0o600) for number in range(8)]
    job.set_result(None)
    assert terminal.line_unless_done(job) is None
    for each in (*others, ours, theirs):
        os.close(each)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b""] * len(others)
