"""What the errors mean that Salesforce shows in the browser only, so that sftui hears nothing of them."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sftui.account import Account
from sftui.errors import Cause
from sftui.salesforce.diagnosis import BROWSER_ERRORS, BrowserError
from sftui.salesforce.login_url import setup_link
from sftui.salesforce.refusals.circumstances import ranked
from sftui.salesforce.setup_pages import where_to_look
from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.menu import Menu


class _Errors(Menu, inherit_bindings=False):
    """Few lines; the page keys are left to the text below them."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*Menu.ACTIONS)


class BrowserErrorsDialog(BaseDialog[Cause | None]):
    """Mark what the browser shows, read why for this account; Enter goes to the field that is wrong."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("back", "page.down", "page.up")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("menu.choose", "page.down", "back")

    def __init__(self, account: Account) -> None:
        super().__init__("What does the browser show?")
        self._account = account
        self._org_url = account.instance_url or account.login_url

    def body(self) -> ComposeResult:
        yield _Errors(
            *(Option(Content(each.shows), id=str(index)) for index, each in enumerate(BROWSER_ERRORS)),
            id="browser-errors",
        )
        yield Static(id="browser-error-words", markup=False)

    def on_mount(self) -> None:
        self.query_one("#browser-errors", Menu).begin()
        self.watch(self.query_one("#dialog-body"), "show_vertical_scrollbar", self.keys_changed, init=False)

    def key_labels(self) -> dict[str, str]:
        return {"menu.choose": "Do it", "page.down": "Read on", "back": "Go on waiting"}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"page_down", "page_up"}:
            return self.is_mounted and self.query_one("#dialog-body").show_vertical_scrollbar
        return super().check_action(action, parameters)

    def action_page_down(self) -> None:
        self.query_one("#dialog-body").scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.query_one("#dialog-body").scroll_page_up(animate=False)

    @on(OptionList.OptionHighlighted)
    def _marked(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.query_one("#browser-error-words", Static).update(self._words(_error(event.option.id)))
        self.query_one("#dialog-body").scroll_home(animate=False)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._causes(_error(event.option.id))[0])

    def _causes(self, error: BrowserError) -> tuple[Cause, ...]:
        return ranked(error.causes, self._account)

    def _words(self, error: BrowserError) -> Content:
        parts = []
        for cause in self._causes(error):
            parts.append(Content.assemble((cause.what, "bold"), "\n", f"  {cause.do}"))
            if cause.quick_find:
                link = setup_link(self._org_url, cause.setup_path)
                where = f"  {where_to_look(cause.quick_find)}{f' · {link}' if link else ''}"
                parts.append(Content.styled(where, "$muted"))
        return Content("\n").join(parts)


def _error(option_id: str | None) -> BrowserError:
    return BROWSER_ERRORS[int(option_id or 0)]
