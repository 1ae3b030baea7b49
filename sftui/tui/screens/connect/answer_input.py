"""The field for the pasted answer: always ready, and no obstacle to the one-letter keys while it is empty."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events

from sftui.tui.widgets.line_input import LineInput


class AnswerInput(LineInput):
    """While it is empty, the letters of ``COMMANDS`` do what the key line says; with the first other character
    it is a field like any other. A pasted address begins with none of them, bracketed or not."""

    class Changed(LineInput.Changed):
        """Carries no readable value: a one-time code is in it, and messages may be logged."""

        def __repr__(self) -> str:
            return "AnswerInput.Changed()"

        def __rich_repr__(self) -> Any:
            yield from ()

    class Submitted(LineInput.Submitted):
        def __repr__(self) -> str:
            return "AnswerInput.Submitted()"

        def __rich_repr__(self) -> Any:
            yield from ()

    class Blurred(LineInput.Blurred):
        def __repr__(self) -> str:
            return "AnswerInput.Blurred()"

        def __rich_repr__(self) -> Any:
            yield from ()

    COMMANDS: ClassVar[frozenset[str]] = frozenset("yflkob?")

    async def _on_key(self, event: events.Key) -> None:
        if not self.value and event.character in self.COMMANDS:
            event.prevent_default()  # the event goes on to the bindings of the step
            return
        await super()._on_key(event)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        if not self.value and character in self.COMMANDS:
            return False
        return super().check_consume_key(key, character)
