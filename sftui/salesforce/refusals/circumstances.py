"""What is known about an account, as reasons to believe or drop a cause.

A cause whose ``fits`` is false is not shown; one whose ``likely`` is true comes first.
Facts: salesforce-oauth.md §1, §3, §5, §12 and §13.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sftui.account import Account, Environment
from sftui.errors import Cause, InvalidFields
from sftui.salesforce.login_url import HostKind, LoginUrl, read_login_url
from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user

MOST = 9
"""How many causes are shown: each can be chosen by its digit."""

_ENDINGS = frozenset({"com", "org", "net", "edu", "gov", "mil", "info", "biz", "example", "test", "invalid"})
"""Where a domain usually ends; a country's two letters end one as well."""
_MAIL_PROVIDERS = (
    "gmail.",
    "googlemail.",
    "outlook.",
    "hotmail.",
    "live.",
    "yahoo.",
    "icloud.",
    "proton.",
    "protonmail.",
    "gmx.",
    "aol.",
)


@dataclass(frozen=True, slots=True)
class Sign:
    """What speaks for and against one cause."""

    cause: Cause
    likely: Callable[[Account], bool]
    fits: Callable[[Account], bool]


def ranked(causes: Iterable[Cause], account: Account, *, named: Cause | None = None) -> tuple[Cause, ...]:
    """The causes that fit this account, the likely ones first, otherwise in the order given.

    Where none fits, all stand: what Salesforce said weighs more than what is known of the account. For the same
    reason ``named``, the cause that the answer itself names, comes first.
    """
    signs = {sign.cause: sign for sign in SIGNS}
    given = tuple(cause for cause in causes if cause != named)
    fitting = [cause for cause in given if cause not in signs or signs[cause].fits(account)] or given
    likely = [cause for cause in fitting if cause in signs and signs[cause].likely(account)]
    first = [named] if named is not None else []
    return tuple([*first, *likely, *(cause for cause in fitting if cause not in likely)][:MOST])


def worked_before(account: Account) -> bool:
    """The account has connected at least once: what the app and the org must allow was allowed then."""
    return bool(account.user_id)


def has_sandbox_ending(username: str) -> bool:
    """Whether a username ends with a sandbox's name behind its domain, as in ``ada@acme.com.uat``."""
    labels = username.rpartition("@")[2].lower().split(".")
    if len(labels) < 3:
        return False
    before, last = labels[-2:]
    ends_a_domain = last in _ENDINGS or re.fullmatch(r"[a-z]{2}", last)
    before_ends_one = before in _ENDINGS or re.fullmatch(r"[a-z]{2}", before)
    return bool(before_ends_one and not ends_a_domain)


def seems_to_end_in_token(password: str) -> bool:
    """Whether its last 24 or 25 characters could be a security token (§5), with a password before them."""
    return any(len(password) > size and _looks_like_token(password[-size:]) for size in (24, 25))


def _looks_like_token(text: str) -> bool:
    """Letters in both cases and digits, and nothing else."""
    return bool(
        re.fullmatch(r"[A-Za-z0-9]+", text)
        and re.search(r"[a-z]", text)
        and re.search(r"[A-Z]", text)
        and re.search(r"[0-9]", text)
    )


def token_in_password(account: Account) -> bool:
    """The given token, or something that looks like one, stands at the password's end."""
    password, token = account.password.reveal(), account.security_token.reveal()
    if not token:
        return False
    return password.endswith(token) or seems_to_end_in_token(password)


def _host(account: Account) -> LoginUrl | None:
    try:
        return read_login_url(account.login_url)
    except InvalidFields:
        return None


def _environment(account: Account) -> Environment:
    """What the login URL tells; where it tells nothing, what the account remembers."""
    host = _host(account)
    known = host.environment if host else Environment.UNKNOWN
    return account.environment if known is Environment.UNKNOWN else known


def _at_sandbox(account: Account) -> bool:
    return _environment(account) is Environment.SANDBOX


def _new_at_production(account: Account) -> bool:
    return _new(account) and _environment(account) is Environment.PRODUCTION


def _may_be_refreshed(account: Account) -> bool:
    return _environment(account) in {Environment.SANDBOX, Environment.SCRATCH, Environment.UNKNOWN}


def _at_generic_host(account: Account) -> bool:
    host = _host(account)
    return host is not None and host.is_generic


def _in_young_org(account: Account) -> bool:
    """Scratch orgs live for weeks, and ``orgfarm`` names the Developer Editions of the last years (§1.2)."""
    host = _host(account)
    return host is not None and (
        host.environment is Environment.SCRATCH
        or (host.kind is HostKind.MY_DOMAIN and host.my_domain.startswith("orgfarm-"))
    )


def _plain_email(account: Account) -> bool:
    domain = account.username.rpartition("@")[2].lower()
    return domain.startswith(_MAIL_PROVIDERS)


def _never(_account: Account) -> bool:
    return False


def _always(_account: Account) -> bool:
    return True


def _new(account: Account) -> bool:
    return not worked_before(account)


def _new_with_a_key(account: Account) -> bool:
    """Never connected, with something that looks like a consumer key (§4.1)."""
    return _new(account) and account.client_id.startswith("3MVG9")


def _new_without_a_key(account: Account) -> bool:
    return _new(account) and not account.client_id.startswith("3MVG9")


def _sandbox_user(account: Account) -> bool:
    return has_sandbox_ending(account.username)


def _production_user(account: Account) -> bool:
    return "@" in account.username


def _new_without_ending(account: Account) -> bool:
    return _new(account) and _at_sandbox(account) and not has_sandbox_ending(account.username)


def _has_token(account: Account) -> bool:
    return bool(account.security_token)


def _has_no_token(account: Account) -> bool:
    return not account.security_token


def _has_no_secret(account: Account) -> bool:
    return not account.client_secret


def _has_secret(account: Account) -> bool:
    return bool(account.client_secret)


SIGNS = (
    Sign(user.TOKEN_TWICE, likely=token_in_password, fits=token_in_password),
    Sign(user.USER_OF_A_SANDBOX, likely=_sandbox_user, fits=_new_at_production),
    Sign(user.USER_OF_PRODUCTION, likely=_production_user, fits=_new_without_ending),
    Sign(user.PASSWORD_CHANGED, likely=worked_before, fits=worked_before),
    Sign(user.TOKEN_MISSING, likely=_new, fits=_has_no_token),
    Sign(user.TOKEN_OLD, likely=_never, fits=_has_token),
    Sign(user.USERNAME_IS_EMAIL, likely=_plain_email, fits=_new),
    Sign(org.PASSWORD_FLOW_OFF, likely=_in_young_org, fits=_always),
    Sign(app.ECA_WITH_PASSWORD, likely=_in_young_org, fits=_new),
    Sign(app.GENERIC_HOST_FOR_ECA, likely=_never, fits=_at_generic_host),
    Sign(app.APP_FRESH, likely=_new_with_a_key, fits=_new),
    Sign(app.CLIENT_ID_WRONG, likely=_new_without_a_key, fits=_always),
    Sign(app.APP_GONE, likely=worked_before, fits=worked_before),
    Sign(app.SECRET_ROTATED, likely=worked_before, fits=_has_secret),
    Sign(app.SECRET_NEEDED, likely=_has_no_secret, fits=_has_no_secret),
    Sign(app.SECRET_WRONG, likely=_never, fits=_has_secret),
    Sign(flow.SANDBOX_REFRESHED, likely=_never, fits=_may_be_refreshed),
    Sign(flow.CALLBACK_FRESH, likely=_never, fits=_new),
    Sign(org.MY_DOMAIN_REQUIRED, likely=_never, fits=_at_generic_host),
    Sign(org.WRONG_HOST, likely=_never, fits=_new),
)
