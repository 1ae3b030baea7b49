"""What a device sign-in can be answered, at its start and at each poll (salesforce-oauth.md §9)."""

from __future__ import annotations

from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals.shapes import Blame, Row, Step

_DEVICE = frozenset({Step.DEVICE})

ROWS = (
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("authorization_pending",),
        blame=Blame.REQUEST,
        causes=(flow.DEVICE_WAITING,),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("slow_down",),
        blame=Blame.REQUEST,
        causes=(flow.DEVICE_TOO_FAST,),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("access_denied", "access-denied"),
        happened="The sign-in was not allowed.",
        causes=(flow.PERSON_DENIED,),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("expired_token",),
        happened="The code has run out.",
        causes=(flow.DEVICE_CODE_OVER,),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("server_error",),
        blame=Blame.OUTAGE,
        causes=(org.FAULT_AT_SALESFORCE,),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("invalid_client_id",),
        contains=("client identifier invalid",),
        causes=(app.APP_FRESH, app.CLIENT_ID_WRONG, flow.DEVICE_FLOW_OFF, flow.DEVICE_FLOW_BLOCKED),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("invalid_client",),
        contains=("invalid client credentials",),
        causes=(app.SECRET_NEEDED, app.SECRET_WRONG, flow.DEVICE_FLOW_OFF, flow.DEVICE_FLOW_BLOCKED),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("unsupported_grant_type",),
        contains=("grant type not supported",),
        causes=(flow.DEVICE_FLOW_OFF, flow.DEVICE_FLOW_BLOCKED),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("OAUTH_APP_BLOCKED",),
        contains=("app is blocked by admin",),
        causes=(flow.DEVICE_FLOW_BLOCKED, app.APP_BLOCKED),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("invalid_client",),
        causes=(app.SECRET_NEEDED, app.SECRET_WRONG, flow.DEVICE_FLOW_OFF, flow.DEVICE_FLOW_BLOCKED),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("invalid_grant",),
        happened="The code no longer works.",
        causes=(flow.DEVICE_CODE_OVER, flow.DEVICE_TWO_AT_ONCE),
    ),
    Row(
        section="§9",
        steps=_DEVICE,
        errors=("invalid_request",),
        causes=(flow.DEVICE_CODE_UNKNOWN, flow.DEVICE_FLOW_OFF),
    ),
)
