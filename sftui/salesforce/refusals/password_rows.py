"""What the username-password flow can be answered (salesforce-oauth.md §5, §12.4).

``authentication failure`` is one answer for many causes; only Login History tells them apart.
"""

from __future__ import annotations

from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.refusals.shapes import Row, Step

_TOKEN = frozenset({Step.TOKEN})
_PASSWORD = frozenset({"password"})

ROWS = (
    Row(
        section="§5",
        steps=_TOKEN,
        methods=_PASSWORD,
        errors=("invalid_grant",),
        contains=("invalid password",),
        causes=(
            user.TOKEN_TWICE,
            user.PASSWORD_CHANGED,
            user.PASSWORD_WRONG,
            user.TOKEN_OLD,
            user.TOKEN_MISSING,
            user.USER_OF_A_SANDBOX,
            user.USER_OF_PRODUCTION,
        ),
    ),
    Row(
        section="§5",
        steps=_TOKEN,
        methods=_PASSWORD,
        errors=("invalid_grant",),
        contains=("security token required",),
        causes=(user.TOKEN_MISSING, user.TOKEN_OLD, user.PASSWORD_CHANGED),
    ),
    Row(
        section="§5, §11.3",
        steps=_TOKEN,
        methods=_PASSWORD,
        errors=("invalid_grant",),
        contains=("expired password", "password expired", "password has expired"),
        causes=(user.PASSWORD_EXPIRED,),
    ),
    Row(
        section="§5",
        steps=_TOKEN,
        methods=_PASSWORD,
        errors=("invalid_grant",),
        contains=("authentication failure",),
        causes=(
            user.TOKEN_TWICE,
            user.PASSWORD_CHANGED,
            user.PASSWORD_WRONG,
            user.TOKEN_OLD,
            user.TOKEN_MISSING,
            user.USER_OF_A_SANDBOX,
            user.USER_OF_PRODUCTION,
            org.PASSWORD_FLOW_OFF,
            app.ECA_WITH_PASSWORD,
            user.USERNAME_IS_EMAIL,
            org.MY_DOMAIN_REQUIRED,
            user.USER_LOCKED,
            user.PASSWORD_EXPIRED,
            user.ADDRESS_OR_HOURS,
            user.DEVICE_ACTIVATION,
        ),
    ),
)
