"""A failure as the screen shows it: numbered causes, and what Enter or a number does about each.

Pure data made from an :class:`SftuiError` and the draft; no screen here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sftui.account import Account
from sftui.errors import Cause, PersonNeeded, RefusedError, SftuiError
from sftui.keeper import guards
from sftui.salesforce import diagnosis
from sftui.salesforce.login_url import setup_link
from sftui.salesforce.methods import PASSWORD, Method, method_of
from sftui.salesforce.refusals.shapes import Action
from sftui.tui.screens.connect.login_choice import Choice

MOST_CAUSES = 9
"""They are chosen by one digit."""
NO_SECOND_TRY = "No second try was made: a few refusals in a row lock a Salesforce user."
REFUSED_BEFORE = "Salesforce refused exactly this before. It was not sent again."
GUESSES = "Likely causes, in this order:"
SEND_AGAIN = "send-again"
"""In the place of a field: the person says yes to sending what was refused before."""


class Kind(StrEnum):
    """What the dialog does about a cause."""

    FIELD = "field"
    """Back to the form, to the field."""
    LOGIN = "login"
    """Change the login host, then the form."""
    METHOD = "method"
    GUIDE = "guide"
    SEND = "send"
    """Send the same again, because the person says so."""
    WAIT = "wait"
    """Wait for Salesforce to know a new app; then it is tried by itself."""
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One numbered line of the failure screen."""

    number: int
    what: str
    do: str
    kind: Kind
    label: str
    """What choosing it does, in two or three words."""
    field: str = ""
    choice: Choice | None = None
    guide: str = ""
    quick_find: str = ""
    setup_link: str = ""
    """The page in the org at hand; "" while the org is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Everything the failure screen says."""

    message: str
    remedies: tuple[Remedy, ...]
    notes: tuple[str, ...] = ()
    was_refused: bool = False
    """Whether Salesforce was reached and said no: only then its login history knows of it."""
    retry_after: int | None = None
    """Seconds until a waiting retry; None where the dialog never sends by itself."""
    lead: str = GUESSES
    """What stands over the causes: that they are guesses, or who told the first."""

    @property
    def best(self) -> Remedy:
        return self.remedies[0]


_CHANGE_IT = Remedy(
    number=1,
    what="It was mistyped, or the token is an older one.",
    do="Correct the password or the token, then press Enter.",
    kind=Kind.FIELD,
    label="change it",
    field=PASSWORD.name,
    guide="security-token",
)
_SEND_IT = Remedy(
    number=2,
    what="It is right, and what stood in its way is gone.",
    do="Send it again only when you know that the user was unlocked or a setting was changed: it counts as a try.",
    kind=Kind.SEND,
    label="send it again",
    field=SEND_AGAIN,
    guide="lockout",
)


def failure(error: SftuiError, draft: Account, *, refusals: int = 0) -> Failure:
    """What to show for this error of this draft. What was refused before goes again only by the person's choice.

    ``refusals`` counts the passwords of this user that were refused within a quarter of an hour.
    """
    if isinstance(error, RefusedError) and error.error == "refused-before":
        warning = guards.lockout_warning(refusals)
        return Failure(
            message=REFUSED_BEFORE,
            remedies=(_CHANGE_IT, _SEND_IT),
            notes=(warning,) if warning else (),
            was_refused=True,
        )
    method = method_of(draft.method)
    never_again = isinstance(error, RefusedError) and method is not None and method.sends_password
    retry_after = None
    if isinstance(error, RefusedError) and not never_again:
        retry_after = diagnosis.retry_by_itself(error)
    most = MOST_CAUSES if never_again else MOST_CAUSES - 1  # the last place is for once more
    causes = error.causes[:most]
    remedies = [
        _remedy(number, cause, draft, method, can_send=not never_again, can_wait=retry_after is not None)
        for number, cause in enumerate(causes, start=1)
    ]
    if not never_again and not any(each.kind in {Kind.SEND, Kind.SIGN_IN} for each in remedies):
        remedies.append(_once_more(len(remedies) + 1, error, method))
    if not remedies:
        remedies.append(_back_to_form(method))
    notes = []
    if never_again:
        notes.append(NO_SECOND_TRY)
        notes += filter(None, (guards.lockout_warning(refusals),))
    return Failure(
        message=error.message,
        remedies=tuple(remedies),
        notes=tuple(notes),
        was_refused=isinstance(error, RefusedError) and bool(error.error),
        retry_after=retry_after,
        lead=_lead(causes),
    )


def _lead(causes: Sequence[Cause]) -> str:
    """Whether the first cause is known, and from where."""
    told_by = causes[0].told_by if causes else ""
    if not told_by:
        return GUESSES
    more = ", with what may lie behind it" if len(causes) > 1 else ""
    return f"The true cause, by Login History, read through “{told_by}”{more}:"


def _remedy(
    number: int, cause: Cause, draft: Account, method: Method | None, *, can_send: bool, can_wait: bool
) -> Remedy:
    kind, field, choice = _kind(cause, method, can_send=can_send, can_wait=can_wait)
    return Remedy(
        number=number,
        what=cause.what,
        do=cause.do,
        kind=kind,
        label=_label(kind, cause, field, method),
        field=field,
        choice=choice,
        guide=cause.guide,
        quick_find=cause.quick_find,
        setup_link=setup_link(draft.instance_url or draft.login_url, cause.setup_path),
    )


def _kind(
    cause: Cause, method: Method | None, *, can_send: bool, can_wait: bool
) -> tuple[Kind, str, Choice | None]:
    fields = [each.name for each in method.fields] if method else []
    field = cause.field if cause.field in fields else ""
    login = next((each for each in method.fields if each.name == "login_url"), None) if method else None
    if login is not None and not login.my_domain_only:
        if cause.action == Action.LOG_IN_AT_SANDBOX:
            return Kind.LOGIN, "login_url", Choice.SANDBOX
        if cause.action == Action.LOG_IN_AT_PRODUCTION:
            return Kind.LOGIN, "login_url", Choice.PRODUCTION
    if cause.action == Action.CHANGE_METHOD:
        return Kind.METHOD, field, None
    if cause.action == Action.WAIT_AND_RETRY and can_wait:
        return Kind.WAIT, field, None
    if cause.action == Action.SIGN_IN_AGAIN and method is not None and method.needs_person:
        return Kind.SIGN_IN, field, None
    if field and cause.action != Action.OPEN_GUIDE:
        return Kind.FIELD, field, None
    if cause.guide:
        return Kind.GUIDE, field, None
    if can_send:
        return (Kind.SIGN_IN if method is not None and method.needs_person else Kind.SEND), field, None
    return Kind.FIELD, fields[0] if fields else "", None


def _label(kind: Kind, cause: Cause, field: str, method: Method | None) -> str:
    if kind is Kind.FIELD and cause.action == Action.RECONNECT:
        return "enter both"
    if kind is Kind.LOGIN:
        return "change to test" if cause.action == Action.LOG_IN_AT_SANDBOX else "change to login"
    if kind is Kind.FIELD and method is not None:
        label = next((each.label for each in method.fields if each.name == field), "")
        return f"to {label}" if label else "to the form"
    return {
        Kind.METHOD: "other methods",
        Kind.GUIDE: "where to look",
        Kind.SEND: "try again",
        Kind.WAIT: "wait and try",
        Kind.SIGN_IN: "sign in again",
    }.get(kind, "to the form")


def _once_more(number: int, error: SftuiError, method: Method | None) -> Remedy:
    """The same once more, by the person's own key: for what may pass by itself."""
    sign_in = isinstance(error, PersonNeeded) or (method is not None and method.needs_person)
    return Remedy(
        number=number,
        what="It may have been a passing trouble.",
        do="Start the sign-in again." if sign_in else "Send the same once more.",
        kind=Kind.SIGN_IN if sign_in else Kind.SEND,
        label="sign in again" if sign_in else "try again",
    )


def _back_to_form(method: Method | None) -> Remedy:
    return Remedy(
        number=1,
        what="The reason is not known.",
        do="Look through what was typed.",
        kind=Kind.FIELD,
        label="to the form",
        field=method.fields[0].name if method else "",
    )


def choose(failure: Failure, number: int) -> Remedy | None:
    """The remedy behind a digit."""
    return next((each for each in failure.remedies if each.number == number), None)


def refusals_lately(before: Sequence[str], in_this_dialog: int) -> int:
    """The refused passwords of the last quarter of an hour, as far as this program saw them."""
    return max(len(before), in_this_dialog)
