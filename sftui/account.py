"""The words that all rooms share: Account, Token, Identity, Health, Secret. Plain frozen data.

The names of the fields are those of the file, of ``--from`` and of ``--json`` (design §6), so that a value
keeps one name from the form to the disk.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

MASK = "•••"


class Masked:
    """What nobody sees by accident: every way to print it gives ``•••``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return format(MASK, format_spec)

    def __rich_repr__(self) -> object:
        yield MASK


class Secret(Masked):
    """A text that nobody sees by accident. Only :meth:`reveal` gives it. An empty secret is false."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Call it at the edge that needs it, and nowhere else."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(
            self._text.encode("utf-8", "surrogatepass"), other._text.encode("utf-8", "surrogatepass")
        )

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        return Secret, (MASK,)


NO_SECRET = Secret()


class Environment(StrEnum):
    """What kind of org an account reaches."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"
    DEVELOPER = "developer"
    SCRATCH = "scratch"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """What is known about an account's connection."""

    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs-reconnect"
    """Salesforce refused the credentials."""
    UNREACHABLE = "unreachable"
    NOT_CHECKED = "not-checked"

    @property
    def sign(self) -> str:
        """One for each status; a word always stands beside it."""
        return _SIGNS[self]

    @property
    def words(self) -> str:
        """``needs reconnect``."""
        return self.value.replace("-", " ")


_SIGNS = {
    Status.CONNECTED: "●",
    Status.NEEDS_RECONNECT: "▲",
    Status.UNREACHABLE: "✕",
    Status.NOT_CHECKED: "○",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One saved (or still drafted) Salesforce connection. Times are RFC 3339 in UTC, "" when unknown."""

    id: str = ""
    """32 hex digits, given at the first save and never reused; "" in a draft."""
    rev: int = 0
    created: str = ""
    modified: str = ""
    name: str = ""
    method: str = ""
    """One of the ids in ``sftui.salesforce.methods``."""

    login_url: str = ""
    """The https origin that tokens are asked from; for ``tokens`` the org's own instance URL."""
    username: str = ""
    client_id: str = ""
    redirect_uri: str = ""
    scope: str = ""
    audience: str = ""
    api_version: str = ""
    certificate: str = ""
    """PEM of the certificate that goes with ``private_key``; public."""
    company_names: tuple[str, ...] = ("*",)
    trusted_host: str = ""
    """A host that is not Salesforce's and to which the person said yes, by name."""

    instance_url: str = ""
    user_id: str = ""
    org_id: str = ""
    org_name: str = ""
    environment: Environment = Environment.UNKNOWN
    refused_at: str = ""
    """When Salesforce refused the stored password; it is not sent again until it is replaced.

    Kept here and not with the expendable health, because losing it could lock a person out.
    """

    password: Secret = NO_SECRET
    security_token: Secret = NO_SECRET
    client_secret: Secret = NO_SECRET
    refresh_token: Secret = NO_SECRET
    private_key: Secret = NO_SECRET
    access_token: Secret = NO_SECRET
    """Only in a draft (method ``tokens``); a saved account's access token lives with the sessions."""

    unknown: Mapping[str, object] = field(default_factory=dict)
    """Keys that a later version wrote: kept and written back."""
    unknown_secret: Mapping[str, object] = field(default_factory=dict)

    def with_changes(self, **changes: object) -> Account:
        """A copy with some fields changed; a wrong field name is a ``TypeError``."""
        return replace(self, **changes)  # type: ignore[arg-type]  # the names are checked by replace itself


SECRET_FIELDS = (
    "password",
    "security_token",
    "client_secret",
    "refresh_token",
    "private_key",
    "access_token",
)
"""The fields of an :class:`Account` that hold a :class:`Secret`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What Salesforce answered to a token request (salesforce-oauth.md §2)."""

    access_token: Secret
    instance_url: str
    refresh_token: Secret = NO_SECRET
    """Empty when the reply carried none: then the old one stays valid."""
    identity_url: str = ""
    issued_at: str = ""
    scope: str = ""
    audience: str = ""
    """The ``aud`` that worked, for a JWT; "" otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who answered, and where: read after the token (salesforce-oauth.md §10, §11)."""

    user_id: str = ""
    org_id: str = ""
    username: str = ""
    display_name: str = ""
    email: str = ""
    org_name: str = ""
    environment: Environment = Environment.UNKNOWN
    instance_url: str = ""
    organization_type: str = ""
    api_version: str = ""
    """The newest that the org offers and this program knows, such as ``68.0``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A failure as it is remembered and shown: the ``last_error`` of design §6."""

    code: str
    message: str
    cause: str = ""
    do: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of an account's local history."""

    at: str
    what: str
    """``connected``, ``checked``, ``renewed``, ``refused``, ``unreachable``, ``revoked`` …"""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is known about one account's connection. Expendable: rebuilt by the next test."""

    status: Status = Status.NOT_CHECKED
    last_connected_at: str = ""
    last_checked_at: str = ""
    last_used_at: str = ""
    last_error: Problem | None = None
    refusals: tuple[str, ...] = ()
    """When Salesforce refused this account's password lately; feeds the lockout warning."""
    approvals: tuple[str, ...] = ()
    """When this user approved this app through sftui; Salesforce keeps five (salesforce-oauth.md §6)."""
    history: Sequence[Happening] = ()
    """The oldest first."""
