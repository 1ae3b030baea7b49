"""Device flow in Salesforce's spelling: start at the token endpoint, poll, approve on the page."""

from __future__ import annotations

from typing import Any

import pytest

from sftui.demo.browser import BrowserStoppedError
from sftui.demo.server import DemoSalesforce
from tests.demo.wire import CLASSIC, PUBLIC, TERMINAL, TOKEN_PATH, Answer, client, refresh, send, token

PENDING = "authorization_pending"


def start(sf: DemoSalesforce, app: str = TERMINAL, url: str = "") -> dict[str, Any]:
    answer = token(
        url or sf.login_url,
        response_type="device_code",
        client_id=sf.app(app).client_id,
        scope="api refresh_token",
    )
    assert answer.status == 200
    started: dict[str, Any] = answer.json
    return started


def poll(sf: DemoSalesforce, code: str, app: str = TERMINAL, url: str = "", **changes: str) -> Answer:
    form = {"grant_type": "device", "code": code, **client(sf.app(app)), **changes}
    return token(url or sf.login_url, **form)


def password(sf: DemoSalesforce, username: str = "ada@acme.com") -> str:
    return sf.person(username).password


def test_start(sf: DemoSalesforce) -> None:
    started = start(sf)
    assert set(started) == {"device_code", "user_code", "verification_uri", "interval"}
    assert len(started["user_code"]) == 8
    assert started["verification_uri"] == sf.login_url + "/setup/connect"
    assert started["interval"] == 5
    sf.switch(device_interval=2, device_says_expires_in=True)
    assert (start(sf)["interval"], start(sf)["expires_in"]) == (2, 600)
    assert start(sf, url=sf.my_domain_url)["verification_uri"] == sf.my_domain_url + "/setup/connect"


def test_start_as_multipart(sf: DemoSalesforce) -> None:
    fields = {"response_type": "device_code", "client_id": sf.app(TERMINAL).client_id}
    body = "".join(
        f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    kind = {"Content-Type": "multipart/form-data; boundary=XX"}
    address = sf.login_url + TOKEN_PATH
    answer = send(address, "POST", (body + "--XX--\r\n").encode(), kind)
    assert len(answer.json["user_code"]) == 8
    grant = body.replace("response_type", "grant_type").replace("device_code", "client_credentials")
    refused = send(address, "POST", (grant + "--XX--\r\n").encode(), kind)
    assert refused.refusal == ("unsupported_grant_type", "grant type not supported")


def test_pending_too_fast_then_approved(sf: DemoSalesforce) -> None:
    started = start(sf)
    assert poll(sf, started["device_code"]).refusal[0] == PENDING
    assert poll(sf, started["device_code"]).refusal[0] == "slow_down"
    sf.advance(5)
    assert poll(sf, started["device_code"]).refusal[0] == PENDING
    page = sf.browser.approve_device(started["user_code"], "ada@acme.com", password(sf))
    assert page.title == "You're Connected"
    sf.advance(5)
    answer = poll(sf, started["device_code"])
    assert answer.status == 200
    assert refresh(sf, answer.json["refresh_token"], TERMINAL).status == 200
    sf.advance(5)
    assert poll(sf, started["device_code"]).refusal[0] == "invalid_grant"
    assert len(sf.approvals("ada@acme.com", TERMINAL)) == 1


def test_denied(sf: DemoSalesforce) -> None:
    started = start(sf)
    page = sf.browser.approve_device(started["user_code"], "ada@acme.com", password(sf), approve=False)
    assert page.title == "Access Denied"
    assert poll(sf, started["device_code"]).refusal == ("access_denied", "end-user denied authorization")
    sf.advance(5)
    assert poll(sf, started["device_code"]).refusal[0] == "invalid_grant"


def test_answer_without_the_pages(sf: DemoSalesforce) -> None:
    one, other = start(sf), start(sf)
    sf.approve_device(one["user_code"], "ada@acme.com")
    sf.approve_device(other["user_code"].lower(), "ada@acme.com", approve=False)
    assert poll(sf, one["device_code"]).status == 200
    assert poll(sf, other["device_code"]).refusal[0] == "access_denied"
    with pytest.raises(KeyError):
        sf.approve_device(one["user_code"], "ada@acme.com")


def test_ten_minutes(sf: DemoSalesforce) -> None:
    started = start(sf)
    sf.advance(601)
    assert poll(sf, started["device_code"]).refusal[0] == "invalid_grant"
    with pytest.raises(BrowserStoppedError, match="not valid"):
        sf.browser.approve_device(started["user_code"], "ada@acme.com", password(sf))


def test_unknown_codes(sf: DemoSalesforce) -> None:
    started = start(sf)
    assert poll(sf, "nothing").refusal[0] == "invalid_request"
    assert poll(sf, "").refusal[0] == "invalid_request"
    assert poll(sf, started["device_code"], CLASSIC).refusal[0] == "invalid_request"
    assert poll(sf, started["device_code"], url=sf.my_domain_url).refusal[0] == "invalid_request"
    with pytest.raises(BrowserStoppedError, match="not valid"):
        sf.browser.approve_device("XXXXXXXX", "ada@acme.com", password(sf))


def test_code_may_stand_in_the_address_of_the_page(sf: DemoSalesforce) -> None:
    started = start(sf)
    page = sf.browser.open(f"{started['verification_uri']}?user_code={started['user_code']}")
    assert page.forms[0].fields["user_code"] == started["user_code"]


def test_secret(sf: DemoSalesforce) -> None:
    started = start(sf)
    assert poll(sf, started["device_code"], client_secret="").refusal[0] == "invalid_client"
    assert poll(sf, started["device_code"], client_secret="no").refusal[0] == "invalid_client"
    public = start(sf, PUBLIC)
    sf.approve_device(public["user_code"], "lee@acme.com")
    answer = poll(sf, public["device_code"], PUBLIC, client_secret="")
    assert refresh(sf, answer.json["refresh_token"], PUBLIC, client_secret="").status == 200


def test_at_the_sandbox(sf: DemoSalesforce) -> None:
    started = start(sf, CLASSIC, sf.test_url)
    sf.browser.approve_device(
        started["user_code"],
        "ada@acme.com.uat",
        password(sf, "ada@acme.com.uat"),
        page=started["verification_uri"],
    )
    answer = poll(sf, started["device_code"], CLASSIC, sf.test_url)
    assert answer.json["instance_url"] == sf.sandbox_url


def test_flow_off_uninstalled_blocked_and_unknown(sf: DemoSalesforce) -> None:
    def refused(app: str) -> str:
        form = {"response_type": "device_code", "client_id": sf.app(app).client_id}
        return token(sf.login_url, **form).refusal[0]

    sf.set_app(CLASSIC, installed_in=set())
    assert refused(CLASSIC) == "OAUTH_APP_BLOCKED"
    sf.set_app(TERMINAL, flows={"web"})
    assert refused(TERMINAL) == "unsupported_grant_type"
    sf.set_app(PUBLIC, blocked=True)
    assert refused(PUBLIC) == "OAUTH_APP_BLOCKED"
    assert token(sf.login_url, response_type="device_code", client_id="no").refusal[0] == "invalid_client_id"
    wrong_scope = token(
        sf.login_url,
        response_type="device_code",
        client_id=sf.app("Acme Pipeline").client_id,
        scope="nothing",
    )
    assert wrong_scope.refusal[0] == "invalid_scope"


def test_person_who_may_not(sf: DemoSalesforce) -> None:
    sf.set_app(TERMINAL, admin_approved=True, approved={"ada@acme.com"})
    started = start(sf)
    with pytest.raises(BrowserStoppedError, match="OAUTH_APPROVAL_ERROR_GENERIC"):
        sf.browser.approve_device(started["user_code"], "lee@acme.com", password(sf, "lee@acme.com"))
    assert poll(sf, started["device_code"]).refusal[0] == "access_denied"
