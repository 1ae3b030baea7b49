"""An error that a person must know: what happened, the likely causes, and what to do."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from sftui.errors import SftuiError
from sftui.tui import intents
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.page import ReadingPage
from sftui.tui.widgets.problem_text import problem_text


class ProblemDialog(BaseDialog[None]):
    """Long texts scroll."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("dialog.close", "guide")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("dialog.close", "guide")

    def __init__(self, error: SftuiError) -> None:
        super().__init__("That did not work")
        self._error = error

    def body(self) -> ComposeResult:
        with ReadingPage(classes="dialog-text"):
            yield Static(problem_text(self._error))

    @property
    def _guide(self) -> str:
        return next((cause.guide for cause in self._error.causes if cause.guide), "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "open_guide":
            return bool(self._guide)
        return super().check_action(action, parameters)

    def action_open_guide(self) -> None:
        self.post_message(intents.GuideWanted(self._guide))

    def action_close(self) -> None:
        self.dismiss(None)
