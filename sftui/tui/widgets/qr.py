"""A QR code of text cells: two modules in one cell where the terminal has half blocks, else two cells for one."""

from __future__ import annotations

from functools import lru_cache

from textual.content import Content
from textual.widget import Widget

QUIET = 2
"""Light modules around the code; phones want some."""


@lru_cache(maxsize=4)
def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    """The dark modules of the smallest code that holds the text, with a quiet border."""
    import segno

    code = segno.make(text, error="l", boost_error=False, micro=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=QUIET))


def size_of(text: str, *, plain: bool) -> tuple[int, int]:
    """Columns and lines that the code of this text needs."""
    side = len(modules_of(text))
    return (side * 2, side) if plain else (side, -(-side // 2))


class QrCode(Widget):
    """Dark on light, whatever the theme. ``plain`` uses blanks in two colours only."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    QrCode { width: auto; height: auto; }
    """

    def __init__(self, text: str, *, plain: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._modules = modules_of(text)
        self._plain = plain

    def render(self) -> Content:
        return Content("\n").join(self._plain_lines() if self._plain else self._half_lines())

    def _plain_lines(self) -> list[Content]:
        return [
            Content.assemble(*(("  ", "on ansi_black" if dark else "on ansi_bright_white") for dark in row))
            for row in self._modules
        ]

    def _half_lines(self) -> list[Content]:
        rows = list(self._modules)
        if len(rows) % 2:
            rows.append((False,) * len(rows[0]))
        signs = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
        return [
            Content.styled(
                "".join(signs[pair] for pair in zip(upper, lower, strict=True)),
                "ansi_black on ansi_bright_white",
            )
            for upper, lower in zip(rows[::2], rows[1::2], strict=True)
        ]
