"""Opening what a person reads: a guide, the book of guides, the request to an administrator, a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sftui.guides import request_sheet as requests
from sftui.salesforce.methods import method_of
from sftui.tui import intents
from sftui.tui.screens.guides import GuidesScreen
from sftui.tui.screens.sheet import SheetScreen

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp


def guide(app: SftuiApp, intent: intents.GuideWanted) -> None:
    """One guide whole, or the book."""
    app.push_screen(GuidesScreen(intent.topic, host=intent.host))


def request_sheet(app: SftuiApp, intent: intents.RequestSheetWanted) -> None:
    method = method_of(intent.method_id)
    app.push_screen(
        SheetScreen(
            f"Request sheet · {method.short if method else ''}",
            requests.request_sheet(intent.method_id, intent.account),
            f"salesforce-request-{intent.method_id}.txt",
        )
    )


def report(app: SftuiApp, intent: intents.ReportWanted) -> None:
    app.push_screen(SheetScreen("Report · no secret is in it", intent.text, "sftui-report.txt", copies=True))
