"""Parts of the program with a fault of their own, to see that somebody tells of it."""

from __future__ import annotations

from typing import NoReturn


def broken_listener(*_: object) -> NoReturn:
    """In place of ``listener.listen``: an error that no code of ours raises on purpose."""
    raise ZeroDivisionError
