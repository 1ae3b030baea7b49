"""The texts of Login History's column Status, and the true cause that each names (salesforce-oauth.md §11.3).

They tell apart what ``authentication failure`` hides.
"""

from __future__ import annotations

from collections.abc import Iterable

from sftui import foreign
from sftui.errors import Cause
from sftui.salesforce import setup_pages as pages
from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.refusals.shapes import Action, because

API_DISABLED = because(
    "OAuth access to the API is switched off for this user or org.",
    "Ask an administrator about the permission API Enabled and about API Access Control.",
    guide="integration-user",
    page=pages.PERMISSION_SETS,
    action=Action.OPEN_GUIDE,
)
TOO_MANY_TOKENS = because(
    "The app asked for too many access tokens.",
    "Wait a while. Something signs in again and again: it should keep its token and reuse it.",
    guide="login-history",
    page=pages.LOGIN_HISTORY,
    action=Action.OPEN_GUIDE,
)

SUCCESS = "success"

_CAUSES = (
    # contained in the status, in lower case; the more special text first
    ("api security token required", user.TOKEN_MISSING),
    ("invalid password", user.PASSWORD_WRONG),
    ("password expired", user.PASSWORD_EXPIRED),
    ("password lockout", user.USER_LOCKED),
    ("user is frozen", user.USER_FROZEN),
    ("user is inactive", user.USER_INACTIVE),
    ("username-password flow disabled", org.PASSWORD_FLOW_OFF),
    ("restricted ip", user.NETWORK_NOT_ALLOWED),
    ("restricted time", user.HOURS_NOT_ALLOWED),
    ("restricted domain", org.MY_DOMAIN_REQUIRED),
    ("restricted country", user.COUNTRY_NOT_ALLOWED),
    ("ip address not allowed", app.APP_IP_POLICY),
    ("login rate exceeded", user.TOO_MANY_LOGINS),
    ("computer activation", user.DEVICE_ACTIVATION),
    ("multi-factor required", user.SECOND_FACTOR),
    ("two-factor required", user.SECOND_FACTOR),
    ("oauth api access disabled", API_DISABLED),
    ("user not approved", app.NOT_ADMIN_APPROVED),
    ("consumer deleted", app.APP_GONE),
    ("package for this consumer is not installed", app.APP_NOT_INSTALLED),
    ("invalid callback url", flow.CALLBACK_DIFFERS),
    ("get access token limit exceeded", TOO_MANY_TOKENS),
    ("signature invalid", flow.CERTIFICATE_DIFFERS),
    ("invalid code verifier", flow.PKCE_MISMATCH),
    ("invalid code challenge", flow.PKCE_MISMATCH),
    ("trial expired", org.TRIAL_OVER),
    ("organization locked", org.ORG_CLOSED),
    ("organization is inactive", org.ORG_CLOSED),
    ("organization is in maintenance", org.MAINTENANCE),
)

_WITH_A_TOKEN = ((user.TOKEN_MISSING, user.TOKEN_NOT_TAKEN),)
"""What a text means when a security token was sent with the password."""
_QUOTED = "Login History says: "
_BESIDE = {
    # what a named cause does not rule out: it may be the reason behind it
    user.PASSWORD_WRONG.what: {user.TOKEN_TWICE.what},
    user.PASSWORD_CHANGED.what: {user.TOKEN_TWICE.what},
    org.PASSWORD_FLOW_OFF.what: {app.ECA_WITH_PASSWORD.what},
}


def named_by(words: str) -> Cause | None:
    """The cause that these words of the column Status name; None for words that are not known."""
    lower = words.lower()
    return next((cause for known, cause in _CAUSES if known in lower), None)


def true_cause(statuses: Iterable[str], *, with_token: bool = False) -> Cause | None:
    """The cause that Login History names, from the column Status, newest row first.

    Give only rows of the user since the failed attempt, and whether it sent a security token. Rows of success are
    passed over; a text that is not known is quoted. None when no row tells of a failure.
    """
    told = _told(statuses)
    return next((cause for missing, cause in _WITH_A_TOKEN if with_token and told == missing), told)


def _told(statuses: Iterable[str]) -> Cause | None:
    for status in statuses:
        text = foreign.clean(status)
        if not text or text.lower() == SUCCESS:
            continue
        return named_by(text) or because(
            f"{_QUOTED}{text}",
            "Ask an administrator of the org what it means; Salesforce's help lists these texts.",
            guide="login-history",
            page=pages.LOGIN_HISTORY,
            action=Action.OPEN_GUIDE,
        )
    return None


def not_ruled_out(told: Cause, guesses: Iterable[Cause]) -> tuple[Cause, ...]:
    """The guesses that may hold beside what Login History told; all of them beside a text that is not known."""
    if told.what.startswith(_QUOTED):
        return tuple(guesses)
    beside = _BESIDE.get(told.what, set())
    return tuple(each for each in guesses if each.what in beside)
