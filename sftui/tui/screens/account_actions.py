"""What can be done with one account, wherever one is selected: every key posts an intent, nothing more."""

from __future__ import annotations

from typing import ClassVar

from textual.message_pump import MessagePump

from sftui.tui import intents

NEED_AN_ACCOUNT = frozenset(
    {"open_account", "reconnect", "test", "copy_token", "edit", "duplicate", "rename", "delete", "login_page"}
)


class ActsOnAccount(MessagePump):
    """For a screen on which an account is selected; it says which one by ``selected_id``."""

    ACCOUNT_ACTIONS: ClassVar[tuple[str, ...]] = (
        "accounts.reconnect",
        "accounts.test",
        "accounts.copy-token",
        "accounts.edit",
        "accounts.duplicate",
        "accounts.rename",
        "accounts.delete",
        "accounts.login-page",
    )

    @property
    def selected_id(self) -> str:
        """The id of the selected account; "" when there is none."""
        return ""

    def action_open_account(self) -> None:
        self.post_message(intents.OpenWanted(self.selected_id))

    def action_reconnect(self) -> None:
        self.post_message(intents.ReconnectWanted(self.selected_id))

    def action_test(self) -> None:
        self.post_message(intents.TestWanted((self.selected_id,)))

    def action_copy_token(self) -> None:
        self.post_message(intents.CopyTokenWanted(self.selected_id))

    def action_login_page(self) -> None:
        self.post_message(intents.LoginPageWanted(self.selected_id))

    def action_edit(self) -> None:
        self.post_message(intents.EditWanted(self.selected_id))

    def action_duplicate(self) -> None:
        self.post_message(intents.DuplicateWanted(self.selected_id))

    def action_rename(self) -> None:
        self.post_message(intents.RenameWanted(self.selected_id))

    def action_delete(self) -> None:
        self.post_message(intents.DeleteWanted(self.selected_id))
