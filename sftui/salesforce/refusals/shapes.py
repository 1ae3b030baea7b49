"""The shapes of the refusal data: where an answer came from, what it blames, what the screen can do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sftui.errors import Cause
from sftui.salesforce.setup_pages import SetupPage


class Step(StrEnum):
    """Which question Salesforce answered."""

    AUTHORIZE = "authorize"
    """The browser came back from the authorise page with ``error=``."""
    CODE = "code"
    """An authorization code was to become a token."""
    TOKEN = "token"  # noqa: S105 - the name of a step
    """A token was asked for with credentials: password, JWT or client credentials."""
    REFRESH = "refresh"
    DEVICE = "device"
    """The start of a device sign-in, or one poll of it."""
    IDENTITY = "identity"
    """User info or the identity URL."""
    REST = "rest"
    REVOKE = "revoke"


class Action(StrEnum):
    """What a screen can do by itself about a cause: the values of ``Cause.action``."""

    NONE = ""
    RECONNECT = "reconnect"
    """Open the reconnect question: new password, new security token."""
    EDIT_FIELD = "edit-field"
    """Back to the form, to ``Cause.field``."""
    LOG_IN_AT_SANDBOX = "change-login-url-to-sandbox"
    LOG_IN_AT_PRODUCTION = "change-login-url-to-production"
    CHANGE_METHOD = "change-method"
    WAIT_AND_RETRY = "wait-and-retry"
    """Wait for Salesforce to know a new app; the screen tries again by itself."""
    OPEN_GUIDE = "open-guide"
    SIGN_IN_AGAIN = "sign-in-again"


class Blame(StrEnum):
    """What an answer says no to. Only the first means that the account needs a reconnect."""

    CREDENTIALS = "credentials"
    REQUEST = "request"
    """The credentials are good; this request is not allowed, not possible, or over a limit."""
    OUTAGE = "outage"
    """Salesforce is there and does not work at the moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One error row of the fact sheet, with its causes in order of likelihood.

    It fits an answer when step and method fit, ``error`` is one of ``errors``, and the description, in
    lower case, contains one of ``contains`` (empty: any description). ``happened`` is put before what
    Salesforce said.
    """

    section: str
    """Where the fact sheet tells of it; the tests hold each row to that."""
    steps: frozenset[Step]
    errors: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    """HTTP statuses, for rows that are known by them alone."""
    methods: frozenset[str] = frozenset()
    """Empty: any method."""
    happened: str = ""
    blame: Blame = Blame.CREDENTIALS
    causes: tuple[Cause, ...]


def because(
    what: str,
    do: str,
    *,
    field: str = "",
    guide: str = "",
    page: SetupPage | None = None,
    action: Action = Action.NONE,
) -> Cause:
    """A cause whose Setup page carries both its Quick Find words and its path."""
    return Cause(
        what,
        do,
        field=field,
        guide=guide,
        quick_find=page.quick_find if page else "",
        setup_path=page.path if page else "",
        action=action.value,
    )
