"""Opening what a person reads: a guide, the book of guides, the request to an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sftui.tui import intents
from sftui.tui.screens.guides import GuidesScreen
from sftui.tui.screens.request_sheet import RequestSheetScreen

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp


def guide(app: SftuiApp, intent: intents.GuideWanted) -> None:
    """One guide whole, or the book."""
    app.push_screen(GuidesScreen(intent.topic, host=intent.host))


def request_sheet(app: SftuiApp, intent: intents.RequestSheetWanted) -> None:
    app.push_screen(RequestSheetScreen(intent.method_id, intent.account))
