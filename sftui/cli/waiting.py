"""Waiting for the keeper: results, cancelled cleanly, and stages as they begin."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from typing import TypeVar

from sftui.cli.call import Call
from sftui.cli.voice import shown
from sftui.errors import Interrupted
from sftui.keeper.events import OnStage, Stage

T = TypeVar("T")


def wait(job: Future[T]) -> T:
    """The result of a job. A person's Ctrl+C cancels it; after a signal the keeper saves what was answered."""
    try:
        return job.result()
    except CancelledError:
        raise Interrupted("It was cancelled.") from None
    except KeyboardInterrupt:
        job.cancel()
        raise


def stages(call: Call, name: str = "") -> OnStage:
    """Each stage on stderr as it begins."""
    before = f"{shown(name, 60)}: " if name else ""

    def tell(stage: Stage) -> None:
        call.voice.say(f"{before}{stage.value} …")

    return tell
