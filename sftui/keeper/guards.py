"""What protects a person from being locked out, from another person's tokens, and from losing approvals.

Salesforce locks a user after a few refused passwords (salesforce-oauth.md §12.3) and keeps only five approvals
for each user and app (§6). Both are watched here, before anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sftui.account import Account, Environment, Identity, Status
from sftui.errors import Cause, RefusedError
from sftui.foreign import clean
from sftui.keeper.events import Doubt, Entry
from sftui.keeper.health import refresh_token_is_over
from sftui.moments import moment_of
from sftui.salesforce.methods import method_of

REFUSALS_BEFORE_WARNING = 2
APPROVALS_KEPT = 5
"""For each user and app; the sixth revokes the oldest (salesforce-oauth.md §6)."""
ANOTHER_ANSWERED = "another-answered"
"""The code of the error when credentials were taken, but for another user or org."""


def sends_password(account: Account) -> bool:
    method = method_of(account.method)
    return method is not None and method.sends_password


def refused_before(stored_at: str = "") -> RefusedError:
    """The error in place of a second try; ``stored_at`` is when a stored password was refused, "" for a typed one."""
    if stored_at:
        then = moment_of(stored_at)
        when = f" on {then.astimezone(UTC):%Y-%m-%d at %H:%M} UTC" if then is not None else ""
        message = f"Salesforce refused this password{when}. It was not sent again."
        what = "The stored password or security token is not valid any more."
        do = "Reconnect with the new password and the new security token."
    else:
        message = "Salesforce refused exactly this password and token before. It was not sent again."
        what = "Something in it was mistyped, or the token is an older one."
        do = "Correct the password or the security token."
    return RefusedError(
        message,
        Cause(what, do, field="password", guide="password-change", action="reconnect"),
        error="refused-before",
    )


def stored_may_serve(entry: Entry) -> bool:
    """Whether a reconnect tries what is stored before it asks for a new password.

    Nobody refused it, and what went wrong says nothing against it: the host was away, or Salesforce took it for
    somebody else. In every other state a person who presses the key has a new password in hand, and a try with the
    old one would count towards a lockout.
    """
    account, health = entry.account, entry.health
    if not (sends_password(account) and account.password) or account.refused_at:
        return False
    taken = health.last_error is not None and health.last_error.code == ANOTHER_ANSWERED
    return taken or health.status is Status.UNREACHABLE


def login_of(account: Account) -> tuple[str, str]:
    """The user and host whose password an account sends."""
    return (account.login_url, account.username.casefold())


def password_text(account: Account) -> bytes:
    """What tells a password from another: user, host, and password and token as they are sent, in one."""
    secret = account.password.reveal() + account.security_token.reveal()
    return "\0".join((*login_of(account), secret)).encode("utf-8", "surrogatepass")


def lockout_warning(refusals: int) -> str:
    """What to say after two refusals in a quarter of an hour; "" before (salesforce-oauth.md §12.3)."""
    if refusals < REFUSALS_BEFORE_WARNING:
        return ""
    return (
        f"{refusals} refusals in 15 minutes. After a few more, Salesforce locks the user, usually for 15 minutes. "
        "An administrator unlocks under Setup ▸ Users ▸ the user ▸ Unlock."
    )


def same_login(account: Account, other: Account) -> bool:
    """Whether both send the password of the same user to the same host."""
    return sends_password(account) and sends_password(other) and login_of(account) == login_of(other)


def same_password(account: Account, other: Account) -> bool:
    """Whether both hold the same password and token of the same user and host."""
    return login_of(account) == login_of(other) and password_text(account) == password_text(other)


def siblings(account: Account, everyone: Iterable[Account]) -> tuple[Account, ...]:
    """The other saved accounts that a new password of this user concerns, whatever copy they hold."""
    return tuple(other for other in everyone if other.id != account.id and same_login(account, other))


def doubt_about(expected: Account, identity: Identity) -> Doubt | None:
    """Whether who answered is not who this account stands for; None when it is, or nothing is known."""
    if expected.org_id and identity.org_id and expected.org_id[:15] != identity.org_id[:15]:
        was_sandbox = expected.environment is Environment.SANDBOX
        same_user = expected.username.casefold() == identity.username.casefold()
        if was_sandbox and identity.environment is Environment.SANDBOX and same_user:
            return Doubt.REFRESHED_SANDBOX
        return Doubt.ANOTHER_ORG
    if expected.user_id and identity.user_id and expected.user_id[:15] != identity.user_id[:15]:
        return Doubt.ANOTHER_PERSON
    return None


def same_app_and_user(account: Account, other: Account) -> bool:
    """Whether Salesforce counts both as one: same app, same user."""
    if not account.client_id or account.client_id != other.client_id or account.id == other.id:
        return False
    if account.user_id and other.user_id:
        return account.user_id[:15] == other.user_id[:15]
    return bool(account.username) and account.username.casefold() == other.username.casefold()


def duplicates(account: Account, everyone: Iterable[Account]) -> tuple[Account, ...]:
    """Other accounts of the same user and app."""
    return tuple(other for other in everyone if same_app_and_user(account, other))


def duplicate_notice(account: Account, others: tuple[Account, ...]) -> str:
    """The consequence of several accounts for one user and app.

    Only a sign-in by browser or code is an approval, of which Salesforce keeps five (salesforce-oauth.md §6).
    """
    names = ", ".join(f"“{clean(other.name, 60)}”" for other in others[:3])
    more = f" and {len(others) - 3:,} more" if len(others) > 3 else ""
    verb = "stands" if len(others) == 1 else "stand"
    approved = any(_is_approved(each) for each in (account, *others))
    shared = "Salesforce's limit of five approvals" if approved else "the user's sessions of this app"
    return (
        f"{names}{more} {verb} for the same user and app. They share {shared}, and "
        "revoking one can end the other's session."
    )


def _is_approved(account: Account) -> bool:
    method = method_of(account.method)
    return method is not None and method.renews_with_refresh_token


def approvals_of(entry: Entry, everyone: Iterable[Entry]) -> tuple[tuple[datetime, Entry], ...]:
    """The approvals made through sftui for this user and app, oldest first, with the entry that made each."""
    counted = [
        (moment, other)
        for other in everyone
        if other.account.id == entry.account.id or same_app_and_user(entry.account, other.account)
        for text in other.health.approvals
        if (moment := moment_of(text)) is not None
    ]
    return tuple(sorted(counted, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """What one approval too many would end."""

    warning: str
    ours: tuple[Entry, ...]
    """Accounts whose approval sftui can end itself to make room, the oldest approval first."""


def stake_of(entry: Entry, everyone: Iterable[Entry]) -> Stake | None:
    """What the next sign-in would end; None while there is room. ``entry`` may be a draft's.

    A draft that names no user may be anybody's: then it is said of who approved its app most.
    """
    entries = tuple(everyone)
    likely = entry if _names_a_user(entry.account) else _most_approved(entry.account, entries)
    counted = approvals_of(likely, entries) if likely is not None else ()
    if likely is None or len(counted) < APPROVALS_KEPT:
        return None
    oldest, holder = counted[-APPROVALS_KEPT]
    ours = {
        each.account.id: each
        for _, each in counted
        if each.account.refresh_token and not refresh_token_is_over(each.health)
    }
    user = "This user has"
    if likely is not entry:
        name = clean(likely.account.username, 120)
        user = f"If {name} signs in: {name} has" if name else "Somebody has"
    return Stake(
        warning=(
            f"{user} approved this app {len(counted)} times from here; Salesforce keeps five. One more ends "
            f"the oldest: that of “{clean(holder.account.name)}” from {oldest:%Y-%m-%d %H:%M} UTC."
        ),
        ours=tuple(ours.values()),
    )


def _names_a_user(account: Account) -> bool:
    return bool(account.id or account.user_id or account.username)


def _most_approved(draft: Account, everyone: Iterable[Entry]) -> Entry | None:
    """An account of the user who approved the draft's app most often from here; None when nobody did."""
    of_each_user: dict[str, list[Entry]] = {}
    for other in everyone:
        account = other.account
        if draft.client_id and account.client_id == draft.client_id and other.health.approvals:
            of_each_user.setdefault(account.user_id[:15] or account.username.casefold(), []).append(other)
    return max(
        (group for group in of_each_user.values()),
        key=lambda group: sum(len(each.health.approvals) for each in group),
        default=[None],
    )[0]


def approval_warning(entry: Entry, everyone: Iterable[Entry]) -> str:
    """What to say before a sign-in that would be one approval too many; "" while there is room."""
    stake = stake_of(entry, everyone)
    return stake.warning if stake is not None else ""
