"""The username-password flow: one answer for many causes, and a lockout that is real."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest

from sftui.demo.apps import App
from sftui.demo.server import DemoSalesforce
from tests.demo.wire import (
    CLASSIC,
    TERMINAL,
    TOKEN_PATH,
    access_token,
    client,
    get,
    post,
    refresh,
    send,
    token,
    with_password,
)

FAILURE = ("invalid_grant", "authentication failure")


def causes(sf: DemoSalesforce, username: str) -> list[str]:
    """LoginHistory of this demo run: what was there at its start is older."""
    return [row.status for row in sf.login_history(username) if row.source_ip == "127.0.0.1"]


def test_reply_of_a_good_login(sf: DemoSalesforce) -> None:
    answer = with_password(sf)
    assert answer.status == 200
    fields = answer.json
    assert fields["access_token"].startswith(sf.org("acme").id[:15] + "!")
    assert fields["instance_url"] == sf.my_domain_url
    assert fields["id"] == f"{sf.login_url}/id/{sf.org('acme').id}/{sf.person('ada@acme.com').id}"
    assert fields["issued_at"].isdigit()
    assert len(fields["issued_at"]) == 13
    assert fields["token_type"] == "Bearer"
    assert len(base64.b64decode(fields["signature"])) == 32
    assert "refresh_token" not in fields
    assert "refresh_token" not in fields["scope"]


def test_headers_of_replies(sf: DemoSalesforce) -> None:
    for answer in (with_password(sf), with_password(sf, password="wrong")):
        assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Set-Cookie"].startswith("BrowserId=")
        assert answer.headers["Content-Length"] == str(len(answer.body))


def test_my_domain_and_sandbox_hosts(sf: DemoSalesforce) -> None:
    assert with_password(sf, url=sf.my_domain_url).status == 200
    for url in (sf.test_url, sf.sandbox_url):
        answer = with_password(sf, "ada@acme.com.uat", url=url)
        assert answer.json["instance_url"] == sf.sandbox_url
        assert answer.json["id"].startswith(sf.test_url + "/id/")


@pytest.mark.parametrize("host", ["test_url", "sandbox_url"])
def test_production_user_at_a_sandbox_host(sf: DemoSalesforce, host: str) -> None:
    assert with_password(sf, url=getattr(sf, host)).refusal == FAILURE
    assert causes(sf, "ada@acme.com") == []


@pytest.mark.parametrize(
    ("sent", "cause"),
    [
        ("wrong", "Invalid Password"),
        ("{password}", "Failed: API security token required"),
        ("{password}{lower}", "Failed: API security token required"),
        ("{password} {token}", "Failed: API security token required"),
        ("{token}", "Invalid Password"),
        ("", "Invalid Password"),
    ],
)
def test_refusals_hide_their_cause(sf: DemoSalesforce, sent: str, cause: str) -> None:
    ada = sf.person("ada@acme.com")
    password = sent.format(
        password=ada.password, token=ada.security_token, lower=ada.security_token.swapcase()
    )
    assert with_password(sf, password=password).refusal == FAILURE
    assert causes(sf, "ada@acme.com") == [cause]


def test_older_wording(sf: DemoSalesforce) -> None:
    sf.switch(older_wording=True)
    assert with_password(sf, password="x").refusal[1] == "authentication failure - Invalid Password"


def test_flow_switched_off_and_external_client_app(sf: DemoSalesforce) -> None:
    ada = sf.person("ada@acme.com")
    form = {"grant_type": "password", "username": ada.username, "password": ada.password + ada.security_token}
    assert token(sf.my_domain_url, **form, **client(sf.app(TERMINAL))).refusal == FAILURE
    sf.switch(username_password_flow=False)
    assert with_password(sf).refusal == FAILURE
    assert causes(sf, "ada@acme.com") == ["Username-Password Flow Disabled"] * 2
    assert sf.person("ada@acme.com").refusals == 0


def test_password_with_signs_and_umlaut_needs_proper_encoding(sf: DemoSalesforce) -> None:
    person = sf.person("joerg@acme.com")
    assert with_password(sf, person.username).status == 200
    rest = urlencode({"grant_type": "password", "username": person.username, **client(sf.app(CLASSIC))})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = person.password + person.security_token

    def raw(password: str) -> int:
        body = f"{rest}&password={password}".encode()
        return send(sf.login_url + TOKEN_PATH, "POST", body, kind).status

    assert raw(quote(sent)) == raw(quote_plus(sent)) == 200
    assert raw(sent) == 400
    assert raw(quote(sent, safe="+")) == 400
    assert raw(quote(sent).replace("%C3%B6", "ö")) == 400
    assert raw(quote(sent, encoding="latin-1")) == 400
    assert raw(quote(quote(sent))) == 400


def test_parameters_in_the_address_or_as_json_do_not_count(sf: DemoSalesforce) -> None:
    ada = sf.person("ada@acme.com")
    form = {
        "grant_type": "password",
        "username": ada.username,
        "password": ada.password + ada.security_token,
        **client(sf.app(CLASSIC)),
    }
    address = f"{sf.login_url}{TOKEN_PATH}?{urlencode(form)}"
    unsupported = ("unsupported_grant_type", "grant type not supported")
    assert post(address, {}).refusal == unsupported
    json_kind = {"Content-Type": "application/json"}
    answer = send(sf.login_url + TOKEN_PATH, "POST", urlencode(form).encode(), json_kind)
    assert answer.refusal == unsupported
    assert get(address).refusal == ("invalid_request", "must use HTTP POST")


def test_wrong_client(sf: DemoSalesforce) -> None:
    ada = sf.person("ada@acme.com")
    person = {
        "grant_type": "password",
        "username": ada.username,
        "password": ada.password + ada.security_token,
    }
    app = sf.app(CLASSIC)
    wrong_secret = token(sf.login_url, **person, client_id=app.client_id, client_secret="no")
    assert (wrong_secret.status, wrong_secret.refusal[0]) == (400, "invalid_client")
    no_secret = token(sf.login_url, **person, client_id=app.client_id)
    assert no_secret.refusal == ("invalid_client", "invalid client credentials")
    wrong_key = token(sf.login_url, **person, client_id="3MVG9no", client_secret="no")
    assert wrong_key.refusal == ("invalid_client_id", "client identifier invalid")
    sf.switch(invalid_client_status=401)
    assert token(sf.login_url, **person, client_id=app.client_id, client_secret="no").status == 401
    assert sf.attempts() == []


@pytest.mark.parametrize("limit", [3, 5, 10])
def test_lockout(sf: DemoSalesforce, limit: int) -> None:
    sf.switch(lockout_after=limit)
    for number in range(limit):
        assert with_password(sf, password=f"wrong {number}").refusal == FAILURE
    assert sf.is_locked("ada@acme.com")
    assert with_password(sf).refusal == FAILURE
    assert causes(sf, "ada@acme.com")[-1] == "Password Lockout"
    sf.advance(15 * 60 + 1)
    assert with_password(sf).status == 200


def test_success_puts_the_counter_back(sf: DemoSalesforce) -> None:
    for _ in range(3):
        for number in range(9):
            with_password(sf, password=f"wrong {number}")
        assert with_password(sf).status == 200
    assert not sf.is_locked("ada@acme.com")


def test_after_a_lockout_counting_starts_anew(sf: DemoSalesforce) -> None:
    sf.switch(lockout_after=3)
    for number in range(3):
        with_password(sf, password=f"wrong {number}")
    sf.advance(901)
    with_password(sf, password="wrong again")
    assert not sf.is_locked("ada@acme.com")


def test_unlock_and_no_limit(sf: DemoSalesforce) -> None:
    sf.lock("ada@acme.com")
    assert with_password(sf).refusal == FAILURE
    sf.unlock("ada@acme.com")
    assert with_password(sf).status == 200
    sf.switch(lockout_after=0)
    for number in range(30):
        with_password(sf, password=f"wrong {number}")
    assert with_password(sf).status == 200


def test_locked_user_keeps_a_living_session(sf: DemoSalesforce) -> None:
    access = access_token(sf)
    sf.lock("ada@acme.com")
    assert get(f"{sf.my_domain_url}/services/data/v68.0/limits", access).status == 200


def test_attempts_are_known_by_digest_only(sf: DemoSalesforce) -> None:
    with_password(sf, password="one")
    with_password(sf, password="two")
    assert not sf.refused_twice("ada@acme.com")
    with_password(sf, password="one")
    assert sf.refused_twice("ada@acme.com")
    assert sf.refused_twice()
    assert not sf.refused_twice("lee@acme.com")
    attempts = sf.attempts("Ada@acme.com")
    assert [one.refused for one in attempts] == [True, True, True]
    assert attempts[0].digest == attempts[2].digest != attempts[1].digest
    assert "one" not in str(attempts[0].digest)


def test_a_good_password_may_be_sent_again(sf: DemoSalesforce) -> None:
    with_password(sf)
    with_password(sf)
    assert not sf.refused_twice()
    assert not any(one.refused for one in sf.attempts())


def test_trusted_addresses_need_no_token(sf: DemoSalesforce) -> None:
    ada = sf.person("ada@acme.com")
    sf.switch(trusted_ip=True)
    assert with_password(sf, password=ada.password).status == 200
    assert with_password(sf).status == 200
    sf.switch(trusted_ip_refuses_token=True)
    assert with_password(sf).refusal == FAILURE


def test_password_change_replaces_the_token(sf: DemoSalesforce) -> None:
    ada = sf.person("ada@acme.com")
    before = ada.password, ada.security_token
    new_token = sf.change_password("ada@acme.com", "Brand-New-1")
    assert new_token != before[1]
    assert with_password(sf, password="".join(before)).refusal == FAILURE
    assert with_password(sf, password="Brand-New-1" + before[1]).refusal == FAILURE
    assert causes(sf, "ada@acme.com") == ["Invalid Password", "Failed: API security token required"]
    assert with_password(sf, password="Brand-New-1" + new_token).status == 200


def test_the_token_is_mailed_only_after_a_reset_by_hand(sf: DemoSalesforce) -> None:
    sf.change_password("ada@acme.com")
    assert sf.mailbox("ada@acme.com") == []
    by_hand = sf.reset_security_token("ada@acme.com")
    changed = sf.change_password("ada@acme.com")
    mails = sf.mailbox("ada@acme.com")
    assert [mail.subject for mail in mails] == ["Your new Salesforce security token"] * 2
    assert by_hand in mails[0].body
    assert changed in mails[1].body
    sf.switch(trusted_ip=True)
    sf.change_password("ada@acme.com")
    assert len(sf.mailbox("ada@acme.com")) == 2


def test_sessions_and_refresh_tokens_survive_a_password_change_unless_switched(sf: DemoSalesforce) -> None:
    from sftui.demo.credentials import token_credentials

    limits = f"{sf.my_domain_url}/services/data/v68.0/limits"
    given = token_credentials(sf, sf.person("ada@acme.com"))
    sf.change_password("ada@acme.com")
    assert get(limits, given["access_token"]).status == 200
    assert refresh(sf, given["refresh_token"]).status == 200
    sf.switch(sessions_end_on_password_change=True)
    sf.change_password("ada@acme.com")
    assert get(limits, given["access_token"]).status == 401
    assert refresh(sf, given["refresh_token"]).status == 200
    sf.switch(refresh_dies_on_password_change=True)
    sf.change_password("ada@acme.com")
    assert refresh(sf, given["refresh_token"]).refusal == FAILURE


@pytest.mark.parametrize(
    ("changes", "refusal", "cause"),
    [
        ({"active": False}, ("inactive_user", "user is inactive"), "User is Inactive"),
        ({"frozen": True}, ("inactive_user", "user is inactive"), "User is Frozen"),
        ({"password_expired": True}, FAILURE, "Password Expired"),
        ({"login_rule": "Restricted IP"}, FAILURE, "Restricted IP"),
        ({"login_rule": "Restricted time"}, FAILURE, "Restricted time"),
        (
            {"login_rule": "Failed: Computer activation required"},
            FAILURE,
            "Failed: Computer activation required",
        ),
    ],
)
def test_state_of_the_person(
    sf: DemoSalesforce, changes: dict[str, object], refusal: tuple[str, str], cause: str
) -> None:
    sf.set_person("ada@acme.com", **changes)
    assert with_password(sf).refusal == refusal
    assert causes(sf, "ada@acme.com") == [cause]
    assert with_password(sf, password="wrong").refusal == FAILURE


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"inactive": True}, ("inactive_org", "organization is inactive")),
        ({"deleted": True}, ("invalid_grant", "Data Not Available")),
        ({"login_rate_exceeded": True}, ("rate_limit_exceeded", "login rate exceeded")),
    ],
)
def test_state_of_the_org(sf: DemoSalesforce, changes: dict[str, Any], refusal: tuple[str, str]) -> None:
    sf.switch(**changes)
    assert with_password(sf).refusal == refusal


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"blocked": True}, ("OAUTH_APP_BLOCKED", "this app is blocked by admin")),
        ({"installed_in": set()}, ("invalid_client_id", "client identifier invalid")),
        ({"ip_restricted": True}, ("invalid_grant", "ip restricted")),
        ({"admin_approved": True}, ("invalid_app_access", "user is not admin approved to access this app")),
        ({"flows": {"web"}}, FAILURE),
    ],
)
def test_state_of_the_app(sf: DemoSalesforce, changes: dict[str, object], refusal: tuple[str, str]) -> None:
    sf.set_app(CLASSIC, **changes)
    assert with_password(sf, url=sf.my_domain_url).refusal == refusal


def test_generic_host_forbidden(sf: DemoSalesforce) -> None:
    sf.switch(my_domain_required=True)
    assert with_password(sf).refusal == FAILURE
    assert causes(sf, "ada@acme.com") == ["Restricted domain"]
    assert with_password(sf, url=sf.my_domain_url).status == 200


def test_fresh_app_is_unknown_at_first(sf: DemoSalesforce) -> None:
    sf.app_not_ready(CLASSIC, 600)
    assert with_password(sf).refusal == ("invalid_client_id", "client identifier invalid")
    sf.advance(601)
    assert with_password(sf).status == 200


def test_same_access_token_again(sf: DemoSalesforce) -> None:
    assert access_token(sf) != access_token(sf)
    sf.switch(same_access_token=True)
    assert access_token(sf) == access_token(sf)


def test_an_app_of_ones_own(sf: DemoSalesforce) -> None:
    own = sf.add_app(App("Mine", "3MVG9mine", "SECRET", external=False, installed_in={"acme"}))
    ada = sf.person("ada@acme.com")
    form = {"grant_type": "password", "username": ada.username, "password": ada.password + ada.security_token}
    assert token(sf.login_url, **form, **client(own)).status == 200
