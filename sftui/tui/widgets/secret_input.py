"""A field whose text nobody sees by accident: masked, not copied, hidden again by itself."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.actions import SkipAction
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from sftui.account import Secret
from sftui.tui.actions import bindings
from sftui.tui.widgets.line_input import LineInput
from sftui.tui.widgets.revealing import Revealing


class SecretInput(Revealing, LineInput):
    """Masked. ``ctrl+r`` shows it for half a minute, until it is pressed again, or until the focus leaves."""

    ALLOW_SELECT = False
    ACTIONS: ClassVar[tuple[str, ...]] = ("form.reveal",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    class Changed(Input.Changed):
        """Carries no readable value: it may be logged."""

        def __repr__(self) -> str:
            return "SecretInput.Changed()"

        def __rich_repr__(self) -> Any:
            yield from ()

    class Submitted(Input.Submitted):
        def __repr__(self) -> str:
            return "SecretInput.Submitted()"

        def __rich_repr__(self) -> Any:
            yield from ()

    class Blurred(Input.Blurred):
        def __repr__(self) -> str:
            return "SecretInput.Blurred()"

        def __rich_repr__(self) -> Any:
            yield from ()

    class Turned(Message):
        """It is shown now, or hidden again."""

    def __init__(
        self,
        value: Secret | None = None,
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value.reveal() if value else "", placeholder=placeholder, password=True, id=id, classes=classes
        )

    @property
    def secret(self) -> Secret:
        """What was typed."""
        return Secret(self.value)

    def turn(self, *, shown: bool) -> None:
        self.password = not shown
        super().turn(shown=shown)
        self.post_message(self.Turned())

    def on_blur(self) -> None:
        self.hide()
        super().on_blur()

    def action_copy(self) -> None:
        """Only what is shown on purpose can be copied."""
        if self.password:
            raise SkipAction
        super().action_copy()

    def action_cut(self) -> None:
        if self.password:
            raise SkipAction
        super().action_cut()

    def __rich_repr__(self) -> Any:
        yield self.id
