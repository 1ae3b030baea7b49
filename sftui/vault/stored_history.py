"""An account's local history as it lies in the sessions file, read at the first look."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import overload

from sftui.account import Happening


class StoredHistory(Sequence[Happening]):
    """Equal to a tuple of the same lines. What cannot be read is an empty history.

    A list of ten thousand accounts shows no history at all, and each may have fifty lines.
    """

    __slots__ = ("_lines", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        """The JSON: a list of ``[at, what, detail]``."""
        self._lines: tuple[Happening, ...] | None = None

    @property
    def lines(self) -> tuple[Happening, ...]:
        if self._lines is None:
            self._lines = _read(self.text)
        return self._lines

    @overload
    def __getitem__(self, place: int) -> Happening: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Happening, ...]: ...
    def __getitem__(self, place: int | slice) -> Happening | tuple[Happening, ...]:
        return self.lines[place]

    def __len__(self) -> int:
        return len(self.lines)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StoredHistory):
            return self.text == other.text or self.lines == other.lines
        return self.lines == other

    def __hash__(self) -> int:
        return hash(self.lines)

    def __repr__(self) -> str:
        return repr(self.lines)


def _read(text: str) -> tuple[Happening, ...]:
    try:
        return tuple(_happening(*each) for each in json.loads(text))
    except (TypeError, ValueError, RecursionError):
        return ()


def _happening(at: object, what: object, detail: object) -> Happening:
    if type(at) is not str or type(what) is not str or type(detail) is not str:
        raise TypeError("not a text")
    return Happening(at=at, what=what, detail=detail)
