"""Answers that mean the same at every token request: app, key, user, org (salesforce-oauth.md §4 to §8, §13).

They stand behind the rows of the single methods, so that those can say more.
"""

from __future__ import annotations

from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.refusals.shapes import Blame, Row, Step

_ASKING = frozenset({Step.AUTHORIZE, Step.CODE, Step.TOKEN, Step.REFRESH, Step.DEVICE})

ROWS = (
    Row(
        section="§4.4, §5, §7, §8",
        steps=_ASKING,
        errors=("invalid_client_id",),
        contains=("client identifier invalid",),
        causes=(
            app.APP_FRESH,
            app.CLIENT_ID_WRONG,
            app.APP_GONE,
            app.GENERIC_HOST_FOR_ECA,
            org.WRONG_HOST,
            app.APP_NOT_INSTALLED,
        ),
    ),
    Row(
        section="§4.4, §6, §9",
        steps=_ASKING,
        errors=("OAUTH_APP_BLOCKED",),
        contains=("app is blocked by admin",),
        causes=(app.APP_BLOCKED, app.API_ACCESS_CONTROL, app.APP_NOT_INSTALLED),
    ),
    Row(
        section="§4.4, §13",
        steps=_ASKING,
        errors=("OAUTH_APPROVAL_ERROR_GENERIC", "invalid_client"),
        contains=("app must be installed into org",),
        causes=(app.APP_NOT_INSTALLED, app.APP_BLOCKED),
    ),
    Row(
        section="§4.4, §7",
        steps=_ASKING,
        errors=("OAUTH_EC_APP_NOT_FOUND", "app_not_found"),
        contains=("external client app is not installed in this org",),
        causes=(app.GENERIC_HOST_FOR_ECA, app.APP_OF_ANOTHER_ORG),
    ),
    Row(
        section="§4.4, §5",
        steps=_ASKING,
        errors=("invalid_client", "invalid_client_credentials"),
        contains=("invalid client credentials", "client credentials invalid"),
        causes=(app.SECRET_NEEDED, app.SECRET_WRONG, app.SECRET_ROTATED),
    ),
    Row(
        section="§4.4, §5",
        steps=_ASKING,
        errors=("invalid_client",),
        causes=(app.SECRET_NEEDED, app.SECRET_WRONG, app.SECRET_ROTATED, app.CLIENT_ID_WRONG),
    ),
    Row(
        section="§4.4, §6",
        steps=_ASKING,
        errors=("invalid_grant",),
        contains=("ip restricted", "ip address not allowed"),
        causes=(app.APP_IP_POLICY, user.NETWORK_NOT_ALLOWED),
    ),
    Row(
        section="§6, §7, §8",
        steps=_ASKING,
        errors=("invalid_app_access",),
        contains=("not admin approved",),
        causes=(app.NOT_ADMIN_APPROVED, app.APP_BLOCKED),
    ),
    Row(
        section="§8",
        steps=_ASKING,
        contains=("request not supported on this domain",),
        causes=(org.MY_DOMAIN_REQUIRED,),
    ),
    Row(
        section="§5, §6, §7",
        steps=_ASKING,
        errors=("inactive_user",),
        contains=("user is inactive", "inactive user", "user is frozen"),
        causes=(user.USER_INACTIVE, user.CONTAINMENT),
    ),
    Row(
        section="§5, §6, §7",
        steps=_ASKING,
        errors=("inactive_org",),
        contains=("inactive organization", "inactive org"),
        causes=(org.ORG_CLOSED, org.ORG_GONE),
    ),
    Row(
        section="§6",
        steps=_ASKING | {Step.IDENTITY, Step.REST},
        contains=("data not available", "data_not_available"),
        happened="The org does not answer as an org.",
        causes=(org.ORG_GONE,),
    ),
    Row(
        section="§5",
        steps=_ASKING,
        errors=("rate_limit_exceeded", "invalid_grant"),
        contains=("login rate exceeded",),
        blame=Blame.REQUEST,
        causes=(user.TOO_MANY_LOGINS,),
    ),
    Row(
        section="§4.4, §5, §7",
        steps=_ASKING,
        errors=("unsupported_grant_type",),
        contains=("grant type not supported",),
        causes=(org.OUR_FAULT_OR_TAMPERED,),
    ),
    Row(
        section="§9",
        steps=_ASKING,
        errors=("server_error", "temporarily_unavailable"),
        blame=Blame.OUTAGE,
        causes=(org.FAULT_AT_SALESFORCE,),
    ),
    Row(
        section="§2, §11.2, §13",
        steps=frozenset(Step),
        statuses=(500, 502, 503, 504),
        blame=Blame.OUTAGE,
        causes=(org.MAINTENANCE, org.FAULT_AT_SALESFORCE),
    ),
)
