"""What a JWT assertion can be answered (salesforce-oauth.md §7)."""

from __future__ import annotations

from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.refusals.shapes import Row, Step

_TOKEN = frozenset({Step.TOKEN})
_JWT = frozenset({"jwt"})

ROWS = (
    Row(
        section="§7",
        steps=_TOKEN,
        methods=_JWT,
        errors=("invalid_grant",),
        contains=("user hasn't approved this consumer", "hasn't approved"),
        causes=(app.NOT_PRE_AUTHORISED, app.EARLIER_APPROVAL_WITHOUT_REFRESH, app.NOT_ADMIN_APPROVED),
    ),
    Row(
        section="§7",
        steps=_TOKEN,
        methods=_JWT,
        errors=("invalid_app_access",),
        contains=("not admin approved",),
        causes=(app.NOT_ADMIN_APPROVED,),
    ),
    Row(
        section="§7",
        steps=_TOKEN,
        methods=_JWT,
        errors=("invalid_grant",),
        contains=("audience is invalid", "audience validation failed"),
        causes=(flow.AUDIENCE_WRONG, user.USER_OF_A_SANDBOX, user.USER_OF_PRODUCTION),
    ),
    Row(
        section="§7",
        steps=_TOKEN,
        methods=_JWT,
        errors=("invalid_grant",),
        contains=("expired authorization code",),
        happened="The signed request had run out when it arrived.",
        causes=(flow.CLOCK, flow.ASSERTION_OLD),
    ),
    Row(
        section="§7",
        steps=_TOKEN,
        methods=_JWT,
        errors=("invalid_grant",),
        contains=("invalid assertion",),
        causes=(flow.CERTIFICATE_DIFFERS, flow.CERTIFICATE_MISSING),
    ),
    Row(
        section="§7",
        steps=_TOKEN,
        methods=_JWT,
        errors=("invalid_grant",),
        contains=("user not found", "authentication failure"),
        causes=(
            user.USERNAME_WRONG,
            user.USERNAME_IS_EMAIL,
            user.USER_OF_A_SANDBOX,
            user.USER_OF_PRODUCTION,
            org.WRONG_HOST,
            user.USER_INACTIVE,
            user.ADDRESS_OR_HOURS,
        ),
    ),
    Row(
        section="§7",
        steps=_TOKEN,
        methods=_JWT,
        errors=("invalid_client",),
        contains=("invalid client credentials",),
        causes=(flow.CERTIFICATE_MISSING, flow.CERTIFICATE_DIFFERS),
    ),
    Row(
        section="§7",
        steps=_TOKEN,
        methods=_JWT,
        errors=("invalid_client",),
        causes=(flow.CERTIFICATE_MISSING, flow.CERTIFICATE_DIFFERS, app.CLIENT_ID_WRONG),
    ),
)
