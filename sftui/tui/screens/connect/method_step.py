"""Step 1: which method, best first for this situation; and a box that takes anything a person has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.padding import Padding
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from sftui.account import Secret
from sftui.salesforce.methods import Method
from sftui.tui.actions import bindings
from sftui.tui.screens.connect.guide_pane import GuidePane
from sftui.tui.screens.connect.step import Step
from sftui.tui.widgets.menu import Menu, colour
from sftui.tui.widgets.secret_block import SecretBlock

TAKES = "anything: JSON, force://…, a token reply, an address, curl"
"""What the empty box says."""
RECOGNISE_AFTER = 0.4
"""Seconds without a key until what was put into the box is looked at."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Name and tag on one line; in a narrow list the tag has a line of its own, with the words below it."""

    name: Text
    tag: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text("  ").join((self.name, self.tag))
        if line.cell_len <= options.max_width:
            yield line
        else:
            yield self.name
            yield Padding(self.tag, (0, 0, 0, 2))


class MethodStep(Step):
    """The list of methods, and the paste box above it. Pasting works wherever the focus is."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("connect.request",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "back", "guide", "connect.request", "guides", "help")
    COUNT: ClassVar[str] = "step 1 of 3"

    @dataclass
    class Chosen(Message):
        """Go on with this method."""

        method_id: str

    @dataclass
    class Pasted(Message):
        """Something was put into the box; the dialog says what it is."""

        text: Secret

    @dataclass
    class RequestWanted(Message):
        """The request sheet of this method."""

        method_id: str

    def __init__(self, methods: Sequence[Method], *, marked: str = "", said: str = "") -> None:
        super().__init__(id="method-step")
        self._methods = tuple(methods)
        self._marked = marked
        self._said = said
        self._later: Timer | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="method-columns"):
            with Vertical(id="method-main"):
                with Horizontal(id="paste-row"):
                    yield Static("Paste", classes="form-field--label", markup=False)
                    yield SecretBlock(id="paste-box")
                yield Static(
                    Content(self._said or TAKES),
                    id="paste-said",
                    markup=False,
                )
                yield Menu(*(Option(self._prompt(each), id=each.id) for each in self._methods), id="methods")
            yield GuidePane(wide=True)

    def begin(self) -> None:
        menu = self.query_one("#methods", Menu)
        ids = [each.id for each in self._methods]
        menu.highlighted = ids.index(self._marked) if self._marked in ids else 0
        menu.focus()

    def key_labels(self) -> Mapping[str, str]:
        return {"connect.request": "Not an administrator?"}

    def guide_topic(self) -> str:
        method = self._highlighted()
        return method.guide if method else "choose-a-method"

    def say(self, words: str, *, mark: str = "") -> None:
        """What became of the paste; ``mark`` highlights the method that it belongs to."""
        said = self.query_one("#paste-said", Static)
        said.update(Content(words or TAKES))
        said.set_class(bool(words), "-said")
        ids = [each.id for each in self._methods]
        if mark in ids:
            menu = self.query_one("#methods", Menu)
            menu.highlighted = ids.index(mark)
            menu.focus()

    def on_paste(self, event: events.Paste) -> None:
        """A paste that no field took: into the box with it."""
        event.stop()
        self.query_one("#paste-box", SecretBlock).hold(event.text)

    def action_request_sheet(self) -> None:
        method = self._highlighted()
        if method is not None:
            self.post_message(self.RequestWanted(method.id))

    @on(OptionList.OptionHighlighted)
    def _show_guide(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.query_one(GuidePane).show(self.guide_topic())

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(event.option.id or ""))

    @on(SecretBlock.PasteRefused)
    def _paste_refused(self, event: SecretBlock.PasteRefused) -> None:
        event.stop()
        self.say(event.why)

    @on(TextArea.Changed, "#paste-box")
    def _box_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(RECOGNISE_AFTER, self._look_at_paste)

    def _look_at_paste(self) -> None:
        self._later = None
        box = self.query_one("#paste-box", SecretBlock)
        if box.value.strip():
            self.post_message(self.Pasted(Secret(box.value)))
        else:
            self.say("")

    def _highlighted(self) -> Method | None:
        index = self.query_one("#methods", Menu).highlighted
        return None if index is None else self._methods[index]

    def _prompt(self, method: Method) -> Group:
        muted = colour(self.app, "muted")
        facts = f"{method.survives} · {method.external_client_app}"
        return Group(
            Heading(Text(method.name, "bold"), Text(method.tag, muted)),
            Padding(Text(method.when), (0, 0, 0, 2)),
            Padding(Text(facts, muted), (0, 0, 0, 2)),
        )
