"""The REST API: versions, limits, query, users, a few records (salesforce-oauth.md §11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sftui.demo.messages import Reply, Request, json_reply
from sftui.demo.query import next_batch, run_query
from sftui.demo.records import create_record, one_record
from sftui.demo.refusals import RestRefusal
from sftui.demo.sessions import live_session
from sftui.demo.tokens import Session
from sftui.demo.user_records import user_password, user_record
from sftui.demo.world import World

OLDEST, NEWEST, RETIRED_UP_TO = 31, 68, 30
_REST_SCOPES = {"api", "full"}
_VERSION = re.compile(r"/services/data/v(?P<version>\d{1,3}\.\d)(?P<rest>/.*)?")


@dataclass(frozen=True)
class RestCall:
    """One REST call of a living session. ``rest`` is the path after the version."""

    world: World
    request: Request
    session: Session
    version: str
    rest: str


def release_name(version: int) -> str:
    """Such as ``Winter '27`` for 68."""
    season = version % 3
    year = 24 + (version - 60) // 3 + (season == 2)
    return f"{('Spring', 'Summer', 'Winter')[season]} '{year}"


def versions(_world: World, request: Request) -> Reply:
    """``GET /services/data``: needs no login and proves that this is Salesforce."""
    listed = [
        {"label": release_name(number), "url": f"/services/data/v{number}.0", "version": f"{number}.0"}
        for number in range(OLDEST, NEWEST + 1)
    ]
    return json_reply(listed, pretty=request.pretty)


def rest_error(refusal: RestRefusal) -> Reply:
    return json_reply([{"message": refusal.message, "errorCode": refusal.code}], status=refusal.status)


def rest(world: World, request: Request) -> Reply:
    """Everything below ``/services/data/vNN.0``."""
    try:
        call = _call(world, request)
        reply = _handler(call)(call)
    except RestRefusal as refusal:
        return rest_error(refusal)
    org = call.session.person.org
    usage = ("Sforce-Limit-Info", f"api-usage={org.requests_used}/{org.daily_requests}")
    return Reply(reply.status, reply.body, reply.content_type, (usage, *reply.headers))


def _call(world: World, request: Request) -> RestCall:
    found = _VERSION.fullmatch(request.path)
    number = int(found["version"].partition(".")[0]) if found else 0
    if found is None or number > NEWEST or number < 7:
        raise RestRefusal(404, "NOT_FOUND", "The requested resource does not exist")
    if number <= RETIRED_UP_TO:
        raise RestRefusal(410, "UNSUPPORTED_API_VERSION", "The requested resource no longer exists")
    session = _session(world, request)
    session.person.org.requests_used += 1
    return RestCall(world, request, session, found["version"], found["rest"] or "/")


def _session(world: World, request: Request) -> Session:
    """Who calls, unless something forbids it. The order is Salesforce's: token, then org, then user."""
    if "authorization" in request.headers and request.bearer is None:
        raise RestRefusal(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE")
    session = live_session(world, request.bearer)
    if session is None or not request.host.serves(session.person.org):
        raise RestRefusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
    person, switches = session.person, session.person.org.switches
    if not set(session.scope) & _REST_SCOPES or not person.api_enabled:
        raise RestRefusal(401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API")
    if not switches.api_enabled:
        raise RestRefusal(
            403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization or Partner"
        )
    if switches.api_currently_disabled:
        raise RestRefusal(403, "API_CURRENTLY_DISABLED", "API is currently disabled for this user")
    if switches.request_limit_exceeded:
        raise RestRefusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    if switches.concurrent_limit_exceeded:
        raise RestRefusal(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.")
    if person.password_expired:
        raise RestRefusal(500, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "The users password has expired")
    return session


def _resources(call: RestCall) -> Reply:
    base = f"/services/data/v{call.version}"
    return json_reply({name: f"{base}/{name}" for name in ("limits", "query", "sobjects")})


def _limits(call: RestCall) -> Reply:
    org = call.session.person.org
    table = {
        "DailyApiRequests": (org.daily_requests, org.requests_used),
        "DailyAsyncApexExecutions": (250_000, 1_204),
        "DailyBulkApiBatches": (15_000, 36),
        "DailyBulkV2QueryJobs": (10_000, 12),
        "DailyStreamingApiEvents": (50_000, 0),
        "DailyWorkflowEmails": (30_000, 412),
        "DataStorageMB": (11_264, 6_930),
        "FileStorageMB": (20_480, 18_944),
        "HourlyDashboardRefreshes": (200, 3),
        "HourlyPublishedPlatformEvents": (250_000, 18),
        "MassEmail": (5_000, 0),
        "SingleEmail": (5_000, 97),
    }
    return json_reply(
        {name: {"Max": top, "Remaining": max(0, top - used)} for name, (top, used) in table.items()},
        pretty=call.request.pretty,
    )


def _query(call: RestCall) -> Reply:
    options = call.request.headers.get("sforce-query-options", "")
    locator = call.rest.removeprefix("/query").strip("/")
    if locator:
        found = next_batch(call.world, locator, call.version, options)
    else:
        text = call.request.parameters.get("q", "")
        found = run_query(call.world, call.session, text, call.version, options)
    return json_reply(found, pretty=call.request.pretty)


def _user(call: RestCall) -> Reply:
    return user_record(call.world, call.session, call.request.method, call.rest.split("/")[3])


def _user_password(call: RestCall) -> Reply:
    return user_password(call.world, call.session, call.request, call.rest.split("/")[3])


def _new_record(call: RestCall) -> Reply:
    return create_record(call.world, call.session, call.request, call.rest.split("/")[2])


def _record(call: RestCall) -> Reply:
    _, _, table, record_id = call.rest.split("/")
    return one_record(call.session, call.request, table, record_id)


_ROUTES: tuple[tuple[str, re.Pattern[str], Callable[[RestCall], Reply]], ...] = (
    ("GET", re.compile(r"/"), _resources),
    ("GET", re.compile(r"/limits/?"), _limits),
    ("GET", re.compile(r"/query(/.*)?"), _query),
    ("GET", re.compile(r"/sobjects/User/\w+"), _user),
    ("GET POST DELETE", re.compile(r"/sobjects/User/\w+/password"), _user_password),
    ("POST", re.compile(r"/sobjects/(Account|Contact|Lead)/?"), _new_record),
    ("GET PATCH DELETE", re.compile(r"/sobjects/(Account|Contact|Lead)/\w+"), _record),
)


def _handler(call: RestCall) -> Callable[[RestCall], Reply]:
    fitting = [route for route in _ROUTES if route[1].fullmatch(call.rest)]
    if not fitting:
        raise RestRefusal(404, "NOT_FOUND", "The requested resource does not exist")
    for methods, _, handler in fitting:
        if call.request.method in methods.split():
            return handler
    allowed = ",".join(fitting[0][0].split())
    message = f"HTTP Method '{call.request.method}' not allowed. Allowed are {allowed}"
    raise RestRefusal(405, "METHOD_NOT_ALLOWED", message)
