"""The first line of every screen: where you are on the left, the file's state or the step on the right."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class TitleBar(Widget, can_focus=False):
    """Both texts are plain: names from an org may stand in them."""

    ALLOW_SELECT = False

    where: reactive[str] = reactive("")
    aside: reactive[str] = reactive("")

    DEFAULT_CSS = """
    TitleBar { dock: top; height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; }
    """

    def render(self) -> Content:
        width = self.content_size.width
        aside = Content(self.aside).stylize("$muted")
        room = width - aside.cell_length - 2
        if room < min(20, Content(self.where).cell_length):
            aside, room = Content(""), width
        head, _, rest = self.where.partition(" · ")
        where = Content.assemble((f"{head} ", "bold"), (f"· {rest}" if rest else "", "$muted"))
        where = where.truncate(max(room, 1), ellipsis=True)
        gap = max(width - where.cell_length - aside.cell_length, 0)
        return Content.assemble(where, " " * gap, aside)
