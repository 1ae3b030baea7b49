"""Two rows of a form that hold no text: one of a few choices, and yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from sftui.tui.actions import bindings

LABEL_WIDTH = 16
"""Columns of the label; the same as beside a text field."""


def focus_style(widget: Widget) -> str:
    """How the choice is drawn that has the focus: in reverse where colours can't be relied on."""
    reverse = widget.app.theme_variables.get("cursor-row-text-style") == "reverse"
    return "$accent bold reverse" if reverse else "$accent bold"


class ChoiceField(Widget, can_focus=True):
    """A label and a few choices in a line; ←, → and space move between them, a click takes one."""

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = ("choice.next", "choice.previous", "choice.done")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    DEFAULT_CSS = """
    ChoiceField { height: auto; padding: 0 1; }
    """

    chosen: reactive[str] = reactive("", layout=True)

    class Changed(Message):
        """Another choice was taken; ``field.chosen`` has its id."""

        def __init__(self, field: ChoiceField) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> ChoiceField:
            return self.field

    class Entered(Changed):
        """Enter was pressed: go on to the next field."""

    def __init__(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        *,
        chosen: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """``choices`` are pairs of id and words."""
        super().__init__(id=id, classes=classes)
        self.label = label
        self.choices = tuple(choices)
        self.set_reactive(ChoiceField.chosen, chosen or self.choices[0][0])
        self._zones: list[tuple[int, int, int, str]] = []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        return len(self._lines(width)[0])

    def render(self) -> Content:
        lines, self._zones = self._lines(self.content_size.width)
        return Content("\n").join(lines)

    def _lines(self, width: int) -> tuple[list[Content], list[tuple[int, int, int, str]]]:
        """The choices in as many lines as they need, and where each lies: line, from, to, id."""
        width = max(width, LABEL_WIDTH + 20)
        lines = [Content.styled(self.label.ljust(LABEL_WIDTH), "$accent" if self.has_focus else "$muted")]
        zones = []
        for choice_id, words in self.choices:
            taken = choice_id == self.chosen
            text = f"({'•' if taken else ' '}) {words}"
            style = (focus_style(self) if self.has_focus else "bold") if taken else "$muted"
            gap = "   " if lines[-1].cell_length > LABEL_WIDTH else ""
            if lines[-1].cell_length + len(gap) + len(text) > width:
                lines.append(Content(" " * LABEL_WIDTH))
                gap = ""
            start = lines[-1].cell_length + len(gap)
            zones.append((len(lines) - 1, start, start + len(text), choice_id))
            lines[-1] = Content.assemble(lines[-1], gap, (text, style))
        return lines, zones

    def action_next_choice(self) -> None:
        self._step(1)

    def action_previous_choice(self) -> None:
        self._step(-1)

    def action_submit(self) -> None:
        self.post_message(self.Entered(self))

    def on_click(self, event: events.Click) -> None:
        """Take the choice under the pointer."""
        at = event.get_content_offset(self)
        for line, start, end, choice_id in self._zones:
            if at is not None and at.y == line and start <= at.x < end:
                self._take(choice_id)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _step(self, by: int) -> None:
        ids = [choice_id for choice_id, _ in self.choices]
        self._take(ids[(ids.index(self.chosen) + by) % len(ids)])

    def _take(self, choice_id: str) -> None:
        if choice_id != self.chosen:
            self.chosen = choice_id
            self.post_message(self.Changed(self))


class TickField(Widget, can_focus=True):
    """A yes or no: ``[x] words``. Space and a click turn it over."""

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = ("tick.turn", "choice.done")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    DEFAULT_CSS = """
    TickField { height: auto; padding: 0 1; }
    """

    ticked: reactive[bool] = reactive(False)  # noqa: FBT003 - the value, not a switch

    class Changed(Message):
        """It was turned over; ``field.ticked`` says how it stands."""

        def __init__(self, field: TickField) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> TickField:
            return self.field

    class Entered(Changed):
        """Enter was pressed: go on to the next field."""

    def __init__(
        self,
        label: str,
        words: str,
        *,
        ticked: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.label = label
        self.words = words
        self.set_reactive(TickField.ticked, ticked)

    def render(self) -> Content:
        label = Content.styled(self.label.ljust(LABEL_WIDTH), "$accent" if self.has_focus else "$muted")
        box = Content.styled(
            "[x] " if self.ticked else "[ ] ", focus_style(self) if self.has_focus else "bold"
        )
        return Content.assemble(label, box, (self.words, "" if self.ticked else "$muted"))

    def action_turn(self) -> None:
        self.ticked = not self.ticked
        self.post_message(self.Changed(self))

    def action_submit(self) -> None:
        self.post_message(self.Entered(self))

    def on_click(self) -> None:
        self.action_turn()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
