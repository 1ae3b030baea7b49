"""The dialog after a failure: what it knows of it, how often a password was refused, and the try by itself."""

from __future__ import annotations

from dataclasses import dataclass

from sftui.account import Account
from sftui.errors import RefusedError, SftuiError
from sftui.keeper import health
from sftui.moments import stamp
from sftui.salesforce import diagnosis
from sftui.salesforce.methods import method_of
from sftui.tui.screens.connect import remedies
from sftui.tui.screens.connect.dialog import ConnectDialog
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.remedies import Failure


@dataclass(frozen=True, slots=True)
class Failed:
    """What went wrong, for the report and the retries."""

    error: SftuiError
    failure: Failure
    account: Account


class Failing(ConnectDialog):
    """Whatever failed last is shown, and kept until something succeeds."""

    def __init__(self, draft: Account | None = None, *, copy_of: str = "") -> None:
        super().__init__(draft, copy_of=copy_of)
        self.failed: Failed | None = None
        self._refusals: list[str] = []
        """When Salesforce refused a password in this dialog: RFC 3339."""
        self._retrying_since: float | None = None

    async def show_failure(self, error: SftuiError, account: Account) -> None:
        """Show its causes; one that a new app is known for goes on being tried, if that was begun."""
        refusals = self._count_refusal(error, account)
        failure = remedies.failure(error, account, refusals=refusals)
        self.failed = Failed(error, failure, account)
        waiting = self._goes_on_retrying(failure)
        await self.show(FailureStep(failure, far=self.far, waiting=waiting, clock=self.sftui.clock))

    def forget_failure(self) -> None:
        """It succeeded: there is nothing to report, and nothing to try again."""
        self.failed, self._retrying_since = None, None

    def retry_by_itself(self) -> None:
        """From now on, until ten minutes are over, a new app is tried again by itself."""
        if isinstance(self.step, FailureStep) and self.step.failure.retry_after is not None:
            self._retrying_since = self._retrying_since or self.sftui.now().timestamp()
            self.step.wait()
            self.keys_changed()

    def stop_retrying(self) -> bool:
        """Whether a waiting retry was stopped."""
        self._retrying_since = None
        return isinstance(self.step, FailureStep) and self.step.stop_waiting()

    def _goes_on_retrying(self, failure: Failure) -> bool:
        since = self._retrying_since
        if since is None or failure.retry_after is None:
            self._retrying_since = None
            return False
        if self.sftui.now().timestamp() - since >= diagnosis.RETRY_FOR:
            self._retrying_since = None
        return self._retrying_since is not None

    def _count_refusal(self, error: SftuiError, account: Account) -> int:
        method = method_of(account.method)
        if not isinstance(error, RefusedError) or method is None or not method.sends_password:
            return 0
        now = self.sftui.now()
        if error.error != "refused-before":
            self._refusals = [*health.recent(tuple(self._refusals), now), stamp(now)]
        entry = self.sftui.ledger.entry(account.id)
        saved = health.recent(entry.health.refusals, now) if entry is not None else ()
        return remedies.refusals_lately(saved, len(self._refusals))
