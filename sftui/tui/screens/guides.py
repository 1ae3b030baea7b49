"""The guides as a book: chapters and topics, a search over every word, and the reader."""

from __future__ import annotations

from typing import ClassVar

from rich.padding import Padding
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Markdown, OptionList, Static
from textual.widgets.option_list import Option

from sftui import guides
from sftui.account import Account
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseScreen
from sftui.tui.widgets.line_input import WordsInput
from sftui.tui.widgets.menu import Menu
from sftui.tui.widgets.page import ReadingPage

FULL_WIDTH = 110
"""Columns from which list and reader stand side by side."""


class GuidesScreen(BaseScreen[None]):
    """Below 110 columns either the list or the reader is shown; from there on both."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("guides.search", "guides.list", "back")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    AUTO_FOCUS = ""

    def __init__(self, topic: str = "", *, host: str = "") -> None:
        super().__init__()
        self._account = Account(instance_url=f"https://{host}" if host else "")
        self._topic = topic if _known(topic) else ""
        self._came_for_topic = bool(self._topic)
        self._found = True
        self._reading = self._came_for_topic
        self.where = "Guides"

    def body(self) -> ComposeResult:
        with Horizontal(id="guides-columns"):
            with Vertical(id="guides-list"):
                with Horizontal(id="guides-search-row"):
                    yield Static("Search", classes="form-field--label", markup=False)
                    yield WordsInput(placeholder="any words", id="guides-search")
                yield Menu(id="guides-topics")
            with ReadingPage(id="guides-reader"):
                yield Markdown(id="guides-text", open_links=False)

    def on_mount(self) -> None:
        self._list(guides.topics())
        self._show(self._topic or guides.topics()[0].name)
        self._arrange()

    def on_resize(self) -> None:
        self._arrange()

    def keys_now(self) -> tuple[str, ...]:
        if self._searching:
            return ("form.next", "back", "help") if self._found else ("back", "help")
        return ("menu.choose", "guides.search", "guides.list", "back", "help")

    def key_labels(self) -> dict[str, str]:
        return {"menu.choose": "Read", "form.next": "To the list"}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        if action == "show_list":
            return self._reading
        return True

    def action_search(self) -> None:
        self._to_list()
        self.query_one("#guides-search", Input).focus()

    def action_show_list(self) -> None:
        self._to_list()

    def action_back(self) -> None:
        """From the reader to the list, if the person came from there; else out."""
        search = self.query_one("#guides-search", Input)
        if search.value:
            search.value = ""
            self.query_one("#guides-topics", Menu).focus()
        elif self._reading and not self._came_for_topic and not self._both():
            self._to_list()
        else:
            self.dismiss(None)

    @on(Input.Changed, "#guides-search")
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        words = event.value.strip()
        self._list(guides.search(words) if words else guides.topics(), flat=bool(words))

    @on(Input.Submitted, "#guides-search")
    def _searched(self, event: Input.Submitted) -> None:
        event.stop()
        if self._found:
            self.query_one("#guides-topics", Menu).focus()

    @on(OptionList.OptionHighlighted, "#guides-topics")
    def _marked(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self._both() and event.option.id and self.query_one("#guides-topics").has_focus:
            self._show(event.option.id)

    @on(OptionList.OptionSelected, "#guides-topics")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._show(event.option.id or "")
        self._reading, self._came_for_topic = True, False
        self._arrange()

    @on(Markdown.LinkClicked)
    def _link(self, event: Markdown.LinkClicked) -> None:
        """A link to another guide is followed here; any other is text to be copied."""
        event.stop()
        name = event.href.removesuffix(".md")
        if _known(name):
            self._show(name)
        else:
            self.app.notify(event.href, title="The link", markup=False, timeout=20)

    def _list(self, found: tuple[guides.Topic, ...], *, flat: bool = False) -> None:
        menu = self.query_one("#guides-topics", Menu)
        menu.clear_options()
        self._found = bool(found)
        chapter = ""
        for each in found:
            if each.chapter != chapter and not flat:
                chapter = each.chapter
                above = "\n" if menu.option_count else ""
                menu.add_option(Option(Content.styled(f"{above}{chapter}", "$muted"), disabled=True))
            menu.add_option(Option(Padding(Text(each.title), (0, 0, 0, 2)), id=each.name))
        if not found:
            menu.add_option(
                Option(Content.styled("  Nothing found. Try fewer words.", "$muted"), disabled=True)
            )
        names = [option.id for option in menu.options]
        menu.highlighted = names.index(self._topic) if self._topic in names else None
        self.keys_changed()

    def _show(self, name: str) -> None:
        if not _known(name):
            return
        self._topic = name
        self.where = f"Guides · {guides.topic(name).title}"
        self.query_one("#guides-text", Markdown).update(guides.read(name, self._account) + self._pages(name))
        self.query_one("#guides-reader", ReadingPage).scroll_home(animate=False)

    def _pages(self, name: str) -> str:
        """The Setup pages of this very org as whole addresses: a link that is only clickable is no use over SSH."""
        found = [link for link in guides.links(name, self._account) if link.url]
        if not found:
            return ""
        lines = "\n".join(f"- {link.title}: `{link.url}`" for link in found)
        return f"\n## In this org\n\n{lines}\n"

    @property
    def _searching(self) -> bool:
        return any(each.has_focus for each in self.query("#guides-search"))

    def _to_list(self) -> None:
        self._reading = False
        self._arrange()

    def _both(self) -> bool:
        return self.app.size.width >= FULL_WIDTH

    def _arrange(self) -> None:
        """Which of the two is shown, and where the focus is."""
        both = self._both()
        self.query_one("#guides-list").display = both or not self._reading
        self.query_one("#guides-reader").display = both or self._reading
        if not self._searching or self._reading:
            self.query_one("#guides-reader" if self._reading else "#guides-topics").focus()
        self.keys_changed()


def _known(topic: str) -> bool:
    try:
        guides.topic(topic)
    except KeyError:
        return False
    return True
