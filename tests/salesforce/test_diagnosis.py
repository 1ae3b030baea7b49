"""Every error row of the fact sheet leads to its cause, and what is not known is told as it came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui import foreign
from sftui.account import SECRET_FIELDS, Account, Secret
from sftui.errors import Cause, RefusedError, RequestRefused, SalesforceDown
from sftui.salesforce import diagnosis
from sftui.salesforce.diagnosis import Action, Step, refusal, retry_by_itself
from sftui.salesforce.methods import METHODS
from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.refusals.rows import ROWS
from tests.salesforce.fact_sheet import ASKED, PASSWORD, REFRESHED, WEB, draft, saved
from tests.support.exit_codes import exit_code_of


@pytest.mark.parametrize(
    ("section", "step", "account", "error", "said", "status", "first"),
    ASKED,
    ids=[f"{row[0]}-{row[1]}-{row[3] or row[5]}-{row[4]}" for row in ASKED],
)
def test_every_row_of_the_fact_sheet_leads_to_its_cause(
    section: str, step: Step, account: Account, error: str, said: str, status: int, first: Cause
) -> None:
    refused = refusal(step, account, error=error, said=said, status=status)
    row = diagnosis._row(step, account.method, error, said, status)

    assert row is not None
    assert f"§{section}" in row.section.split(", ")
    assert refused.causes[0].what == first.what
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


@pytest.mark.parametrize(
    ("status", "first"),
    [
        ("Password Lockout", user.USER_LOCKED),
        ("Restricted IP", user.NETWORK_NOT_ALLOWED),
        ("Restricted domain", org.MY_DOMAIN_REQUIRED),
        ("Username-Password Flow Disabled", org.PASSWORD_FLOW_OFF),
        ("User is Frozen", user.USER_FROZEN),
    ],
)
@pytest.mark.parametrize("account", [PASSWORD, saved("password")], ids=["new", "saved"])
def test_a_status_of_login_history_behind_the_words_comes_first(
    account: Account, status: str, first: Cause
) -> None:
    said = f"authentication failure - {status}"
    refused = refusal(Step.TOKEN, account, error="invalid_grant", said=said, status=400)
    whats = [cause.what for cause in refused.causes]
    assert whats[0] == first.what
    assert len(whats) > 1
    assert whats.count(first.what) == 1


def test_a_row_that_knows_the_words_behind_says_more_than_they_do() -> None:
    said = "authentication failure - Invalid Password"
    refused = refusal(Step.TOKEN, saved("password"), error="invalid_grant", said=said, status=400)
    assert refused.causes[0].what == user.PASSWORD_CHANGED.what


def test_words_behind_that_are_not_known_change_nothing() -> None:
    plain, more = (
        refusal(Step.TOKEN, PASSWORD, error="invalid_grant", said=said, status=400).causes
        for said in ("authentication failure", "authentication failure - something new")
    )
    assert more == plain


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
