"""What went wrong, in the dialog itself: what Salesforce said, the causes in order, what Enter does about one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.errors import RefusedError, RequestRefused, SalesforceDown, SftuiError, UnreachableError
from sftui.salesforce.setup_pages import where_to_look
from sftui.tui.actions import bindings
from sftui.tui.screens.connect import remedies
from sftui.tui.screens.connect.remedies import Failure, Kind, Remedy, choose
from sftui.tui.screens.connect.remedy_rows import remedy_rows
from sftui.tui.widgets.menu import Menu, colour, digit_of

MOST_CAUSES = 3
"""In the dialog; the whole failure screen has all of them."""
ALL_CAUSES = "whole"


def warning_of(error: SftuiError) -> str:
    """What the person must know before another try; "" when nothing was refused."""
    if not isinstance(error, RefusedError) or isinstance(error, (RequestRefused, SalesforceDown)):
        return ""
    return error.warning or ("" if error.error == "refused-before" else remedies.NO_SECOND_TRY)


def same_again_first(failure: Failure, error: SftuiError) -> Failure:
    """When Salesforce was not reached, nothing that was typed is wrong: Enter sends the same once more."""
    found = [
        each for each in failure.remedies if each.kind is Kind.SEND and each.field != remedies.SEND_AGAIN
    ]
    if not isinstance(error, UnreachableError) or not found:
        return failure
    ordered = (*found, *(each for each in failure.remedies if each not in found))
    numbered = tuple(replace(each, number=number) for number, each in enumerate(ordered, start=1))
    return replace(failure, remedies=numbered)


class Refusal(Vertical):
    """Not there until something was refused. Posts what the person chooses."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("failure.choose",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    DEFAULT_CSS = """
    Refusal { height: auto; display: none; }
    Refusal Static { height: auto; padding: 0 1; }
    """

    @dataclass
    class Chosen(Message):
        """Do what helps against this cause; None for the whole failure screen."""

        remedy: Remedy | None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.failure: Failure | None = None
        self._digit = 0

    def compose(self) -> ComposeResult:
        yield Static(classes="bad refusal--said", markup=False)
        yield Static(classes="warn refusal--warning", markup=False)
        yield Static(classes="refusal--lead muted", markup=False)
        yield Menu(classes="refusal--causes")
        yield Static(classes="refusal--remedy", markup=False)

    def show(self, failure: Failure, warning: str) -> None:
        """Show this failure and put the focus on its best remedy."""
        self.failure = failure
        self.display = True
        self.query_one(".refusal--said", Static).update(Content(failure.message))
        line = self.query_one(".refusal--warning", Static)
        line.update(Content(f"▲ {warning}"))
        line.display = bool(warning)
        lead = self.query_one(".refusal--lead", Static)
        lead.update(Content(failure.lead))
        lead.display = failure.lead != remedies.GUESSES
        menu = self.query_one(Menu)
        menu.display = True
        menu.clear_options()
        rows = remedy_rows(failure.remedies[:MOST_CAUSES], colour(self.app, "accent"))
        menu.add_options([Option(row, id=str(number)) for number, row in rows])
        menu.add_option(Option(self._all_prompt(len(failure.remedies)), id=ALL_CAUSES))
        menu.begin()

    @property
    def is_open(self) -> bool:
        """Whether the causes stand there to choose from."""
        return self.failure is not None and bool(self.query_one(Menu).display)

    def fold(self, remedy: Remedy) -> None:
        """While the person types anew, only what was said and what to do remain."""
        self.query_one(Menu).display = False
        self.query_one(".refusal--lead").display = False
        words = self.query_one(".refusal--remedy", Static)
        words.update(Content.assemble(f"{remedy.what} ", (remedy.do, "$muted")))

    def hide(self) -> None:
        self.failure = None
        self.display = False

    def guide_topic(self) -> str:
        """The guide of the marked cause, while the causes have the focus."""
        remedy = self._marked() if self.query_one(Menu).has_focus else None
        return remedy.guide if remedy is not None else ""

    def on_key(self, event: events.Key) -> None:
        """Note the digit; the action of the table follows."""
        self._digit = digit_of(event)

    def action_choose_cause(self) -> None:
        remedy = choose(self.failure, self._digit) if self.failure is not None else None
        if remedy is not None and remedy.number <= MOST_CAUSES:
            self.post_message(self.Chosen(remedy))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self._remedy(event.option.id or "")))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        remedy = self._remedy(event.option.id or "")
        words = self.query_one(".refusal--remedy", Static)
        words.update(self._details(remedy) if remedy is not None else Content(""))
        words.display = remedy is not None
        self.call_after_refresh(self._keep_in_view, first=event.option_index == 0)

    def _keep_in_view(self, *, first: bool) -> None:
        """On a low screen: what was said with the first cause, the last causes with what to do about them."""
        body = self.parent
        if first or not isinstance(body, Widget):
            self.scroll_visible(animate=False, top=True)
        else:
            body.scroll_end(animate=False)

    def _marked(self) -> Remedy | None:
        index = self.query_one(Menu).highlighted
        if index is None:
            return None
        return self._remedy(self.query_one(Menu).get_option_at_index(index).id or "")

    def _remedy(self, option_id: str) -> Remedy | None:
        if self.failure is None or not option_id.isdigit():
            return None
        return choose(self.failure, int(option_id))

    def _all_prompt(self, causes: int) -> Text:
        words = f"All {causes} causes, on a whole screen" if causes > MOST_CAUSES else "On a whole screen"
        return Text(f"  {words}", colour(self.app, "muted"))

    @staticmethod
    def _details(remedy: Remedy) -> Content:
        where = f"  {where_to_look(remedy.quick_find)}" if remedy.quick_find else ""
        return Content.styled(f"{remedy.do}{where}", "$muted")
