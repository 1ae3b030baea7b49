"""A saved secret on a line of its own: masked, shown on purpose, hidden again by itself."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from sftui.account import Secret
from sftui.foreign import clean_lines
from sftui.tui.actions import bindings
from sftui.tui.widgets.revealing import Revealing

LABEL_WIDTH = 16


class SecretRow(Revealing, Widget, can_focus=True):
    """``ctrl+r`` shows it for half a minute, until pressed again, or until the focus leaves."""

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = ("form.reveal",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    DEFAULT_CSS = """
    SecretRow { height: auto; }
    SecretRow:focus { background: $cursor-row; text-style: $cursor-row-text-style; }
    """

    def __init__(self, field_name: str, label: str) -> None:
        super().__init__(id=f"secret-{field_name.replace('_', '-')}")
        self.field_name = field_name
        self.label = label
        self._secret: Secret | None = None

    def hold(self, secret: Secret | None) -> None:
        """The secret to show when asked; None forgets it."""
        if secret == self._secret:
            return
        self._secret = secret
        self.hide()
        self.refresh(layout=True)

    def render(self) -> Content:
        label = Content.styled(self.label.ljust(LABEL_WIDTH), "$accent" if self.has_focus else "$muted")
        if self._secret is None:
            return label
        if not self.is_shown:
            hint = "ctrl+r shows it" if self.has_focus else ""
            return Content.assemble(label, "••••••••••••  ", (hint, "$muted"))
        text = clean_lines(self._secret.reveal(), 20_000)
        gap = "\n" if "\n" in text else ""
        return Content.assemble(label, gap, text)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.hide()
        self.refresh()

    def turn(self, *, shown: bool) -> None:
        super().turn(shown=shown)
        self.refresh(layout=True)

    def __rich_repr__(self) -> Any:
        yield self.field_name
