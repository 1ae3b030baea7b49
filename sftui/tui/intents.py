"""What a screen asks for without doing it: messages that bubble up to the app.

A screen posts an intent; the app (``sftui/tui/errands``) does it. So no screen needs to know another.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from sftui.account import Account
from sftui.vault.slots import SlotInfo


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
class StopWanted(Message):
    """Stop testing."""


@dataclass
class CopyTokenWanted(Message):
    account_id: str


@dataclass
class LoginPageWanted(Message):
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
class DuplicateWanted(Message):
    account_id: str


@dataclass
class WaitingWanted(Message):
    """Show the sign-ins that wait for the person."""


@dataclass
class RequestSheetWanted(Message):
    """Show what an administrator must make for this method."""

    method_id: str
    account: Account
    """Without secrets: only callback, scope and the org's address are used."""


@dataclass
class ReportWanted(Message):
    """Copy this report of a failure, and show what is in it."""

    text: str


@dataclass
class ChangePassphraseWanted(Message):
    """Another passphrase, or a first one."""


@dataclass
class AddKeyFileWanted(Message):
    """A new key file that opens the account file as well."""


@dataclass
class AddRecoveryCodeWanted(Message):
    """A new recovery code."""


@dataclass
class RemoveSlotWanted(Message):
    slot: SlotInfo


@dataclass
class RotateWanted(Message):
    """A new data key; ``slots`` are those that can be kept."""

    slots: tuple[SlotInfo, ...]
