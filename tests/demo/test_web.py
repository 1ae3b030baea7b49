"""The web server flow through its pages, PKCE, one-use codes, and errors that never reach the listener."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sftui.demo.browser import BrowserStoppedError
from sftui.demo.demo_keys import demo_certificate
from sftui.demo.der import certificate_key
from sftui.demo.rs256 import verify
from sftui.demo.server import DemoSalesforce
from tests.demo.wire import CLASSIC, PUBLIC, TERMINAL, VERIFIER, authorize_url, get, redeem, refresh, token

EXPIRED = ("invalid_grant", "expired authorization code")


def sign_in(
    sf: DemoSalesforce, address: str, *, username: str = "ada@acme.com", approve: bool = True
) -> dict[str, str]:
    """The query of the address that the browser was sent to."""
    location = sf.browser.sign_in(address, username, sf.person(username).password, approve=approve)
    return {
        name: values[0] for name, values in parse_qs(urlsplit(location).query, keep_blank_values=True).items()
    }


def stopped(
    sf: DemoSalesforce, address: str, username: str = "ada@acme.com", password: str = ""
) -> BrowserStoppedError:
    with pytest.raises(BrowserStoppedError) as caught:
        sf.browser.sign_in(address, username, password or sf.person(username).password)
    return caught.value


def test_allow_gives_a_code_that_becomes_tokens(sf: DemoSalesforce) -> None:
    address = authorize_url(sf)
    location = sf.browser.sign_in(address, "ada@acme.com", sf.person("ada@acme.com").password)
    assert location.startswith("http://localhost:1717/OauthRedirect?code=aPrx")
    assert "%3D%3D&state=st%26te%3D1" in location
    code = parse_qs(urlsplit(location).query)["code"][0]
    assert code.endswith("==")
    answer = redeem(sf, code)
    assert answer.status == 200
    assert answer.json["refresh_token"].startswith("5Aep861")
    assert answer.json["scope"] == "api refresh_token"
    assert answer.json["instance_url"] == sf.my_domain_url
    assert get(f"{sf.my_domain_url}/services/data/v68.0/limits", answer.json["access_token"]).status == 200
    assert len(sf.approvals("ada@acme.com", TERMINAL)) == 1


def test_code_works_once_and_not_encoded_twice(sf: DemoSalesforce) -> None:
    code = sign_in(sf, authorize_url(sf))["code"]
    assert redeem(sf, code.replace("=", "%3D")).refusal == EXPIRED
    assert redeem(sf, code).status == 200
    assert redeem(sf, code).refusal == EXPIRED


def test_code_lives_fifteen_minutes(sf: DemoSalesforce) -> None:
    code = sign_in(sf, authorize_url(sf))["code"]
    sf.advance(901)
    assert redeem(sf, code).refusal == EXPIRED


def test_code_belongs_to_app_callback_and_org(sf: DemoSalesforce) -> None:
    code = sign_in(sf, authorize_url(sf, CLASSIC))["code"]
    assert redeem(sf, code, TERMINAL).refusal == EXPIRED
    assert redeem(sf, code, CLASSIC, sf.sandbox_url).refusal == EXPIRED
    other = redeem(sf, code, CLASSIC, redirect_uri="http://localhost:1717/OauthRedirect/")
    assert other.refusal[0] == "redirect_uri_mismatch"
    assert redeem(sf, code, CLASSIC, sf.my_domain_url).status == 200


def test_code_may_be_bound_to_its_host(sf: DemoSalesforce) -> None:
    sf.switch(code_bound_to_host=True)
    code = sign_in(sf, authorize_url(sf))["code"]
    assert redeem(sf, code, url=sf.my_domain_url).refusal == EXPIRED
    assert redeem(sf, code).status == 200


def test_wrong_verifier_burns_the_code(sf: DemoSalesforce) -> None:
    code = sign_in(sf, authorize_url(sf))["code"]
    assert redeem(sf, code, code_verifier=VERIFIER + "x").refusal == (
        "invalid_grant",
        "invalid code verifier",
    )
    assert redeem(sf, code).refusal == EXPIRED
    assert sf.login_history("ada@acme.com")[-1].status == "Failed: Invalid Code Verifier"


def test_missing_verifier(sf: DemoSalesforce) -> None:
    code = sign_in(sf, authorize_url(sf))["code"]
    assert redeem(sf, code, code_verifier="").refusal[0] == "invalid_grant"


def test_required_challenge_is_answered_without_content_type(sf: DemoSalesforce) -> None:
    without = ("code_challenge", "code_challenge_method")
    page = sf.browser.open(authorize_url(sf, without=without))
    assert (page.status, page.content_type, page.location) == (400, None, "")
    assert "missing%20required%20code%20challenge" in page.text
    assert "code" in sign_in(sf, authorize_url(sf, CLASSIC, without=without))
    sf.switch(require_pkce=True)
    assert sf.browser.open(authorize_url(sf, CLASSIC, without=without)).status == 400


def test_app_without_challenge_needs_no_verifier(sf: DemoSalesforce) -> None:
    code = sign_in(sf, authorize_url(sf, CLASSIC, without=("code_challenge", "code_challenge_method")))[
        "code"
    ]
    assert redeem(sf, code, CLASSIC, code_verifier="").status == 200


def test_public_client_needs_no_secret_but_a_wrong_one_is_wrong(sf: DemoSalesforce) -> None:
    code = sign_in(sf, authorize_url(sf, PUBLIC))["code"]
    assert redeem(sf, code, PUBLIC, client_secret="wrong").refusal[0] == "invalid_client"
    answer = redeem(sf, code, PUBLIC, client_secret="")
    assert answer.status == 200
    assert refresh(sf, answer.json["refresh_token"], PUBLIC, client_secret="").status == 200


def test_secret_is_needed_where_the_app_says_so(sf: DemoSalesforce) -> None:
    code = sign_in(sf, authorize_url(sf))["code"]
    assert redeem(sf, code, client_secret="").refusal == ("invalid_client", "invalid client credentials")


def test_client_in_a_basic_header(sf: DemoSalesforce) -> None:
    from tests.demo.wire import TOKEN_PATH, post

    app = sf.app(TERMINAL)
    code = sign_in(sf, authorize_url(sf))["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "http://localhost:1717/OauthRedirect",
        "code_verifier": VERIFIER,
    }
    basic = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    assert post(sf.login_url + TOKEN_PATH, form, {"Authorization": f"Basic {basic}"}).status == 200


def test_deny(sf: DemoSalesforce) -> None:
    assert sign_in(sf, authorize_url(sf), approve=False) == {
        "error": "access_denied",
        "error_description": "end-user denied authorization",
        "state": "st&te=1",
    }


@pytest.mark.parametrize(
    "callback",
    [
        "http://localhost:1717/OauthRedirect/",
        "http://localhost:1717/oauthredirect",
        "http://127.0.0.1:1717/OauthRedirect",
        "http://localhost:1718/OauthRedirect",
        "https://evil.example/",
    ],
)
def test_callback_is_compared_character_by_character(sf: DemoSalesforce, callback: str) -> None:
    page = sf.browser.open(authorize_url(sf, redirect_uri=callback))
    assert (page.status, page.location) == (400, "")
    assert page.content_type == "text/html; charset=UTF-8"
    assert "error=redirect_uri_mismatch" in page.text
    sf.add_callback(TERMINAL, callback)
    assert "code" in sign_in(sf, authorize_url(sf, redirect_uri=callback))


def test_unknown_key_is_a_page(sf: DemoSalesforce) -> None:
    page = sf.browser.open(authorize_url(sf, client_id="3MVG9nobody"))
    assert (page.status, page.location) == (400, "")
    assert "error=invalid_client_id" in page.text
    sf.app_not_ready(TERMINAL, 600)
    assert "error=invalid_client_id" in sf.browser.open(authorize_url(sf)).text


def test_external_client_app_of_another_org(sf: DemoSalesforce) -> None:
    for host in (sf.sandbox_url, sf.test_url):
        page = sf.browser.open(authorize_url(sf, host=host))
        assert "error=OAUTH_EC_APP_NOT_FOUND" in page.text
    other = sf.add_org("globex")
    person = "user1@globex.example"
    assert other.my_domain == "globex"
    assert sign_in(sf, authorize_url(sf), username=person)["error"] == "OAUTH_EC_APP_NOT_FOUND"


def test_uninstalled_connected_app(sf: DemoSalesforce) -> None:
    sf.set_app(CLASSIC, installed_in=set())
    page = stopped(sf, authorize_url(sf, CLASSIC), "lee@acme.com").page
    assert page.title == "OAUTH_APPROVAL_ERROR_GENERIC"
    assert "error=invalid_client&error_description=app+must+be+installed+into+org" in page.address
    assert "code" in sign_in(sf, authorize_url(sf, CLASSIC), username="ada@acme.com")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "api pardot_api"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_errors_at_the_callback(sf: DemoSalesforce, changes: dict[str, Any], error: str) -> None:
    page = sf.browser.open(authorize_url(sf, **changes))
    assert page.location.startswith(f"http://localhost:1717/OauthRedirect?error={error}&error_description=")
    assert page.location.endswith("&state=st%26te%3D1")


def test_blocked_app_is_told_at_its_own_callback_only(sf: DemoSalesforce) -> None:
    sf.set_app(TERMINAL, blocked=True)
    assert "error=OAUTH_APP_BLOCKED" in sf.browser.open(authorize_url(sf)).location
    assert sf.browser.open(authorize_url(sf, redirect_uri="https://evil.example/")).location == ""


def test_admin_approved_app_asks_nobody(sf: DemoSalesforce) -> None:
    sf.set_app(TERMINAL, admin_approved=True, approved={"ada@acme.com"})
    assert "code" in sign_in(sf, authorize_url(sf), approve=False)
    assert sign_in(sf, authorize_url(sf), username="lee@acme.com")["error"] == "invalid_app_access"


def test_browser_login_counts_and_locks(sf: DemoSalesforce) -> None:
    sf.switch(lockout_after=3)
    for _ in range(3):
        assert "check your username" in stopped(sf, authorize_url(sf), password="wrong").page.text
    assert "locked" in stopped(sf, authorize_url(sf)).page.text
    assert not sf.refused_twice()
    assert [one.flow for one in sf.attempts("ada@acme.com")] == ["web"] * 4


def test_who_may_log_in_where(sf: DemoSalesforce) -> None:
    assert "check your username" in stopped(sf, authorize_url(sf), "ada@acme.com.uat").page.text
    assert "check your username" in stopped(sf, authorize_url(sf), "integration@acme.com").page.text
    assert "code" in sign_in(sf, authorize_url(sf, CLASSIC, sf.test_url), username="ada@acme.com.uat")


def test_a_second_sign_in_knows_the_person_unless_login_is_asked_for(sf: DemoSalesforce) -> None:
    browser = sf.browser
    browser.sign_in(authorize_url(sf, CLASSIC), "ada@acme.com", sf.person("ada@acme.com").password)
    known = browser.follow(browser.open(authorize_url(sf, CLASSIC, without=("prompt",))))
    assert known.title == "Allow Access?"
    assert browser.follow(browser.open(authorize_url(sf, CLASSIC))).title == "Login | Salesforce"


def test_login_hint_fills_the_form(sf: DemoSalesforce) -> None:
    browser = sf.browser
    page = browser.follow(browser.open(authorize_url(sf, login_hint='a"<b>@acme.com')))
    assert page.forms[0].fields["un"] == 'a"<b>@acme.com'


def test_paste_back_page(sf: DemoSalesforce) -> None:
    callback = sf.login_url + "/services/oauth2/success"
    location = sf.browser.sign_in(
        authorize_url(sf, redirect_uri=callback), "ada@acme.com", sf.person("ada@acme.com").password
    )
    page = sf.browser.open(location)
    assert (page.status, page.title) == (200, "Remote Access Application Authorization")
    code = parse_qs(urlsplit(location).query)["code"][0]
    assert code not in page.text
    assert redeem(sf, code, redirect_uri=callback).status == 200


def test_no_refresh_token_without_its_scope(sf: DemoSalesforce) -> None:
    answer = redeem(sf, sign_in(sf, authorize_url(sf, scope="api"))["code"])
    assert "refresh_token" not in answer.json


def test_id_token_is_signed(sf: DemoSalesforce) -> None:
    answer = redeem(sf, sign_in(sf, authorize_url(sf, scope="openid api", nonce="n-1"))["code"])
    head, claims, signature = answer.json["id_token"].split(".")
    decode = base64.urlsafe_b64decode
    assert verify(certificate_key(demo_certificate()), f"{head}.{claims}".encode(), decode(signature + "=="))
    told = json.loads(decode(claims + "=="))
    assert (told["nonce"], told["sub"]) == ("n-1", answer.json["id"])


def test_varied_redirect_keeps_state(sf: DemoSalesforce) -> None:
    sf.switch(vary=1)
    answer = sign_in(sf, authorize_url(sf))
    assert answer["state"] == "st&te=1"
    assert set(answer) == {"sfdc_community_url", "state", "code"}


def test_finished_sign_in_cannot_be_answered_again(sf: DemoSalesforce) -> None:
    browser = sf.browser
    page = browser.follow(browser.open(authorize_url(sf)))
    flow = page.forms[0].fields["flow"]
    browser.sign_in(authorize_url(sf), "ada@acme.com", sf.person("ada@acme.com").password)
    assert token(sf.login_url, grant_type="authorization_code", code=flow).status == 400
    assert browser.open(f"{sf.test_url}/login?flow={flow}").status == 404
    assert (
        browser.open(f"{sf.login_url}/setup/secur/RemoteAccessAuthorizationPage.apexp?flow={flow}").status
        == 404
    )
