"""``sftui demo``: the screens, or a server for others, on a built-in loopback Salesforce."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from sftui.cli.arguments import port
from sftui.cli.call import Call

if TYPE_CHECKING:
    from sftui.demo.server import DemoSalesforce
    from sftui.errors import SftuiError

DESCRIPTION = (
    "Try everything on a built-in Salesforce: the screens open on a throw-away account file, and nothing leaves "
    "this machine. With --serve only that Salesforce runs, for other programs to talk to."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--fresh", action="store_true", help="begin with the first run, without an account file"
    )
    parser.add_argument(
        "--serve", action="store_true", help="only serve: prints one JSON line with addresses and credentials"
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=port,
        default=0,
        help="the first of the server's ports, one for each of its hosts; any free ones without it",
    )


def run(call: Call) -> int:
    demo = _started(call.arguments.port)
    try:
        return (
            _serve(call, demo) if call.arguments.serve else _screens(call, demo, fresh=call.arguments.fresh)
        )
    finally:
        demo.stop()


def try_out(call: Call) -> int:
    """The demo as the first-run screen offers it."""
    demo = _started(0)
    try:
        return _screens(call, demo, fresh=False)
    finally:
        demo.stop()


def _started(at: int) -> DemoSalesforce:
    from sftui.demo.server import DemoSalesforce
    from sftui.errors import Cause, SftuiError

    try:
        return DemoSalesforce(port=at).start()
    except OSError as error:
        what = f"port {at}" if at else "a port"
        raise SftuiError(
            f"The demo could not take {what}: {(error.strerror or 'refused').lower()}.",
            Cause("Another program has it.", "Choose another port with --port N, or leave it out."),
        ) from None


def _serve(call: Call, demo: DemoSalesforce) -> int:
    """Until somebody stops it."""
    import threading

    from sftui.demo.credentials import describe

    call.voice.exact(json.dumps(describe(demo)))
    threading.Event().wait()
    return 0


def _screens(call: Call, demo: DemoSalesforce, *, fresh: bool) -> int:
    """The folder of the account file goes when the screens do, also when they are told to end."""
    import tempfile

    from sftui.cli.demo_screens import show_demo
    from sftui.cli.screens import need_terminal

    need_terminal(call, sys.stdin, sys.stdout, sys.stderr)
    try:
        throw_away = tempfile.TemporaryDirectory(prefix="sftui-demo-", ignore_cleanup_errors=True)
    except OSError:
        raise _no_place() from None
    with throw_away as folder:
        return show_demo(demo, Path(folder), call.voice, fresh=fresh)


def _no_place() -> SftuiError:
    from sftui.errors import Cause, SftuiError

    return SftuiError(
        "The demo has no place for its throw-away account file.",
        Cause(
            "No temporary folder can be written to.", "Set TMPDIR to a folder of yours: TMPDIR=~ sftui demo"
        ),
    )
