"""The guide of what has the focus: beside the form from 110 columns on, else in a few lines under it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from sftui import guides

LINES_BELOW = 4


class GuidePane(Vertical):
    """Shows one topic's title and short text. Its place and size come from the style sheet."""

    def __init__(self, *, wide: bool, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes="guide-pane side-pane" if wide else "guide-pane below-pane")
        self._topic = ""

    def compose(self) -> ComposeResult:
        yield Static(classes="guide-pane--title", markup=False)
        yield Static(classes="guide-pane--text", markup=False)

    def show(self, topic: str) -> None:
        """Show this topic; nothing is drawn again when it is shown already."""
        if topic == self._topic or not self.is_mounted:
            return
        self._topic = topic
        try:
            found = guides.topic(topic)
        except KeyError:
            title, text = "", ""
        else:
            title, text = found.title, found.short
        self.query_one(".guide-pane--title", Static).update(Content(title))
        self.query_one(".guide-pane--text", Static).update(
            Content.assemble(text, ("  F1 whole guide", "$accent") if text else "")
        )
