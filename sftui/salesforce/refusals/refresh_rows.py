"""What a refresh token can be answered (salesforce-oauth.md §6, §13)."""

from __future__ import annotations

from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.refusals.shapes import Row, Step

_REFRESH = frozenset({Step.REFRESH})

ROWS = (
    Row(
        section="§6",
        steps=_REFRESH,
        errors=("invalid_grant",),
        contains=("expired access/refresh token", "refresh token"),
        happened="The refresh token no longer works.",
        causes=(
            flow.REFRESH_TOKEN_ENDED,
            flow.SIXTH_APPROVAL,
            flow.REFRESH_TOKEN_ROTATED,
            flow.SANDBOX_REFRESHED,
            user.CONTAINMENT,
            flow.REFRESH_TOKEN_OF_ANOTHER_APP,
        ),
    ),
    Row(
        section="§6",
        steps=_REFRESH,
        errors=("invalid_grant",),
        contains=("authentication failure",),
        happened="The refresh token was refused.",
        causes=(
            user.USER_INACTIVE,
            flow.ENDED_WITH_THE_PASSWORD,
            flow.REFRESH_TOKEN_ENDED,
            user.CONTAINMENT,
        ),
    ),
    Row(
        section="§6",
        steps=_REFRESH,
        errors=("invalid_grant",),
        contains=("ip restricted",),
        causes=(app.REFRESH_IP_LIST, app.APP_IP_POLICY),
    ),
    Row(
        section="§6",
        steps=_REFRESH,
        errors=("invalid_client",),
        contains=("invalid client credentials",),
        causes=(app.SECRET_NEEDED, app.SECRET_ROTATED, app.SECRET_WRONG),
    ),
    Row(
        section="§6",
        steps=_REFRESH,
        errors=("invalid_client_id",),
        contains=("client identifier invalid",),
        causes=(app.APP_FRESH, app.APP_GONE, app.CLIENT_ID_WRONG, app.APP_OF_ANOTHER_ORG),
    ),
    Row(
        section="§6",
        steps=_REFRESH,
        errors=("invalid_app_access",),
        causes=(app.NOT_ADMIN_APPROVED, app.APP_BLOCKED, app.API_ACCESS_CONTROL),
    ),
)
