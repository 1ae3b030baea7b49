"""The guide of what has the focus: whole beside the form from 110 columns on, else in a few lines under it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import MountError
from textual.widgets import Static

from sftui import guides

if TYPE_CHECKING:
    from textual.widgets import Markdown

    from sftui.tui.app import SftuiApp

AFTER, AFTER_FAR = 0.15, 0.6
"""Seconds that the focus rests before the whole guide is drawn: walking through a form draws none on the way. Over
SSH a guide costs more than the walk."""


class GuidePane(Vertical):
    """Shows one topic. Its place and size come from the style sheet; what is not displayed is not drawn."""

    def __init__(self, *, wide: bool) -> None:
        super().__init__(classes="guide-pane side-pane" if wide else "guide-pane below-pane")
        self._wide = wide
        self._topic = ""
        self._whole: Markdown | None = None
        self._drawn = ""
        self._later: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(classes="guide-pane--title", markup=False)
        yield Static(classes="guide-pane--text", markup=False)
        if self._wide:
            yield VerticalScroll(classes="guide-pane--whole", can_focus=False)

    def show(self, topic: str) -> None:
        """Show this topic; nothing is drawn again when it is shown already."""
        if topic == self._topic or not self.is_mounted:
            return
        self._topic = topic
        found = _topic(topic)
        title, text = (found.title, found.short) if found is not None else ("", "")
        self.query_one(".guide-pane--title", Static).update(Content(title))
        self.query_one(".guide-pane--text", Static).update(
            Content.assemble(text, ("  F1 whole guide", "$accent") if text else "")
        )
        self._draw_later()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's signature
        self._draw_later()

    def _draw_later(self) -> None:
        if self._wide and self.size.width and self._drawn != self._topic:
            if self._later is not None:
                self._later.stop()
            wait = AFTER_FAR if cast("SftuiApp", self.app).is_far else AFTER
            self._later = self.set_timer(wait, self._draw_whole)

    async def _draw_whole(self) -> None:
        from textual.widgets import Markdown

        if _topic(self._topic) is None or not self.size.width:
            return
        self._drawn = self._topic
        place = self.query_one(".guide-pane--whole", VerticalScroll)
        _, _, body = guides.read(self._topic).partition("\n")
        with suppress(MountError):  # the step may go while its guide is drawn
            if self._whole is None:
                self._whole = Markdown(open_links=False)
                await place.mount(self._whole)
            await self._whole.update(body)
            place.scroll_home(animate=False)


def _topic(name: str) -> guides.Topic | None:
    try:
        return guides.topic(name)
    except KeyError:
        return None
