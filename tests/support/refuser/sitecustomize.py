"""Loaded by Python before anything else: a disk that takes nothing in some folders, also from an administrator.

``SFTUI_TEST_READ_ONLY`` lists the folders, ``SFTUI_TEST_WRITABLE`` those within them that take everything.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

_READ_ONLY, _WRITABLE = (
    tuple(Path(each) for each in os.environ.get(name, "").split(":") if each)
    for name in ("SFTUI_TEST_READ_ONLY", "SFTUI_TEST_WRITABLE")
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.mkdir", "os.remove", "os.rmdir", "os.rename", "os.link", "os.symlink", "os.chmod", "os.utime"}


def _is_refused(path: Any) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False  # a descriptor: it was opened before
    whole = Path(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100 - resolve would follow links
    if any(whole.is_relative_to(each) for each in _WRITABLE):
        return False
    return any(whole.is_relative_to(each) for each in _READ_ONLY)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        paths = arguments[:1] if arguments[2] & _WRITES else ()
    elif event in _CHANGES:
        paths = arguments[:2]
    else:
        return
    for path in paths:
        if _is_refused(path):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)


if _READ_ONLY:
    sys.addaudithook(_refuse)
