"""A page that scrolls, with the keys of the table instead of Textual's own."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll

from sftui.tui.actions import bindings


class Page(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Scrolls by pages; the arrows are left to what stands on it."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("page.down", "page.up", "page.top", "page.end")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)


class ReadingPage(Page):
    """Nothing to go to on it: the arrows scroll, and so do ``j`` and ``k``."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("page.line-down", "page.line-up")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
