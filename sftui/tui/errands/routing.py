"""From an intent to the errand that does it; each errand runs in a worker of its own group."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.message_pump import MessagePump

from sftui.errors import LockedError, SftuiError
from sftui.tui import intents
from sftui.vault.complaints import UnlockAgain

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp


class Routes(MessagePump):
    """The part of the app that answers intents. Errands are imported when they are first needed."""

    @property
    def _app(self) -> SftuiApp:
        return cast("SftuiApp", self)

    def run_errand(self, errand: Coroutine[Any, Any, None], group: str, *, exclusive: bool = False) -> None:
        """Run it beside the screen. Its SftuiError is told; groups that begin with ``job`` put off auto-lock."""
        self._app.run_worker(self._told(errand), group=group, exclusive=exclusive, exit_on_error=True)

    async def _told(self, errand: Coroutine[Any, Any, None]) -> None:
        try:
            await errand
        except SftuiError as error:
            self.tell(error)

    def tell(self, error: SftuiError) -> None:
        """Show an error of ours, with causes and what to do; a locked file asks for the passphrase instead."""
        if isinstance(error, UnlockAgain):
            self.lock("locked because its keys were changed by another sftui")
            return
        if (
            type(error) is LockedError
        ):  # the others are about what was given, and the file is as open as before
            self._app.shut("locked meanwhile")
            return
        from sftui.tui.screens.problem import ProblemDialog

        self._app.push_screen(ProblemDialog(error))

    # The file

    def begin(self, *, open_already: bool) -> None:
        """What comes first: the list, or what must be done before it."""
        from sftui.tui.errands import opening

        if open_already:
            self._app.opened(self._app.snapshot)
            self.run_errand(opening.after_opening(self._app), "opening")
        else:
            self.run_errand(opening.open_up(self._app), "opening", exclusive=True)

    def ask_to_unlock(self, reason: str) -> None:
        from sftui.tui.errands import opening

        self.run_errand(opening.open_up(self._app, reason), "opening", exclusive=True)

    def lock(self, reason: str = "locked by you") -> None:
        """Lock the account file; what was decrypted leaves memory and screen."""
        from sftui.tui.errands import opening

        self.run_errand(opening.lock(self._app, reason), "locking", exclusive=True)

    def action_lock(self) -> None:
        self.lock()

    # Accounts

    @on(intents.OpenWanted)
    def _open(self, intent: intents.OpenWanted) -> None:
        from sftui.tui.screens.account import AccountScreen

        if self._app.ledger.entry(intent.account_id) is not None:
            self._app.push_screen(AccountScreen(intent.account_id))

    @on(intents.TestWanted)
    def _test(self, intent: intents.TestWanted) -> None:
        """Beside what runs already; a second press of the same key while it runs does nothing."""
        from sftui.tui.errands import testing

        group = " ".join(("job-test", *(intent.account_ids or ())))
        if not any(worker.group == group and worker.is_running for worker in self._app.workers):
            self.run_errand(testing.test(self._app, intent.account_ids), group)

    @on(intents.StopWanted)
    def _stop(self) -> None:
        for each in tuple(self._app.doings):
            if each.stop is not None:
                each.stop()

    @on(intents.ReconnectWanted)
    def _reconnect(self, intent: intents.ReconnectWanted) -> None:
        from sftui.tui.errands import reconnecting

        reconnecting.one(self._app, intent.account_id)

    @on(intents.ReconnectNeededWanted)
    def _reconnect_needed(self) -> None:
        from sftui.tui.errands import reconnecting

        self.run_errand(reconnecting.needed(self._app), "job-reconnect", exclusive=True)

    @on(intents.CopyTokenWanted)
    def _copy_token(self, intent: intents.CopyTokenWanted) -> None:
        from sftui.tui.errands import accounts

        self.run_errand(accounts.copy_token(self._app, intent.account_id), "job-token", exclusive=True)

    @on(intents.RenameWanted)
    def _rename(self, intent: intents.RenameWanted) -> None:
        from sftui.tui.errands import accounts

        self.run_errand(accounts.rename(self._app, intent.account_id), "asking")

    @on(intents.DeleteWanted)
    def _delete(self, intent: intents.DeleteWanted) -> None:
        from sftui.tui.errands import accounts

        self.run_errand(accounts.delete(self._app, intent.account_id), "asking")

    @on(intents.LoginPageWanted)
    def _login_page(self, intent: intents.LoginPageWanted) -> None:
        from sftui.tui.errands import accounts

        accounts.show_login_page(self._app, intent.account_id)

    @on(intents.NewWanted)
    def _new(self) -> None:
        from sftui.tui.errands import connecting

        connecting.new(self._app)

    @on(intents.EditWanted)
    def _edit(self, intent: intents.EditWanted) -> None:
        from sftui.tui.errands import connecting

        connecting.edit(self._app, intent.account_id)

    @on(intents.DuplicateWanted)
    def _duplicate(self, intent: intents.DuplicateWanted) -> None:
        from sftui.tui.errands import connecting

        self.run_errand(connecting.duplicate(self._app, intent.account_id), "asking")

    @on(intents.WaitingWanted)
    def _waiting(self) -> None:
        from sftui.tui.errands import connecting

        self.run_errand(connecting.show_waiting(self._app), "asking")

    # What opens the file

    @on(intents.ChangePassphraseWanted)
    def _change_passphrase(self) -> None:
        from sftui.tui.errands import file_keys

        self.run_errand(file_keys.change_passphrase(self._app), "asking")

    @on(intents.AddKeyFileWanted)
    def _add_key_file(self) -> None:
        from sftui.tui.errands import file_keys

        self.run_errand(file_keys.add_key_file(self._app), "asking")

    @on(intents.AddRecoveryCodeWanted)
    def _add_recovery_code(self) -> None:
        from sftui.tui.errands import file_keys

        self.run_errand(file_keys.add_recovery_code(self._app), "asking")

    @on(intents.RemoveSlotWanted)
    def _remove_slot(self, intent: intents.RemoveSlotWanted) -> None:
        from sftui.tui.errands import file_keys

        self.run_errand(file_keys.remove_slot(self._app, intent.slot), "asking")

    @on(intents.RotateWanted)
    def _rotate(self, intent: intents.RotateWanted) -> None:
        from sftui.tui.errands import file_keys

        self.run_errand(file_keys.rotate(self._app, intent.slots), "asking")

    # Reading

    @on(intents.GuideWanted)
    def _guide(self, intent: intents.GuideWanted) -> None:
        from sftui.tui.errands import reading

        reading.guide(self._app, intent)

    @on(intents.RequestSheetWanted)
    def _request_sheet(self, intent: intents.RequestSheetWanted) -> None:
        from sftui.tui.errands import reading

        reading.request_sheet(self._app, intent)

    @on(intents.ReportWanted)
    def _report(self, intent: intents.ReportWanted) -> None:
        from sftui.tui.errands import reading

        reading.report(self._app, intent)

    @on(intents.SettingsWanted)
    def _settings(self) -> None:
        from sftui.tui.screens.settings import SettingsScreen

        self._app.push_screen(SettingsScreen())

    def action_show_help(self) -> None:
        from sftui.tui.screens.help import HelpScreen

        self._app.push_screen(HelpScreen(self._app.screen))
