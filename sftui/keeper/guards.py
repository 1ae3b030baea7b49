"""What protects a person from being locked out, and from another person's tokens.

Salesforce locks a user after a few refused passwords (salesforce-oauth.md §12.3), and answers for whoever signed
in. Pure functions: what is sent and saved is decided by who asks them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from sftui.account import Account, Environment, Identity, Status
from sftui.errors import Cause, RefusedError
from sftui.keeper.events import Doubt, Entry
from sftui.moments import moment_of
from sftui.salesforce.methods import method_of
from sftui.salesforce.refusals.shapes import Action

REFUSALS_BEFORE_WARNING = 2
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
        Cause(what, do, field="password", guide="password-change", action=Action.RECONNECT),
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
