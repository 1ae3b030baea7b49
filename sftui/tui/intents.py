"""What a screen asks for without doing it: messages that bubble up to the app.

A screen posts an intent; the app (``sftui/tui/errands``) does it. So no screen needs to know another.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from sftui.keeper.events import Event


@dataclass
class KeeperEvent(Message):
    """An event of the keeper, on its way to the app."""

    event: Event


@dataclass
class NewWanted(Message):
    """Connect a new account."""


@dataclass
class OpenWanted(Message):
    account_id: str


@dataclass
class ReconnectWanted(Message):
    account_id: str


@dataclass
class ReconnectNeededWanted(Message):
    """Reconnect every account that needs it."""


@dataclass
class TestWanted(Message):
    account_ids: tuple[str, ...] | None
    """None means all."""


@dataclass
class CopyTokenWanted(Message):
    account_id: str


@dataclass
class EditWanted(Message):
    account_id: str


@dataclass
class RenameWanted(Message):
    account_id: str


@dataclass
class DeleteWanted(Message):
    account_id: str


@dataclass
class GuideWanted(Message):
    """Show a guide whole; the book of guides when ``topic`` is empty."""

    topic: str = ""
    host: str = ""
    """The org's own host, for its Setup links; "" when it is not known."""


@dataclass
class SettingsWanted(Message):
    """Open the settings."""


@dataclass
class LockWanted(Message):
    """Lock the account file now."""

    reason: str = "locked by you"
