"""Sign-ins that were begun before, perhaps in a terminal that was closed, and still wait for their person."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.foreign import clean
from sftui.keeper.pending import Waiting
from sftui.salesforce.methods import method_of
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.menu import Menu

MINUTE = 60


class Choice(StrEnum):
    """What to do with a waiting sign-in."""

    GO_ON = "Go on with it"
    GIVE_UP = "Give it up"


class WaitingDialog(BaseDialog[tuple[Waiting, Choice] | None]):
    """Gives one sign-in with what to do; None leaves all of them waiting."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "cancel")

    def __init__(self, waiting: tuple[Waiting, ...], now: datetime) -> None:
        super().__init__(
            "A sign-in still waits for you" if len(waiting) == 1 else "Sign-ins still wait for you"
        )
        self._waiting = waiting
        self._now = now

    def body(self) -> ComposeResult:
        yield Static(
            self._words(),
            classes="para",
            markup=False,
        )
        yield Menu(
            *(
                Option(self._prompt(each, choice), id=f"{index} {choice.name}")
                for index, each in enumerate(self._waiting)
                for choice in Choice
            ),
            id="answers",
        )

    def key_labels(self) -> dict[str, str]:
        return {"cancel": "Later"}

    def on_mount(self) -> None:
        self.query_one("#answers", Menu).begin()

    def forget(self) -> None:
        """Locked again: it is offered anew after the next unlocking."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _answered(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        index, _, choice = (event.option.id or "").partition(" ")
        self.dismiss((self._waiting[int(index)], Choice[choice]))

    def _words(self) -> str:
        by_code = all(each.user_code for each in self._waiting)
        if len(self._waiting) == 1:
            way = "Its code can still be entered" if by_code else "Its answer can still come, or be pasted,"
            return f"It was begun before. {way} until it expires."
        way = "Their codes can still be entered" if by_code else "Their answers can still come, or be pasted,"
        return f"They were begun before. {way} until they expire."

    def _prompt(self, waiting: Waiting, choice: Choice) -> Content:
        draft = waiting.draft
        method = method_of(draft.method)
        whom = clean(draft.name or draft.username or draft.login_url, 60)
        minutes = max(1, -(-int((waiting.expires_at - self._now).total_seconds()) // MINUTE))
        left = "answered, not saved yet" if waiting.is_answered else f"{minutes} min left"
        words = f"  {whom} · {method.short if method else ''} · {left}"
        return Content.assemble((choice.value, "bold"), (words, "$muted"))
