"""What the client credentials flow can be answered (salesforce-oauth.md §8)."""

from __future__ import annotations

from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals.shapes import Row, Step

_TOKEN = frozenset({Step.TOKEN})
_CC = frozenset({"client-credentials"})

ROWS = (
    Row(
        section="§8",
        steps=_TOKEN,
        methods=_CC,
        errors=("invalid_grant",),
        contains=("request not supported on this domain",),
        causes=(org.NOT_MY_DOMAIN,),
    ),
    Row(
        section="§8",
        steps=_TOKEN,
        methods=_CC,
        errors=("invalid_grant",),
        contains=("no client credentials user enabled",),
        causes=(app.NO_RUN_AS, app.RUN_AS_CLEARED, app.CLIENT_CREDENTIALS_OFF),
    ),
    Row(
        section="§8",
        steps=_TOKEN,
        methods=_CC,
        errors=("invalid_grant", "invalid_request", "unsupported_grant_type"),
        contains=("client credentials flow not enabled",),
        causes=(app.CLIENT_CREDENTIALS_OFF,),
    ),
    Row(
        section="§8",
        steps=_TOKEN,
        methods=_CC,
        errors=("invalid_grant",),
        contains=("no valid scopes defined",),
        causes=(app.NO_CLIENT_CREDENTIALS_SCOPE,),
    ),
    Row(
        section="§8",
        steps=_TOKEN,
        methods=_CC,
        errors=("invalid_request", "invalid_grant"),
        contains=("scope parameter not supported",),
        causes=(org.OUR_FAULT,),
    ),
    Row(
        section="§8",
        steps=_TOKEN,
        methods=_CC,
        errors=("invalid_app_access",),
        contains=("not admin approved",),
        causes=(app.RUN_AS_NOT_APPROVED,),
    ),
    Row(
        section="§8",
        steps=_TOKEN,
        methods=_CC,
        errors=("invalid_client",),
        contains=("invalid client credentials",),
        causes=(app.SECRET_WRONG, app.SECRET_ROTATED),
    ),
    Row(
        section="§5, §8",
        steps=_TOKEN,
        methods=_CC,
        errors=("invalid_grant",),
        contains=("authentication failure",),
        causes=(app.NO_RUN_AS, app.SECRET_WRONG, app.APP_IP_POLICY),
    ),
)
