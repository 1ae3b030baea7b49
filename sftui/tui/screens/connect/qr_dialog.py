"""The sign-in link as a QR code, when it fits the window; else how large the window must be."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center
from textual.content import Content
from textual.widgets import Static

from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.qr import QrCode, size_of

_FRAME_COLUMNS, _FRAME_LINES = 2, 2
"""What the dialog needs around the code: it has no frame, so that the code fits where it can."""


class QrDialog(BaseDialog[None]):
    """One code; any way out leads back to the waiting sign-in."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("back",)

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
        columns, lines = size_of(self._link, plain=self.sftui.looks.plain)
        columns, lines = columns + _FRAME_COLUMNS, lines + _FRAME_LINES
        fits = self.app.size.width >= columns and self.app.size.height >= lines
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
