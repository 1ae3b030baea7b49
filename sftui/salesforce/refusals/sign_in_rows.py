"""What the website sign-in and the exchange of its code can be answered (salesforce-oauth.md §4.4)."""

from __future__ import annotations

from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.refusals.shapes import Row, Step

_SIGN_IN = frozenset({Step.AUTHORIZE, Step.CODE})
_BACK = frozenset({Step.AUTHORIZE})
_CODE = frozenset({Step.CODE})

ROWS = (
    Row(
        section="§4.4",
        steps=_BACK,
        errors=("access_denied", "access-denied"),
        contains=("end-user denied authorization",),
        happened="The sign-in was not allowed.",
        causes=(flow.PERSON_DENIED, app.NOT_ADMIN_APPROVED),
    ),
    Row(
        section="§4.4",
        steps=_SIGN_IN,
        errors=("redirect_uri_mismatch",),
        contains=("redirect_uri must match",),
        causes=(flow.CALLBACK_DIFFERS, flow.CALLBACK_FRESH, flow.CALLBACK_CHANGED_MIDWAY),
    ),
    Row(
        section="§4.4",
        steps=_SIGN_IN,
        errors=("invalid_request",),
        contains=("missing required code challenge", "code challenge"),
        causes=(flow.PKCE_MISSING,),
    ),
    Row(
        section="§4.4",
        steps=_SIGN_IN | {Step.DEVICE},
        errors=("invalid_scope",),
        contains=("requested scope is not allowed", "scope is invalid", "scope invalid"),
        causes=(app.SCOPE_NOT_ALLOWED,),
    ),
    Row(
        section="§4.4",
        steps=_BACK,
        errors=("unsupported_response_type",),
        causes=(org.OUR_FAULT,),
    ),
    Row(
        section="§4.4",
        steps=_CODE,
        errors=("invalid_grant",),
        contains=("expired authorization code",),
        happened="The sign-in came too late.",
        causes=(flow.CODE_OLD, flow.CODE_DAMAGED),
    ),
    Row(
        section="§4.4",
        steps=_CODE,
        errors=("invalid_grant", "invalid_request"),
        contains=("code verifier", "code challenge"),
        causes=(flow.PKCE_MISMATCH,),
    ),
    Row(
        section="§4.4",
        steps=_CODE,
        errors=("invalid_grant",),
        contains=("authentication failure",),
        causes=(flow.CODE_OLD, flow.CODE_DAMAGED, app.APP_IP_POLICY, user.USER_INACTIVE),
    ),
)
