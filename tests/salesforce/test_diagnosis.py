"""Every error row of the fact sheet leads to its cause (salesforce-oauth.md §4.4 to §11.3, §13)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui import foreign, guides
from sftui.account import SECRET_FIELDS, Account, Secret
from sftui.errors import Cause, RefusedError, RequestRefused, SalesforceDown
from sftui.salesforce import diagnosis
from sftui.salesforce.diagnosis import Action, Step, refusal, retry_by_itself, true_cause
from sftui.salesforce.methods import METHODS, method_of
from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import login_history
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.refusals.rows import ROWS
from sftui.salesforce.setup_pages import PAGES
from tests.support.exit_codes import exit_code_of

KEY = "3MVG9EXAMPLE.consumer_Key-0001"


def draft(method: str, **changes: object) -> Account:
    """A filled form of this method that has never connected."""
    filled = Account(
        method=method,
        login_url="https://acme.my.salesforce.com",
        username="ada@acme.com",
        client_id=KEY,
        client_secret=Secret("EXAMPLE0SECRET"),
    )
    if method == "password":
        filled = filled.with_changes(password=Secret("Pa55 wörd"), security_token=Secret("k9TokenQzXvB2mN"))
    return filled.with_changes(**changes)


def saved(method: str, **changes: object) -> Account:
    """The same, after it connected once."""
    return draft(method, id="0" * 32, user_id="0055g000002XyZaAAK", **changes)


WEB, PASSWORD, REFRESHED = draft("web"), draft("password"), saved("web")
JWT, CLIENT, DEVICE = draft("jwt"), draft("client-credentials"), draft("device")

ASKED = [
    # section, step, account, error, description, HTTP status, first cause
    ("4.4", Step.AUTHORIZE, WEB, "access_denied", "end-user denied authorization", 0, flow.PERSON_DENIED),
    ("4.4", Step.AUTHORIZE, WEB, "access-denied", "", 0, flow.PERSON_DENIED),
    (
        "4.4",
        Step.AUTHORIZE,
        WEB,
        "redirect_uri_mismatch",
        "redirect_uri must match configuration",
        0,
        flow.CALLBACK_DIFFERS,
    ),
    ("4.4", Step.CODE, WEB, "redirect_uri_mismatch", "", 400, flow.CALLBACK_DIFFERS),
    ("4.4", Step.AUTHORIZE, WEB, "invalid_client_id", "client identifier invalid", 0, app.APP_FRESH),
    (
        "4.4",
        Step.AUTHORIZE,
        WEB,
        "invalid_request",
        "missing required code challenge",
        400,
        flow.PKCE_MISSING,
    ),
    ("4.4", Step.AUTHORIZE, WEB, "OAUTH_APP_BLOCKED", "this app is blocked by admin", 0, app.APP_BLOCKED),
    ("4.4", Step.AUTHORIZE, WEB, "OAUTH_APPROVAL_ERROR_GENERIC", "", 0, app.APP_NOT_INSTALLED),
    (
        "4.4",
        Step.AUTHORIZE,
        WEB,
        "invalid_client",
        "app must be installed into org",
        0,
        app.APP_NOT_INSTALLED,
    ),
    (
        "4.4",
        Step.AUTHORIZE,
        WEB,
        "OAUTH_EC_APP_NOT_FOUND",
        "External client app is not installed in this org",
        0,
        app.APP_OF_ANOTHER_ORG,
    ),
    (
        "4.4",
        Step.AUTHORIZE,
        WEB,
        "invalid_scope",
        "the requested scope is not allowed",
        0,
        app.SCOPE_NOT_ALLOWED,
    ),
    (
        "4.4",
        Step.AUTHORIZE,
        WEB,
        "invalid_scope",
        "the requested scope is invalid, unknown, or malformed",
        0,
        app.SCOPE_NOT_ALLOWED,
    ),
    ("4.4", Step.AUTHORIZE, WEB, "unsupported_response_type", "", 0, org.OUR_FAULT),
    ("4.4", Step.CODE, WEB, "invalid_grant", "expired authorization code", 400, flow.CODE_OLD),
    ("4.4", Step.CODE, WEB, "invalid_grant", "authentication failure", 400, flow.CODE_OLD),
    ("4.4", Step.CODE, WEB, "invalid_grant", "invalid code verifier", 400, flow.PKCE_MISMATCH),
    ("4.4", Step.CODE, WEB, "invalid_request", "invalid code verifier", 400, flow.PKCE_MISMATCH),
    ("4.4", Step.CODE, WEB, "invalid_client", "invalid client credentials", 400, app.SECRET_WRONG),
    ("4.4", Step.CODE, WEB, "invalid_client", "invalid client credentials", 401, app.SECRET_WRONG),
    ("4.4", Step.CODE, WEB, "invalid_grant", "ip restricted", 400, app.APP_IP_POLICY),
    (
        "4.4",
        Step.CODE,
        WEB,
        "unsupported_grant_type",
        "grant type not supported",
        400,
        org.OUR_FAULT_OR_TAMPERED,
    ),
    ("5", Step.TOKEN, PASSWORD, "invalid_grant", "authentication failure", 400, user.PASSWORD_WRONG),
    (
        "5",
        Step.TOKEN,
        PASSWORD,
        "invalid_grant",
        "authentication failure - Invalid Password",
        400,
        user.PASSWORD_WRONG,
    ),
    (
        "5",
        Step.TOKEN,
        PASSWORD,
        "invalid_grant",
        "authentication failure - Failed: API security token required",
        400,
        user.TOKEN_OLD,
    ),
    ("5", Step.TOKEN, PASSWORD, "inactive_user", "user is inactive", 400, user.USER_INACTIVE),
    ("5", Step.TOKEN, PASSWORD, "inactive_org", "", 400, org.ORG_CLOSED),
    ("5", Step.TOKEN, PASSWORD, "invalid_client_id", "client identifier invalid", 400, app.APP_FRESH),
    ("5", Step.TOKEN, PASSWORD, "invalid_client", "invalid client credentials", 400, app.SECRET_WRONG),
    ("5", Step.TOKEN, PASSWORD, "invalid_client_credentials", "", 400, app.SECRET_WRONG),
    ("5", Step.TOKEN, PASSWORD, "rate_limit_exceeded", "", 400, user.TOO_MANY_LOGINS),
    ("5", Step.TOKEN, PASSWORD, "invalid_grant", "login rate exceeded", 400, user.TOO_MANY_LOGINS),
    (
        "5",
        Step.TOKEN,
        PASSWORD,
        "unsupported_grant_type",
        "grant type not supported",
        400,
        org.OUR_FAULT_OR_TAMPERED,
    ),
    (
        "6",
        Step.REFRESH,
        REFRESHED,
        "invalid_grant",
        "expired access/refresh token",
        400,
        flow.REFRESH_TOKEN_ENDED,
    ),
    ("6", Step.REFRESH, REFRESHED, "invalid_grant", "authentication failure", 400, user.USER_INACTIVE),
    ("6", Step.REFRESH, REFRESHED, "invalid_grant", "ip restricted", 400, app.REFRESH_IP_LIST),
    ("6", Step.REFRESH, REFRESHED, "invalid_client", "invalid client credentials", 400, app.SECRET_ROTATED),
    ("6", Step.REFRESH, REFRESHED, "invalid_client_id", "client identifier invalid", 400, app.APP_GONE),
    ("6", Step.REFRESH, REFRESHED, "inactive_user", "", 400, user.USER_INACTIVE),
    ("6", Step.REFRESH, REFRESHED, "inactive_org", "", 400, org.ORG_CLOSED),
    ("6", Step.REFRESH, REFRESHED, "OAUTH_APP_BLOCKED", "", 400, app.APP_BLOCKED),
    ("6", Step.REFRESH, REFRESHED, "invalid_app_access", "", 400, app.NOT_ADMIN_APPROVED),
    ("6", Step.REFRESH, REFRESHED, "", "Data Not Available", 500, org.ORG_GONE),
    (
        "7",
        Step.TOKEN,
        JWT,
        "invalid_grant",
        "user hasn't approved this consumer",
        400,
        app.NOT_PRE_AUTHORISED,
    ),
    (
        "7",
        Step.TOKEN,
        JWT,
        "invalid_app_access",
        "user is not admin approved to access this app",
        400,
        app.NOT_ADMIN_APPROVED,
    ),
    ("7", Step.TOKEN, JWT, "invalid_grant", "audience is invalid", 400, flow.AUDIENCE_WRONG),
    ("7", Step.TOKEN, JWT, "invalid_grant", "Audience validation failed", 400, flow.AUDIENCE_WRONG),
    ("7", Step.TOKEN, JWT, "invalid_grant", "expired authorization code", 400, flow.CLOCK),
    ("7", Step.TOKEN, JWT, "invalid_grant", "invalid assertion", 400, flow.CERTIFICATE_DIFFERS),
    ("7", Step.TOKEN, JWT, "invalid_grant", "user not found", 400, user.USERNAME_WRONG),
    ("7", Step.TOKEN, JWT, "invalid_grant", "authentication failure", 400, user.USERNAME_WRONG),
    ("7", Step.TOKEN, JWT, "invalid_client_id", "client identifier invalid", 400, app.APP_FRESH),
    ("7", Step.TOKEN, JWT, "invalid_client", "invalid client credentials", 400, flow.CERTIFICATE_MISSING),
    (
        "7",
        Step.TOKEN,
        JWT,
        "app_not_found",
        "External client app is not installed in this org",
        400,
        app.APP_OF_ANOTHER_ORG,
    ),
    ("7", Step.TOKEN, JWT, "inactive_user", "", 400, user.USER_INACTIVE),
    ("7", Step.TOKEN, JWT, "inactive_org", "", 400, org.ORG_CLOSED),
    (
        "7",
        Step.TOKEN,
        JWT,
        "unsupported_grant_type",
        "grant type not supported",
        400,
        org.OUR_FAULT_OR_TAMPERED,
    ),
    (
        "8",
        Step.TOKEN,
        CLIENT,
        "invalid_grant",
        "request not supported on this domain",
        400,
        org.NOT_MY_DOMAIN,
    ),
    (
        "8",
        Step.TOKEN,
        CLIENT,
        "invalid_grant",
        "no client credentials user enabled",
        400,
        app.NO_RUN_AS,
    ),
    (
        "8",
        Step.TOKEN,
        CLIENT,
        "invalid_grant",
        "client credentials flow not enabled",
        400,
        app.CLIENT_CREDENTIALS_OFF,
    ),
    (
        "8",
        Step.TOKEN,
        CLIENT,
        "a code that is not certain",
        "Client credentials flow not enabled",
        400,
        app.CLIENT_CREDENTIALS_OFF,
    ),
    (
        "8",
        Step.TOKEN,
        CLIENT,
        "invalid_grant",
        "no valid scopes defined",
        400,
        app.NO_CLIENT_CREDENTIALS_SCOPE,
    ),
    ("8", Step.TOKEN, CLIENT, "invalid_request", "scope parameter not supported", 400, org.OUR_FAULT),
    ("8", Step.TOKEN, CLIENT, "invalid_client_id", "client identifier invalid", 400, app.APP_FRESH),
    ("8", Step.TOKEN, CLIENT, "invalid_client", "invalid client credentials", 400, app.SECRET_WRONG),
    (
        "8",
        Step.TOKEN,
        CLIENT,
        "invalid_app_access",
        "user is not admin approved to access this app",
        400,
        app.RUN_AS_NOT_APPROVED,
    ),
    (
        "8",
        Step.REST,
        CLIENT,
        "INVALID_SESSION_ID",
        "This session is not valid for use with the REST API",
        401,
        app.NO_API_SCOPE,
    ),
    ("9", Step.DEVICE, DEVICE, "authorization_pending", "", 400, flow.DEVICE_WAITING),
    ("9", Step.DEVICE, DEVICE, "slow_down", "", 400, flow.DEVICE_TOO_FAST),
    ("9", Step.DEVICE, DEVICE, "access_denied", "", 400, flow.PERSON_DENIED),
    ("9", Step.DEVICE, DEVICE, "invalid_grant", "invalid or expired code", 400, flow.DEVICE_CODE_OVER),
    ("9", Step.DEVICE, DEVICE, "invalid_request", "", 400, flow.DEVICE_CODE_UNKNOWN),
    ("9", Step.DEVICE, DEVICE, "expired_token", "", 400, flow.DEVICE_CODE_OVER),
    ("9", Step.DEVICE, DEVICE, "server_error", "", 400, org.FAULT_AT_SALESFORCE),
    ("9", Step.DEVICE, DEVICE, "invalid_client_id", "client identifier invalid", 400, app.APP_FRESH),
    ("9", Step.DEVICE, DEVICE, "unsupported_grant_type", "", 400, flow.DEVICE_FLOW_OFF),
    ("9", Step.DEVICE, DEVICE, "OAUTH_APP_BLOCKED", "", 400, flow.DEVICE_FLOW_BLOCKED),
    ("9", Step.DEVICE, DEVICE, "invalid_client", "", 401, app.SECRET_WRONG),
    ("10", Step.REVOKE, REFRESHED, "unsupported_token_type", "", 400, flow.TOKEN_GONE_ALREADY),
    ("10", Step.REVOKE, REFRESHED, "invalid_token", "", 400, flow.TOKEN_GONE_ALREADY),
    ("10", Step.IDENTITY, REFRESHED, "Bad_OAuth_Token", "Bad_OAuth_Token", 403, org.ACCESS_TOKEN_OVER),
    ("10", Step.IDENTITY, REFRESHED, "", "Bad_OAuth_Token", 403, org.ACCESS_TOKEN_OVER),
    ("10", Step.IDENTITY, REFRESHED, "HTTPS_Required", "", 403, org.PLAIN_HTTP),
    ("10", Step.IDENTITY, REFRESHED, "Missing_OAuth_Token", "", 403, org.OUR_FAULT_OR_TAMPERED),
    ("10", Step.IDENTITY, REFRESHED, "Wrong_Org", "", 403, org.ACCESS_TOKEN_OF_ANOTHER_ORG),
    ("10", Step.IDENTITY, REFRESHED, "Bad_Id", "", 404, user.NO_LONGER_THERE),
    ("10", Step.IDENTITY, REFRESHED, "Inactive", "", 404, user.USER_INACTIVE),
    ("10", Step.IDENTITY, REFRESHED, "No_Access", "", 404, org.NO_IDENTITY_SCOPE),
    ("10", Step.IDENTITY, REFRESHED, "No_Site_Endpoint", "", 404, org.NO_SITE),
    (
        "11.2",
        Step.REST,
        REFRESHED,
        "INVALID_SESSION_ID",
        "Session expired or invalid",
        401,
        org.SESSION_OVER,
    ),
    ("11.2", Step.REST, REFRESHED, "INVALID_AUTH_HEADER", "", 401, org.OUR_FAULT_OR_TAMPERED),
    (
        "11.2",
        Step.REST,
        REFRESHED,
        "REQUEST_LIMIT_EXCEEDED",
        "TotalRequests Limit exceeded.",
        403,
        org.DAILY_LIMIT,
    ),
    (
        "11.2",
        Step.REST,
        REFRESHED,
        "REQUEST_LIMIT_EXCEEDED",
        "ConcurrentPerOrgLongTxn Limit exceeded.",
        403,
        org.LONG_CALLS,
    ),
    (
        "11.2",
        Step.REST,
        REFRESHED,
        "API_DISABLED_FOR_ORG",
        "API is not enabled for this Organization or Partner",
        403,
        user.USER_WITHOUT_API,
    ),
    ("11.2", Step.REST, REFRESHED, "API_CURRENTLY_DISABLED", "", 403, org.API_BLOCKED_AT_LOGIN),
    (
        "11.2",
        Step.REST,
        REFRESHED,
        "INSUFFICIENT_ACCESS",
        "You do not have permission to view this record.",
        403,
        user.RECORD_HIDDEN,
    ),
    ("11.2", Step.REST, REFRESHED, "MALFORMED_QUERY", "unexpected token", 400, org.FIELD_HIDDEN),
    ("11.2", Step.REST, REFRESHED, "INVALID_FIELD", "No such column", 400, org.FIELD_HIDDEN),
    ("11.2", Step.REST, REFRESHED, "INVALID_TYPE", "not supported", 400, org.FIELD_HIDDEN),
    (
        "11.2",
        Step.REST,
        REFRESHED,
        "NOT_FOUND",
        "The requested resource does not exist",
        404,
        org.PATH_WRONG,
    ),
    ("11.2", Step.REST, REFRESHED, "", "", 410, org.VERSION_RETIRED),
    (
        "11.2",
        Step.REST,
        PASSWORD,
        "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
        "",
        500,
        user.PASSWORD_EXPIRED,
    ),
    ("11.2", Step.REST, REFRESHED, "SERVER_UNAVAILABLE", "", 503, org.MAINTENANCE),
    ("13", Step.REFRESH, REFRESHED, "", "", 503, org.MAINTENANCE),
    ("2", Step.TOKEN, CLIENT, "unknown_error", "retry your request", 503, org.MAINTENANCE),
    # rows whose first words are drawn from other sections, or that only widen one of the table's
    ("11.3", Step.TOKEN, PASSWORD, "invalid_grant", "password has expired", 400, user.PASSWORD_EXPIRED),
    ("5", Step.TOKEN, CLIENT, "invalid_grant", "authentication failure", 400, app.NO_RUN_AS),
    (
        "8",
        Step.TOKEN,
        JWT,
        "invalid_grant",
        "request not supported on this domain",
        400,
        org.MY_DOMAIN_REQUIRED,
    ),
    ("9", Step.TOKEN, JWT, "server_error", "", 400, org.FAULT_AT_SALESFORCE),
    ("7", Step.CODE, WEB, "invalid_app_access", "user is not admin approved", 400, app.NOT_ADMIN_APPROVED),
    ("11.2", Step.REST, REFRESHED, "REQUEST_LIMIT_EXCEEDED", "another limit", 403, org.DAILY_LIMIT),
    ("11.2", Step.REST, REFRESHED, "", "", 401, org.ACCESS_TOKEN_OVER),
    ("9", Step.DEVICE, DEVICE, "invalid_client", "invalid client credentials", 400, app.SECRET_WRONG),
]


@pytest.mark.parametrize(
    ("section", "step", "account", "error", "said", "status", "first"),
    ASKED,
    ids=[f"{row[0]}-{row[1]}-{row[3] or row[5]}-{row[4]}" for row in ASKED],
)
def test_every_row_of_the_fact_sheet_leads_to_its_cause(
    section: str, step: Step, account: Account, error: str, said: str, status: int, first: Cause
) -> None:
    refused = refusal(step, account, error=error, said=said, status=status)

    assert refused.causes[0].what == first.what, section
    assert refused.causes[0].do
    assert refused.exit_code == exit_code_of(error, said, status)
    assert (refused.error, refused.status) == (error, status)
    if said:
        assert f"Salesforce said: {said}" in refused.message
    elif error:
        assert f"Salesforce said: {error}" in refused.message
    else:
        assert str(status) in refused.message


def test_no_row_is_out_of_reach() -> None:
    reached = {
        id(diagnosis._row(step, account.method, error, said, status))
        for _, step, account, error, said, status, _ in ASKED
    }
    unreached = [row for row in ROWS if id(row) not in reached]
    assert not unreached


def test_matching_ignores_the_case_of_the_description_and_not_of_the_code() -> None:
    shouted = refusal(Step.TOKEN, PASSWORD, error="invalid_grant", said="AUTHENTICATION FAILURE", status=400)
    assert shouted.causes[0].what == user.PASSWORD_WRONG.what
    other = refusal(Step.REST, REFRESHED, error="not_found", said="", status=400)
    assert "not known" in other.cause


# What is known about the account


def whats(account: Account, said: str = "authentication failure") -> list[str]:
    refused = refusal(Step.TOKEN, account, error="invalid_grant", said=said, status=400)
    return [cause.what for cause in refused.causes]


def test_a_sandbox_ending_at_production_comes_first() -> None:
    account = draft("password", login_url="https://login.salesforce.com", username="ada@acme.com.uat")
    refused = refusal(Step.TOKEN, account, error="invalid_grant", said="authentication failure", status=400)
    assert refused.causes[0].what == user.USER_OF_A_SANDBOX.what
    assert refused.causes[0].action == Action.LOG_IN_AT_SANDBOX
    assert refused.causes[0].field == "login_url"


def test_a_username_without_an_ending_at_a_sandbox_comes_first() -> None:
    account = draft("password", login_url="https://test.salesforce.com")
    assert whats(account)[0] == user.USER_OF_PRODUCTION.what
    assert user.USER_OF_A_SANDBOX.what not in whats(account)


def test_a_sandbox_user_at_the_sandbox_is_in_the_right_place() -> None:
    for url in ("https://test.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com"):
        account = draft("password", login_url=url, username="ada@acme.com.uat")
        assert not {user.USER_OF_A_SANDBOX.what, user.USER_OF_PRODUCTION.what} & set(whats(account))


@pytest.mark.parametrize(
    ("username", "ending"),
    [
        ("ada@acme.com.uat", True),
        ("ada@acme.co.uk.full", True),
        ("ada@acme.de.dev", True),
        ("ada@acme.com", False),
        ("ada@acme.co.uk", False),
        ("ada@acme.com.au", False),
        ("ada@mail.acme.com", False),
        ("ada@acme.dev", False),
        ("ada", False),
        ("", False),
    ],
)
def test_sandbox_endings_are_told_from_domains(username: str, ending: bool) -> None:
    account = draft("password", login_url="https://login.salesforce.com", username=username)
    assert (whats(account)[0] == user.USER_OF_A_SANDBOX.what) is ending


def test_a_token_behind_the_password_comes_first() -> None:
    token = "k9TokenQzXvB2mN1"
    account = draft("password", password=Secret(f"geheim{token}"), security_token=Secret(token))
    assert whats(account)[0] == user.TOKEN_TWICE.what
    assert user.TOKEN_TWICE.what not in whats(draft("password"))


def test_something_like_a_token_behind_the_password_comes_first_when_one_is_given() -> None:
    looks_like_one = "aB3dE6gH9jK2mN5pQ8sT1vW4"
    account = draft("password", password=Secret(f"geheim{looks_like_one}"))
    assert whats(account)[0] == user.TOKEN_TWICE.what
    alone = account.with_changes(security_token=Secret())
    assert user.TOKEN_TWICE.what not in whats(alone)
    assert user.TOKEN_MISSING.what in whats(alone)


def test_an_empty_token_comes_first_until_the_account_has_worked_without_one() -> None:
    assert whats(draft("password", security_token=Secret()))[0] == user.TOKEN_MISSING.what
    assert whats(saved("password", security_token=Secret()))[0] == user.PASSWORD_CHANGED.what


def test_an_account_that_worked_before_suspects_the_password_change() -> None:
    refused = refusal(
        Step.TOKEN, saved("password"), error="invalid_grant", said="authentication failure", status=400
    )
    assert refused.causes[0].what == user.PASSWORD_CHANGED.what
    assert refused.causes[0].action == Action.RECONNECT
    assert user.PASSWORD_CHANGED.what not in whats(draft("password"))


def test_a_young_org_suspects_the_flow_and_the_app() -> None:
    account = draft("password", login_url="https://orgfarm-1a2b-dev-ed.develop.my.salesforce.com")
    assert whats(account)[:2] == [org.PASSWORD_FLOW_OFF.what, app.ECA_WITH_PASSWORD.what]


def test_an_external_client_app_is_always_among_the_causes_of_the_password_method() -> None:
    refused = refusal(Step.TOKEN, PASSWORD, error="invalid_grant", said="authentication failure", status=400)
    by_what = {cause.what: cause for cause in refused.causes}
    assert by_what[app.ECA_WITH_PASSWORD.what].action == Action.CHANGE_METHOD
    assert by_what[org.PASSWORD_FLOW_OFF.what].quick_find == "OAuth and OpenID"


def test_an_email_address_of_a_provider_is_suspected() -> None:
    assert whats(draft("password", username="ada@gmail.com"))[0] == user.USERNAME_IS_EMAIL.what


def test_an_external_client_app_at_a_host_for_all_orgs() -> None:
    account = draft("jwt", login_url="https://login.salesforce.com")
    refused = refusal(
        Step.TOKEN,
        account,
        error="app_not_found",
        said="External client app is not installed in this org",
        status=400,
    )
    assert refused.causes[0].what == app.GENERIC_HOST_FOR_ECA.what


def test_a_key_that_does_not_look_like_one_is_suspected_before_the_wait() -> None:
    refused = refusal(
        Step.TOKEN,
        draft("client-credentials", client_id="nonsense"),
        error="invalid_client_id",
        said="client identifier invalid",
        status=400,
    )
    assert refused.causes[0].what == app.CLIENT_ID_WRONG.what


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (420.0, "7 minutes ahead of"),
        (-61.0, "1 minute behind"),
        (-3600.0, "1 hour behind"),
        (-200_000.0, "2 days behind"),
        (None, "may be wrong"),
    ],
)
def test_a_wrong_clock_is_named(ahead: float | None, words: str) -> None:
    refused = refusal(
        Step.TOKEN,
        JWT,
        error="invalid_grant",
        said="expired authorization code",
        status=400,
        clock_ahead=ahead,
    )
    assert words in refused.cause


def test_a_right_clock_is_no_cause() -> None:
    refused = refusal(
        Step.TOKEN,
        JWT,
        error="invalid_grant",
        said="expired authorization code",
        status=400,
        clock_ahead=-3.0,
    )
    assert [cause.what for cause in refused.causes] == [flow.ASSERTION_OLD.what]


# Trying again by itself


@pytest.mark.parametrize("method", ["jwt", "client-credentials", "device"])
def test_a_new_app_may_be_tried_again_by_itself(method: str) -> None:
    step = Step.DEVICE if method == "device" else Step.TOKEN
    refused = refusal(step, draft(method), error="invalid_client_id", said="", status=400)
    assert retry_by_itself(refused) == diagnosis.RETRY_EVERY


def test_a_password_is_never_sent_again_by_itself() -> None:
    for _, step, _, error, said, status, _ in ASKED:
        for account in (PASSWORD, saved("password")):
            refused = refusal(step, account, error=error, said=said, status=status)
            assert retry_by_itself(refused) is None


def test_a_code_of_one_use_is_never_sent_again_by_itself() -> None:
    for step in (Step.AUTHORIZE, Step.CODE):
        refused = refusal(step, WEB, error="invalid_client_id", said="", status=400)
        assert retry_by_itself(refused) is None


def test_an_app_that_worked_before_is_not_new() -> None:
    refused = refusal(Step.TOKEN, saved("client-credentials"), error="invalid_client_id", said="", status=400)
    assert retry_by_itself(refused) is None
    assert app.APP_FRESH.what not in {cause.what for cause in refused.causes}


# What is to blame


@pytest.mark.parametrize(
    ("step", "error", "said", "status", "what"),
    [
        (Step.TOKEN, "invalid_grant", "authentication failure", 400, RefusedError),
        (Step.TOKEN, "invalid_grant", "login rate exceeded", 400, RequestRefused),
        (Step.REST, "INVALID_SESSION_ID", "Session expired or invalid", 401, RefusedError),
        (Step.REST, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", 403, RequestRefused),
        (Step.REST, "INVALID_FIELD", "No such column", 400, RequestRefused),
        (Step.REST, "", "", 410, RequestRefused),
        (Step.REST, "SERVER_UNAVAILABLE", "", 503, SalesforceDown),
        (Step.REST, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "", 500, RefusedError),
        (Step.DEVICE, "authorization_pending", "", 400, RequestRefused),
        (Step.REFRESH, "", "", 502, SalesforceDown),
        (Step.REFRESH, "", "Data Not Available", 500, RefusedError),
        (Step.TOKEN, "never heard of", "", 400, RefusedError),
    ],
)
def test_only_refused_credentials_ask_for_a_reconnect(
    step: Step, error: str, said: str, status: int, what: type[RefusedError]
) -> None:
    refused = refusal(step, REFRESHED, error=error, said=said, status=status)
    assert type(refused) is what


# An answer that is not known


def test_an_unknown_answer_says_what_was_sent_where_and_what_came_back() -> None:
    refused = refusal(Step.TOKEN, PASSWORD, error="odd_code", said="Something new.", status=418)
    assert refused.message == "Salesforce said: Something new."
    for words in (
        "request for a token",
        "https://acme.my.salesforce.com",
        "418",
        "odd_code",
        "Something new.",
    ):
        assert words in refused.cause
    assert refused.causes[0].guide == "login-history"


def test_an_answer_without_words_is_said_to_have_none() -> None:
    assert "403" in refusal(Step.REST, WEB, error="", said="", status=403).message
    assert refusal(Step.AUTHORIZE, WEB, error="", said="", status=0).message.endswith("no reason.")


def test_secrets_that_are_echoed_are_masked() -> None:
    account = draft("password", password=Secret("pass word&1"), access_token=Secret("00D!abc"))
    for echoed in ("pass word&1", "pass%20word%261", "pass+word%261", "00D!abc"):
        refused = refusal(Step.TOKEN, account, error="odd", said=f"bad value {echoed}", status=400)
        shown = refused.message + refused.said + refused.cause
        assert "bad value" in shown
        assert echoed not in shown


def test_control_characters_of_the_server_are_not_shown() -> None:
    refused = refusal(Step.TOKEN, WEB, error="o\x1b[2Jdd", said="a\u202eb\nc", status=400)
    assert refused.message == "Salesforce said: ab c"
    assert "\x1b" not in refused.cause + refused.error


@given(
    step=st.sampled_from(Step),
    method=st.sampled_from(["", *(method.id for method in METHODS)]),
    error=st.text(max_size=40) | st.sampled_from(sorted({code for row in ROWS for code in row.errors})),
    said=st.text(max_size=80) | st.sampled_from(sorted({w for row in ROWS for w in row.contains})),
    status=st.integers(0, 599),
    login_url=st.text(max_size=30),
    username=st.text(max_size=30),
    secret=st.text(max_size=30),
    clock_ahead=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)
def test_every_answer_gets_a_cause_that_can_be_shown(
    step: Step,
    method: str,
    error: str,
    said: str,
    status: int,
    login_url: str,
    username: str,
    secret: str,
    clock_ahead: float | None,
) -> None:
    account = Account(method=method, login_url=login_url, username=username).with_changes(
        **{name: Secret(secret) for name in SECRET_FIELDS}
    )
    refused = refusal(step, account, error=error, said=said, status=status, clock_ahead=clock_ahead)
    assert refused.message
    assert 1 <= len(refused.causes) <= 9
    assert len({cause.what for cause in refused.causes}) == len(refused.causes)
    for cause in refused.causes:
        assert cause.what == foreign.clean(cause.what, len(cause.what))
        assert cause.action in set(Action)


# The data itself


def all_causes() -> list[Cause]:
    modules = (app, flow, org, user, login_history)
    return [value for module in modules for value in vars(module).values() if isinstance(value, Cause)]


@pytest.mark.parametrize("cause", all_causes(), ids=lambda cause: cause.what)
def test_every_cause_is_a_sentence_with_a_remedy_and_a_guide_that_exists(cause: Cause) -> None:
    assert cause.what.endswith(".")
    assert cause.do.endswith((".", "uat."))
    assert len(cause.what) <= 110
    assert len(cause.do) <= 220
    names = {topic.name for topic in guides.topics()}
    assert cause.guide in names | {""}
    if cause.action == Action.EDIT_FIELD:
        assert cause.field
    if cause.action == Action.OPEN_GUIDE:
        assert cause.guide
    assert cause.action in set(Action)
    assert (cause.quick_find, cause.setup_path) in {(page.quick_find, page.path) for page in PAGES} | {
        ("", "")
    }
    fields = {field.name for method in METHODS for field in method.fields}
    assert cause.field in fields | {""}


def test_every_cause_is_used() -> None:
    used = {id(cause) for row in ROWS for cause in row.causes}
    used |= {id(cause) for _, cause in login_history._CAUSES}
    used |= {id(cause) for error in diagnosis.BROWSER_ERRORS for cause in error.causes}
    assert not [cause.what for cause in all_causes() if id(cause) not in used]


def test_a_cause_names_only_fields_of_the_method_and_the_place_of_its_kind_of_app() -> None:
    for _, step, account, error, said, status, _ in ASKED:
        method = method_of(account.method)
        assert method is not None
        refused = refusal(step, account, error=error, said=said, status=status)
        names = {field.name for field in method.fields}
        assert all(cause.field in names | {""} for cause in refused.causes)
        if method.sends_password:
            managers = [cause for cause in refused.causes if "External Client App M" in cause.quick_find]
            assert all(cause.action == Action.CHANGE_METHOD for cause in managers)


def test_the_browser_errors_cover_what_never_reaches_the_listener() -> None:
    shown = " ".join(error.shows for error in diagnosis.BROWSER_ERRORS)
    for words in (
        "redirect_uri_mismatch",
        "invalid_client_id",
        "OAUTH_APPROVAL_ERROR_GENERIC",
        "OAUTH_EC_APP_NOT_FOUND",
        "OAUTH_APP_BLOCKED",
        "missing required code challenge",
    ):
        assert words in shown
    assert all(error.causes for error in diagnosis.BROWSER_ERRORS)


# Login History

HISTORY = [
    ("Invalid Password", user.PASSWORD_WRONG),
    ("Failed: API security token required", user.TOKEN_MISSING),
    ("Password Lockout", user.USER_LOCKED),
    ("User is Frozen", user.USER_FROZEN),
    ("User is Inactive", user.USER_INACTIVE),
    ("Username-Password Flow Disabled", org.PASSWORD_FLOW_OFF),
    ("Restricted IP", user.NETWORK_NOT_ALLOWED),
    ("Restricted time", user.HOURS_NOT_ALLOWED),
    ("Restricted domain", org.MY_DOMAIN_REQUIRED),
    ("Restricted country", user.COUNTRY_NOT_ALLOWED),
    ("Failed: IP Address Not Allowed", app.APP_IP_POLICY),
    ("Login rate exceeded", user.TOO_MANY_LOGINS),
    ("Failed: Computer activation required", user.DEVICE_ACTIVATION),
    ("Failed: Computer activation pending", user.DEVICE_ACTIVATION),
    ("Multi-factor required", user.SECOND_FACTOR),
    ("Two-factor required", user.SECOND_FACTOR),
    ("Failed: OAuth API access disabled", login_history.API_DISABLED),
    ("Failed: Consumer Deleted", app.APP_GONE),
    ("Package for this consumer is not installed in your organization", app.APP_NOT_INSTALLED),
    ("Failed: Invalid Callback URL", flow.CALLBACK_DIFFERS),
    ("Failed: Get Access Token Limit Exceeded", login_history.TOO_MANY_TOKENS),
    ("Failed: Signature Invalid", flow.CERTIFICATE_DIFFERS),
    ("Failed: Invalid Code Verifier", flow.PKCE_MISMATCH),
    ("Invalid Code Challenge", flow.PKCE_MISMATCH),
    ("Trial Expired", org.TRIAL_OVER),
    ("Organization locked", org.ORG_CLOSED),
    ("Organization is inactive", org.ORG_CLOSED),
    ("Organization is in maintenance", org.MAINTENANCE),
]


@pytest.mark.parametrize(("status", "cause"), HISTORY, ids=[status for status, _ in HISTORY])
def test_login_history_names_the_true_cause(status: str, cause: Cause) -> None:
    assert true_cause([status]) == cause
    assert true_cause(["Success", status.upper(), "Invalid Password"]) == cause


def test_login_history_without_a_failure_names_nothing() -> None:
    assert true_cause([]) is None
    assert true_cause(["Success", ""]) is None


def test_a_text_of_login_history_that_is_not_known_is_quoted() -> None:
    cause = true_cause(["Failed: \x1b[31mNew reason"])
    assert cause is not None
    assert "Failed: [31mNew reason" in cause.what


def test_causes_are_not_shared_by_accident() -> None:
    """Ranking finds a cause by its value, so two causes must not be equal."""
    causes = all_causes()
    assert len({replace(cause) for cause in causes}) == len({id(cause) for cause in causes})
