"""What becomes of an error that nobody caught: ours is told, any other is a fault of the program and ends it.

Textual would show the local variables where it happened; secrets may be among them.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from sftui.errors import SftuiError, stack_of

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

CRASHED = (
    "sftui: Something went wrong inside sftui, and it had to end. What was connected is saved.\n"
    "do: Start it again. Please report the lines below; they hold no secret."
)


def of_worker(app: SftuiApp, event: Worker.StateChanged) -> None:
    """Tell or show the error that ended a worker, if one did."""
    error = event.worker.error if event.state is WorkerState.ERROR else None
    if isinstance(error, SftuiError):
        app.tell(error)
    elif isinstance(error, Exception):
        # the crash screen shows the exception that is being handled
        with suppress(type(error)):
            _raise_again(app, error)


def end(app: SftuiApp) -> None:
    """End the app and show where the fault that is being handled happened, and nothing that was held there."""
    from rich.text import Text

    app.keeper.leave()
    app.bell()
    fault = sys.exc_info()[1]
    app.panic(Text("\n".join([CRASHED, *(stack_of(fault) if fault is not None else ())])))


def _raise_again(app: SftuiApp, fault: Exception) -> None:
    try:
        raise fault  # noqa: TRY301 - raised to be handled here
    except Exception as error:
        app._handle_exception(error)  # noqa: SLF001 - Textual's own way to end with an exit code
        raise
