"""One step of the Connect dialog: shows plain data, posts what the person wants, knows no other step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.containers import Vertical
from textual.message import Message


class Step(Vertical):
    """What the dialog puts between title bar and key line."""

    class StopWanted(Message):
        """Stop what runs or waits, and go back to the form."""

    class ErrorSeen(Message):
        """The browser shows an error that never reaches sftui."""

    ACTIONS: ClassVar[tuple[str, ...]] = ()
    KEYS: ClassVar[tuple[str, ...]] = ()
    """The key line while this step is shown, the most important first."""
    TITLE: ClassVar[str] = ""
    """What the title bar says behind "Connect to Salesforce"."""
    COUNT: ClassVar[str] = ""
    """Which step of how many, for the right of the title bar."""

    def begin(self) -> None:
        """Give the focus to where the person goes on. Called once, when the step is on the screen."""
        self.focus()

    def keys_now(self) -> tuple[str, ...]:
        return self.KEYS

    def key_labels(self) -> Mapping[str, str]:
        return {}

    def guide_topic(self) -> str:
        """The guide that F1 opens; "" opens the book."""
        return ""
