"""Consumer keys and secrets that were entered before, each app once, with the account it is known from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from sftui.foreign import clean
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.screens.connect.offers import Offer
from sftui.tui.widgets.menu import Menu


class AppPicker(BaseDialog[str | None]):
    """Gives the id of the account to take the app from."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "cancel")

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__("Take the app of which account?")
        self._offers = tuple(offers)

    def body(self) -> ComposeResult:
        yield Menu(*(Option(self._prompt(each), id=each.account_id) for each in self._offers), id="apps")

    def on_mount(self) -> None:
        self.query_one("#apps", Menu).begin()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)

    def forget(self) -> None:
        """The names of the accounts are decrypted data."""
        self.dismiss(None)

    @staticmethod
    def _prompt(offer: Offer) -> Content:
        words = [clean(offer.short_key), "key and secret" if offer.has_secret else "key only"]
        if offer.same_place:
            words.append("same org or host")
        if offer.also_used_by:
            words.append(f"used by {offer.also_used_by} more")
        return Content.assemble(
            (clean(offer.account_name), "bold"), "\n", (f"  {' · '.join(words)}", "$muted")
        )
