"""What revoking, reading the identity and the REST API can be answered (salesforce-oauth.md §10, §11.2)."""

from __future__ import annotations

from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.refusals.shapes import Blame, Row, Step

_IDENTITY = frozenset({Step.IDENTITY})
_REST = frozenset({Step.REST})
_REVOKE = frozenset({Step.REVOKE})
_WITH_TOKEN = frozenset({Step.IDENTITY, Step.REST})

ROWS = (
    Row(
        section="§10",
        steps=_REVOKE,
        errors=("invalid_token", "unsupported_token_type"),
        blame=Blame.REQUEST,
        happened="The token was not revoked.",
        causes=(flow.TOKEN_GONE_ALREADY,),
    ),
    Row(
        section="§10",
        steps=_IDENTITY,
        errors=("Bad_OAuth_Token",),
        contains=("bad_oauth_token",),
        happened="Salesforce did not take the access token.",
        causes=(org.ACCESS_TOKEN_OVER, org.NO_IDENTITY_SCOPE),
    ),
    Row(
        section="§10",
        steps=_IDENTITY,
        errors=("Missing_OAuth_Token",),
        contains=("missing_oauth_token",),
        causes=(org.OUR_FAULT_OR_TAMPERED,),
    ),
    Row(
        section="§10",
        steps=_IDENTITY,
        errors=("HTTPS_Required",),
        contains=("https_required",),
        causes=(org.PLAIN_HTTP,),
    ),
    Row(
        section="§10",
        steps=_IDENTITY,
        errors=("Wrong_Org",),
        contains=("wrong_org",),
        causes=(org.ACCESS_TOKEN_OF_ANOTHER_ORG,),
    ),
    Row(
        section="§10",
        steps=_IDENTITY,
        errors=("Bad_Id",),
        contains=("bad_id",),
        causes=(user.NO_LONGER_THERE, org.ORG_GONE),
    ),
    Row(
        section="§10",
        steps=_IDENTITY,
        errors=("Inactive",),
        contains=("inactive",),
        causes=(user.USER_INACTIVE, user.CONTAINMENT),
    ),
    Row(
        section="§10",
        steps=_IDENTITY,
        errors=("No_Access",),
        contains=("no_access",),
        causes=(org.NO_IDENTITY_SCOPE, user.USER_WITHOUT_API),
    ),
    Row(
        section="§10",
        steps=_IDENTITY,
        errors=("No_Site_Endpoint",),
        contains=("no_site_endpoint",),
        causes=(org.NO_SITE,),
    ),
    Row(
        section="§8, §11.2",
        steps=_REST,
        errors=("INVALID_SESSION_ID",),
        contains=("not valid for use with the rest api", "not valid for use with the api"),
        happened="Salesforce gave a token, but the API stays closed to it; a new one will not help.",
        causes=(app.NO_API_SCOPE, user.USER_WITHOUT_API, org.API_BLOCKED_AT_LOGIN),
    ),
    Row(
        section="§11.2",
        steps=_WITH_TOKEN,
        errors=("INVALID_SESSION_ID",),
        contains=("session expired or invalid",),
        happened="The session has ended.",
        causes=(org.SESSION_OVER, org.ACCESS_TOKEN_OVER),
    ),
    Row(
        section="§11.2",
        steps=_WITH_TOKEN,
        errors=("INVALID_AUTH_HEADER",),
        causes=(org.OUR_FAULT_OR_TAMPERED, org.ACCESS_TOKEN_OVER),
    ),
    Row(
        section="§11.2",
        steps=_REST,
        errors=("REQUEST_LIMIT_EXCEEDED",),
        contains=("concurrentperorglongtxn",),
        blame=Blame.REQUEST,
        causes=(org.LONG_CALLS,),
    ),
    Row(
        section="§11.2",
        steps=_REST,
        errors=("REQUEST_LIMIT_EXCEEDED",),
        contains=("totalrequests limit exceeded",),
        blame=Blame.REQUEST,
        causes=(org.DAILY_LIMIT,),
    ),
    Row(
        section="§11.2",
        steps=_REST,
        errors=("REQUEST_LIMIT_EXCEEDED",),
        blame=Blame.REQUEST,
        causes=(org.DAILY_LIMIT, org.LONG_CALLS),
    ),
    Row(
        section="§11.2",
        steps=_REST,
        errors=("API_DISABLED_FOR_ORG",),
        contains=("not enabled for this organization",),
        causes=(user.USER_WITHOUT_API, org.EDITION_WITHOUT_API),
    ),
    Row(
        section="§11.2",
        steps=_REST,
        errors=("API_CURRENTLY_DISABLED",),
        causes=(org.API_BLOCKED_AT_LOGIN, user.USER_WITHOUT_API),
    ),
    Row(
        section="§11.2",
        steps=_REST,
        errors=("INSUFFICIENT_ACCESS",),
        contains=("do not have permission to view this record",),
        blame=Blame.REQUEST,
        causes=(user.RECORD_HIDDEN,),
    ),
    Row(
        section="§11.2",
        steps=_REST,
        errors=("MALFORMED_QUERY", "INVALID_FIELD", "INVALID_TYPE"),
        blame=Blame.REQUEST,
        causes=(org.FIELD_HIDDEN,),
    ),
    Row(
        section="§11.2",
        steps=_REST,
        errors=("NOT_FOUND",),
        contains=("requested resource does not exist",),
        blame=Blame.REQUEST,
        causes=(org.PATH_WRONG,),
    ),
    Row(
        section="§11.1, §11.2",
        steps=_REST,
        errors=("UNSUPPORTED_API_VERSION", "InvalidVersion"),
        statuses=(410,),
        blame=Blame.REQUEST,
        causes=(org.VERSION_RETIRED,),
    ),
    Row(
        section="§11.2",
        steps=_REST,
        errors=("INVALID_OPERATION_WITH_EXPIRED_PASSWORD",),
        causes=(user.PASSWORD_EXPIRED,),
    ),
    Row(
        section="§11.2",
        steps=_REST,
        errors=("SERVER_UNAVAILABLE",),
        blame=Blame.OUTAGE,
        causes=(org.MAINTENANCE,),
    ),
    Row(
        section="§11.2",
        steps=_WITH_TOKEN,
        statuses=(401,),
        happened="Salesforce did not take the access token.",
        causes=(org.ACCESS_TOKEN_OVER,),
    ),
)
