"""Running the program without the rights of an administrator, to whom no folder is closed."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

SOMEBODY = 54_321
"""A user that no system lists."""
ROOT = Path(__file__).parent.parent.parent
_SAME_PYTHON = f"import os, sftui.cli.main, textual; assert os.__file__ == {os.__file__!r}"
"""One that can't read its own library may find that of another Python."""
_READS_ALL = ("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search")
"""For a Python that stands in a folder of the administrator's own. It gives no right to write."""


@cache
def unprivileged() -> tuple[str, ...] | None:
    """What to put before a command; nothing for a usual user; None for an administrator who can't become one."""
    if os.getuid() != 0:
        return ()
    for rights in ((), _READS_ALL):
        prefix = ("setpriv", "--reuid", str(SOMEBODY), "--regid", str(SOMEBODY), "--clear-groups", *rights)
        try:
            tried = subprocess.run(
                [*prefix, sys.executable, "-c", _SAME_PYTHON],
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
            )
        except FileNotFoundError:
            return None
        if tried.returncode == 0:
            return prefix
    return None
