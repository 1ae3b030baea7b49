"""The sign-in link as a QR code, when it fits the window; else how large the window must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.qr import QrCode, size_of

_FRAME_COLUMNS, _FRAME_LINES = 2, 2
"""What the dialog needs around the code: it has no frame, so that the code fits where it can."""


def window_for(link: str, *, plain: bool) -> tuple[int, int]:
    """Columns and lines of the window that the code of this link needs."""
    columns, lines = size_of(link, plain=plain)
    return columns + _FRAME_COLUMNS, lines + _FRAME_LINES


def qr_fits(link: str, window: Size, *, plain: bool) -> bool:
    columns, lines = window_for(link, plain=plain)
    return window.width >= columns and window.height >= lines


class QrDialog(BaseDialog[bool]):
    """One code; any way out leads back to the waiting sign-in. True asks for the next way to take the link."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back", "connect.take-link")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("back", "connect.take-link")
    AROUND_BODY: ClassVar[int] = 1
    """The key line alone."""

    def key_labels(self) -> Mapping[str, str]:
        return {"connect.take-link": "Next way"}

    def action_take_link(self) -> None:
        self.dismiss(result=True)

    def __init__(self, link: str) -> None:
        super().__init__()
        self._link = link

    def body(self) -> ComposeResult:
        yield Static(id="qr-words", markup=False)
        with Center(id="qr-place"):
            yield QrCode(self._link, plain=self.sftui.looks.plain)

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        plain = self.sftui.looks.plain
        columns, lines = window_for(self._link, plain=plain)
        fits = qr_fits(self._link, self.app.size, plain=plain)
        self.query_one("#qr-place").display = fits
        words = (
            "Point a phone's camera at it."
            if fits
            else (
                f"The code needs a window of {columns} × {lines}; this one has {self.app.size.width} × "
                f"{self.app.size.height}. Enlarge the window or use a smaller font, or take the link another way."
            )
        )
        self.query_one("#qr-words", Static).update(Content(words))
