"""From what Salesforce said to likely causes and next steps.

The knowledge is data in ``sftui.salesforce.refusals``; this module finds the row, ranks its causes by what is
known about the account, and puts the answer into words. ``error`` is matched exactly and the description by
what it contains in lower case, since its wording has drifted over the years (salesforce-oauth.md §2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from urllib.parse import quote, quote_plus

from sftui import foreign
from sftui.account import SECRET_FIELDS, Account, Secret
from sftui.errors import Cause, RefusedError, RequestRefused, SalesforceDown
from sftui.salesforce import setup_pages as pages
from sftui.salesforce.methods import method_of
from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals.browser_errors import BROWSER_ERRORS, BrowserError
from sftui.salesforce.refusals.circumstances import ranked, worked_before
from sftui.salesforce.refusals.login_history import named_by, true_cause
from sftui.salesforce.refusals.rows import ROWS
from sftui.salesforce.refusals.shapes import Action, Blame, Row, Step, because

__all__ = [
    "BROWSER_ERRORS",
    "Action",
    "BrowserError",
    "Step",
    "refusal",
    "retry_by_itself",
    "true_cause",
    "without",
]

CLOCK_TOLERANCE = 60.0
"""Seconds by which this machine's clock may differ before it is called the cause."""
RETRY_EVERY = 60
RETRY_FOR = 600
"""Seconds: a new app is usually known to Salesforce after ten minutes (salesforce-oauth.md §3)."""

_SHARED_CODES = {"invalid_grant", "invalid_request", "invalid_client"}
"""Codes that stand for so much that only their description tells one row from another."""
_ASKED = {
    Step.AUTHORIZE: "a browser sign-in",
    Step.CODE: "the code of a browser sign-in",
    Step.TOKEN: "a request for a token",
    Step.REFRESH: "a refresh token",
    Step.DEVICE: "a device sign-in",
    Step.IDENTITY: "the question who you are",
    Step.REST: "an API call",
    Step.REVOKE: "the request to revoke a token",
}
_KINDS = {
    Blame.CREDENTIALS: RefusedError,
    Blame.REQUEST: RequestRefused,
    Blame.OUTAGE: SalesforceDown,
}
_OF_POLICIES = {app.APP_IP_POLICY, app.NOT_ADMIN_APPROVED}
"""What an app's policies decide: those of a connected app have a page of their own (§3)."""
_CAN_BE_SENT_AGAIN = {Step.TOKEN, Step.REFRESH, Step.DEVICE}


def refusal(
    step: Step,
    account: Account,
    *,
    error: str,
    said: str,
    status: int,
    clock_ahead: float | None = None,
    asked_at: str = "",
) -> RefusedError:
    """The error to raise for Salesforce's answer to ``step``, with its causes in order of likelihood.

    ``error`` is the ``error`` or ``errorCode`` of the reply ("" when it had none), ``said`` its description,
    ``clock_ahead`` how many seconds this machine's clock is ahead of the ``Date`` of the reply. ``asked_at`` is
    the origin that answered, where it need not be the login URL's.
    """
    secrets = _secrets_of(account)
    error = without(foreign.clean(error), secrets)
    said = without(foreign.clean(said, foreign.LONG), secrets)
    row = _row(step, account.method, error, said, status)
    named = _named(row, said)
    causes: tuple[Cause, ...] = ()
    if row is not None or named is not None:
        likely = row.causes if row is not None else ()
        causes = _with_clock(ranked(likely, account, named=named), clock_ahead)
    if not causes:
        causes = (_unknown(step, account, error, said, status, asked_at or account.login_url),)
    return _KINDS[_blame(row, status)](
        _message(row, error, said, status),
        *(_fitting(cause, step, account) for cause in causes),
        error=error,
        said=said,
        status=status,
    )


def _blame(row: Row | None, status: int) -> Blame:
    if row is not None:
        return row.blame
    return Blame.OUTAGE if status >= 500 else Blame.CREDENTIALS


def retry_by_itself(refused: RefusedError) -> int | None:
    """Seconds until the same request may be sent again without a person, or None.

    Only for an app that may be too new to be known, and never where a password was sent: a refusal would
    count towards the lockout. Stop after ``RETRY_FOR`` seconds.
    """
    if any(cause.action == Action.WAIT_AND_RETRY for cause in refused.causes):
        return RETRY_EVERY
    return None


def _row(step: Step, method: str, error: str, said: str, status: int) -> Row | None:
    rows = [row for row in ROWS if step in row.steps and (not row.methods or method in row.methods)]
    return _best(rows, error, said, status)


def _best(rows: Sequence[Row], error: str, said: str, status: int) -> Row | None:
    """The first row that fits best: by both code and words, by the words, by the code, by the status."""
    lower = said.lower()
    tests: tuple[Callable[[Row], bool], ...] = (
        lambda row: error in row.errors and _says(row, lower),
        lambda row: _says(row, lower),
        lambda row: error in row.errors and not row.contains,
        lambda row: error in row.errors and error not in _SHARED_CODES,
        lambda row: status in row.statuses,
    )
    return next((row for test in tests for row in rows if test(row)), None)


def _says(row: Row, lower: str) -> bool:
    return any(words in lower for words in row.contains)


def _named(row: Row | None, said: str) -> Cause | None:
    """What older wordings put behind a dash: the words of Login History. A row that knows them says more (§5)."""
    _, dash, status = said.partition(" - ")
    if not dash or (row is not None and _says(row, status.lower())):
        return None
    return named_by(status)


def _message(row: Row | None, error: str, said: str, status: int) -> str:
    """What happened, and what Salesforce said, in its own words."""
    words = said or error
    if words:
        says = f"Salesforce said: {words}"
    elif status:
        says = f"Salesforce answered with the status {status} and no reason."
    else:
        says = "Salesforce said no, and gave no reason."
    return f"{row.happened} {says}" if row is not None and row.happened else says


def _unknown(step: Step, account: Account, error: str, said: str, status: int, asked_at: str) -> Cause:
    """For an answer that no row knows: what was sent where and what came back, without secrets."""
    sent = f"{_ASKED[step]} was sent" if step is not Step.AUTHORIZE else f"{_ASKED[step]} was started"
    where = foreign.clean(asked_at) or "Salesforce"
    method = method_of(account.method)
    how = f" (method: {method.tag})" if method is not None else ""
    back = [f"status {status}"] if status else []
    back += [error] if error else []
    back += [f"“{said}”"] if said and said != error else []
    came = ", ".join(back) or "nothing that can be read"
    return because(
        f"This answer is not known to sftui. {sent[0].upper()}{sent[1:]} to {where}{how}; back came {came}.",
        "Look at the user's Login History in Salesforce Setup: its column Status often names the reason.",
        guide="login-history",
        page=pages.LOGIN_HISTORY,
        action=Action.OPEN_GUIDE,
    )


def _with_clock(causes: tuple[Cause, ...], clock_ahead: float | None) -> tuple[Cause, ...]:
    """The clock as a cause: named by its difference, dropped when it is right, guessed when unknown."""
    if flow.CLOCK not in causes or clock_ahead is None:
        return causes
    others = tuple(cause for cause in causes if cause is not flow.CLOCK)
    if abs(clock_ahead) <= CLOCK_TOLERANCE:
        return others
    way = "ahead of" if clock_ahead > 0 else "behind"
    what = f"This machine's clock is {_span(abs(clock_ahead))} {way} Salesforce's."
    return (replace(flow.CLOCK, what=what), *others)


def _span(seconds: float) -> str:
    """A stretch of time in the unit that people would use."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{round(seconds)} seconds"


def _fitting(cause: Cause, step: Step, account: Account) -> Cause:
    """The cause with only what this account's form and this step can do."""
    method = method_of(account.method)
    of_policies = cause in _OF_POLICIES
    fields = {each.name for each in method.fields} if method is not None else set()
    if cause.field and cause.field not in fields:
        cause = replace(cause, field="")
    action = cause.action
    if (
        method is not None
        and method.sends_password
        and cause.quick_find == pages.EXTERNAL_CLIENT_APPS.quick_find
        and action != Action.CHANGE_METHOD
    ):  # only a connected app takes passwords, and those are kept in other places
        page = pages.CONNECTED_APPS if of_policies else pages.APP_MANAGER
        cause = replace(cause, quick_find=page.quick_find, setup_path=page.path)
    if action == Action.RECONNECT and not account.id:
        action = Action.EDIT_FIELD
    if action == Action.WAIT_AND_RETRY and (
        step not in _CAN_BE_SENT_AGAIN or worked_before(account) or method is None or method.sends_password
    ):
        action = Action.OPEN_GUIDE
    if action == Action.EDIT_FIELD and not cause.field:
        action = Action.OPEN_GUIDE if cause.guide else Action.NONE
    return replace(cause, action=str(action))


def without(text: str, secrets: Iterable[Secret]) -> str:
    """The text with these masked, as they are and as forms encode them: some servers echo what they were sent."""
    for secret in secrets:
        if plain := secret.reveal():
            for form in (plain, quote(plain, safe=""), quote_plus(plain)):
                text = text.replace(form, str(secret))
    return text


def _secrets_of(account: Account) -> list[Secret]:
    """Those of the account that are long enough to be no word of Salesforce's by chance."""
    secrets: list[Secret] = [getattr(account, name) for name in SECRET_FIELDS]
    return [secret for secret in secrets if len(secret.reveal()) >= 4]
