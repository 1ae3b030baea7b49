"""The bytes that turn what a terminal shows into what it shall show."""

from __future__ import annotations

from collections.abc import Iterator

from sftui.tui.wire.pens import Pen, change
from sftui.tui.wire.picture import Picture
from sftui.tui.wire.scrolling import find_scroll

_SMALL_GAP = 4
"""So many unchanged cells are written again rather than jumped over, when no other pen is needed."""
_WORTH_ERASING = 9
"""Blanks from which erasing them is shorter than writing them."""
_WORTH_ERASING_THE_REST = 4
"""The same for those at the end of a row."""


class Changes:
    """Which pen the terminal has, as far as we know, and how to go on from there."""

    def __init__(self, *, erases: bool = False, scrolls: bool = False) -> None:
        """``erases`` says that the terminal fills erased cells with the background at hand, ``scrolls`` that it
        moves rows between margins.
        """
        self.pen: Pen | None = None
        self._erases = erases
        self._scrolls = scrolls

    def forget(self) -> None:
        """Something else wrote to the terminal."""
        self.pen = None

    def from_to(self, shown: Picture, wanted: Picture, cursor: tuple[int, int]) -> str:
        """What to write; afterwards ``shown`` is the same as ``wanted``. "" when nothing differs."""
        changed = shown.differing(wanted)
        if not changed:
            return ""
        text = self._shorter(shown, wanted, changed)
        for row in changed:
            shown.take_row(wanted, row)
        return text + _address(*cursor)

    def _shorter(self, shown: Picture, wanted: Picture, changed: list[int]) -> str:
        """The changed rows written where they are, or first moved by the terminal: whichever is shorter."""
        before = self.pen
        text = self._rows(shown, wanted, changed)
        scroll = find_scroll(shown, wanted, changed) if self._scrolls else None
        if scroll is None:
            return text
        after, self.pen = self.pen, before
        moved = scroll.carry_out(shown)
        scrolled = scroll.sequence() + self._rows(moved, wanted, moved.differing(wanted))
        if len(scrolled) < len(text):
            return scrolled
        self.pen = after
        return text

    def _rows(self, shown: Picture, wanted: Picture, changed: list[int]) -> str:
        parts: list[str] = []
        for row in changed:
            self._row(parts, shown, wanted, row)
        return "".join(parts)

    def _row(self, parts: list[str], shown: Picture, wanted: Picture, row: int) -> None:
        texts, pens = wanted.texts[row], wanted.pens[row]
        here: int | None = None
        """The column of the cursor in this row; None when it is not sure."""
        rest = self._blank_rest(shown, wanted, row)
        for start, end in _runs(shown, wanted, row):
            at = start
            while at < end:
                if at >= rest:
                    parts.append(self._go(texts, pens, row, here, rest))
                    if self.pen is None or self.pen.blank is not pens[rest]:
                        parts.append(self._take(pens[rest]))
                    parts.append("\x1b[K")
                    return
                pen = pens[at]
                assert pen is not None  # noqa: S101 - for the type checker: runs are of drawn cells
                stop = min(_same(texts, pens, at, end), rest)
                parts.append(self._go(texts, pens, row, here, at))
                if not (texts[at] == " " and self.pen is not None and self.pen.blank is pen):
                    parts.append(self._take(pen))
                text = "".join(texts[at:stop])
                if self._erases and stop - at >= _WORTH_ERASING and text.isspace() and not pen.marks_blanks:
                    parts.append(f"\x1b[{stop - at}X")
                    here = at
                else:
                    parts.append(text)
                    here = (
                        stop if text.isascii() else None
                    )  # a terminal may think otherwise of a sign's width
                at = stop

    def _take(self, pen: Pen | None) -> str:
        """From the pen at hand to this one."""
        assert pen is not None  # noqa: S101 - for the type checker: runs are of drawn cells
        sequence, self.pen = change(self.pen, pen), pen
        return sequence

    def _blank_rest(self, shown: Picture, wanted: Picture, row: int) -> int:
        """The column from which on the row shall be blank, when erasing that is worth it; else its end."""
        texts, pens, columns = wanted.texts[row], wanted.pens[row], wanted.columns
        pen = pens[-1]
        if pen is None or pen.marks_blanks or (pen.background and not self._erases):
            return columns  # without a background of its own every terminal erases alike
        start = columns
        while start and texts[start - 1] == " " and pens[start - 1] is pen:
            start -= 1
        changed = sum(end - max(begin, start) for begin, end in _runs(shown, wanted, row) if end > start)
        return start if changed >= _WORTH_ERASING_THE_REST else columns

    def _go(self, texts: list[str], pens: list[Pen | None], row: int, here: int | None, to: int) -> str:
        """From where the cursor is to a column of this row."""
        if here is None:
            return _address(to, row)
        if here == to:
            return ""
        if to - here <= _SMALL_GAP and self._draws(texts, pens, here, to):
            return "".join(texts[here:to])
        return "\x1b[C" if to - here == 1 else f"\x1b[{to - here}C"

    def _draws(self, texts: list[str], pens: list[Pen | None], start: int, end: int) -> bool:
        """Whether the pen at hand draws these cells as they are."""
        for at in range(start, end):
            pen = pens[at]
            if pen is None or self.pen is None or not texts[at].isascii():
                return False
            if pen is not self.pen and not (texts[at] == " " and pen is self.pen.blank):
                return False
        return True


def _same(texts: list[str], pens: list[Pen | None], start: int, end: int) -> int:
    """Where the stretch ends that one pen draws: text with single blanks in it, or blanks alone."""
    pen, at = pens[start], start + 1
    if texts[start] == " ":
        while at < end and pens[at] is pen and texts[at] == " ":
            at += 1
        return at
    blank = pen.blank if pen is not None else None
    while at < end and (pens[at] is pen or (texts[at] == " " and pens[at] is blank)):
        if texts[at] == " " and texts[at - 1] == " ":
            return at - 1
        at += 1
    return at


def _runs(shown: Picture, wanted: Picture, row: int) -> Iterator[tuple[int, int]]:
    """Where the row differs, from and to; wide characters are never halved."""
    old_texts, old_pens = shown.texts[row], shown.pens[row]
    texts, pens = wanted.texts[row], wanted.pens[row]
    columns, at = wanted.columns, 0
    while at < columns:
        if pens[at] is None or (old_pens[at] is pens[at] and old_texts[at] == texts[at]):
            at += 1
            continue
        start = at
        while start and texts[start] == "":
            start -= 1
        at += 1
        while at < columns and (
            texts[at] == ""
            or (pens[at] is not None and (old_pens[at] is not pens[at] or old_texts[at] != texts[at]))
        ):
            at += 1
        yield start, at


def _address(column: int, row: int) -> str:
    if not column:
        return f"\x1b[{row + 1}H" if row else "\x1b[H"
    return f"\x1b[{row + 1};{column + 1}H"
