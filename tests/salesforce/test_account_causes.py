"""What is known about the account puts the likeliest cause first."""

from __future__ import annotations

import pytest

from sftui.account import Account, Secret
from sftui.salesforce.diagnosis import Action, Step, refusal
from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.setup_pages import CONNECTED_APPS, EXTERNAL_CLIENT_APPS
from tests.salesforce.fact_sheet import CLIENT, DEVICE, JWT, PASSWORD, REFRESHED, draft, saved


def whats(account: Account, said: str = "authentication failure", *, step: Step = Step.TOKEN) -> list[str]:
    refused = refusal(step, account, error="invalid_grant", said=said, status=400)
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


def test_a_security_token_may_also_be_one_too_many() -> None:
    refused = refusal(Step.TOKEN, PASSWORD, error="invalid_grant", said="authentication failure", status=400)
    (old,) = (cause for cause in refused.causes if cause.what == user.TOKEN_OLD.what)
    assert "leave it empty" in old.do


@pytest.mark.parametrize("account", [draft("password"), saved("password")], ids=["new", "saved"])
def test_an_org_that_opens_only_at_its_my_domain_is_a_cause_at_a_host_for_all_orgs(account: Account) -> None:
    assert org.MY_DOMAIN_REQUIRED.what not in whats(account)
    for url in ("https://login.salesforce.com", "https://test.salesforce.com"):
        assert org.MY_DOMAIN_REQUIRED.what in whats(account.with_changes(login_url=url))


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


@pytest.mark.parametrize(
    "url", ["https://login.salesforce.com", "https://test.salesforce.com", "https://acme.my.salesforce.com"]
)
def test_an_account_that_worked_before_has_no_causes_that_only_a_new_one_can_have(url: str) -> None:
    shown = whats(saved("password", login_url=url))
    assert user.PASSWORD_EXPIRED.what in shown
    assert user.ADDRESS_OR_HOURS.what in shown
    of_new_ones = (app.ECA_WITH_PASSWORD, user.USER_OF_A_SANDBOX, user.USER_OF_PRODUCTION)
    assert not {cause.what for cause in of_new_ones} & set(shown)


def test_a_young_org_suspects_the_flow_and_the_app() -> None:
    account = draft("password", login_url="https://orgfarm-1a2b-dev-ed.develop.my.salesforce.com")
    assert whats(account)[:2] == [org.PASSWORD_FLOW_OFF.what, app.ECA_WITH_PASSWORD.what]


def test_an_external_client_app_is_always_among_the_causes_of_the_password_method() -> None:
    refused = refusal(Step.TOKEN, PASSWORD, error="invalid_grant", said="authentication failure", status=400)
    by_what = {cause.what: cause for cause in refused.causes}
    assert by_what[app.ECA_WITH_PASSWORD.what].action == Action.CHANGE_METHOD
    assert by_what[org.PASSWORD_FLOW_OFF.what].quick_find == "OAuth and OpenID"


@pytest.mark.parametrize(
    ("error", "said", "what"),
    [
        ("invalid_grant", "ip restricted", app.APP_IP_POLICY.what),
        ("invalid_app_access", "user is not admin approved", app.NOT_ADMIN_APPROVED.what),
    ],
)
def test_the_policies_of_a_connected_app_are_at_manage_connected_apps(
    error: str, said: str, what: str
) -> None:
    places = {}
    for account in (PASSWORD, JWT):
        refused = refusal(Step.TOKEN, account, error=error, said=said, status=400)
        (cause,) = (each for each in refused.causes if each.what == what)
        places[account.method] = (cause.quick_find, cause.setup_path)
    assert places == {
        "password": (CONNECTED_APPS.quick_find, CONNECTED_APPS.path),
        "jwt": (EXTERNAL_CLIENT_APPS.quick_find, EXTERNAL_CLIENT_APPS.path),
    }


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


@pytest.mark.parametrize("said", ["invalid client credentials", "invalid assertion", ""])
def test_an_app_page_that_was_saved_later_may_have_dropped_the_certificate(said: str) -> None:
    error = "invalid_grant" if said == "invalid assertion" else "invalid_client"
    refused = refusal(Step.TOKEN, saved("jwt"), error=error, said=said, status=400)
    assert flow.CERTIFICATE_MISSING.what in [cause.what for cause in refused.causes]


@pytest.mark.parametrize("account", [REFRESHED, PASSWORD, CLIENT, DEVICE], ids=lambda each: each.method)
def test_an_app_that_is_refused_without_a_word_leads_to_its_secret(account: Account) -> None:
    step = {"web": Step.REFRESH, "device": Step.DEVICE}.get(account.method, Step.TOKEN)
    refused = refusal(step, account, error="invalid_client", said="", status=401)
    assert app.SECRET_WRONG.what in [cause.what for cause in refused.causes]


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
    ("url", "shown"),
    [
        ("https://acme--uat.sandbox.my.salesforce.com", True),
        ("https://test.salesforce.com", True),
        ("https://swift-bear-1234-dev-ed.scratch.my.salesforce.com", True),
        ("http://localhost:8443", True),
        ("https://acme.my.salesforce.com", False),
        ("https://acme-dev-ed.develop.my.salesforce.com", False),
    ],
)
def test_a_sandbox_that_was_refreshed_ends_its_refresh_tokens(url: str, *, shown: bool) -> None:
    causes = whats(saved("web", login_url=url), "expired access/refresh token", step=Step.REFRESH)
    assert (flow.SANDBOX_REFRESHED.what in causes) is shown


def test_a_changed_password_may_have_ended_a_refresh_token() -> None:
    refused = refusal(
        Step.REFRESH, saved("web"), error="invalid_grant", said="authentication failure", status=400
    )
    assert refused.causes[1].what == flow.ENDED_WITH_THE_PASSWORD.what
    assert refused.causes[1].action == Action.SIGN_IN_AGAIN
    assert refused.causes[1].guide == "password-change"


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
