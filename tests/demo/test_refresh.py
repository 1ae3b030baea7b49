"""Refresh tokens: rotation, policies, the limit of approvals, and what ends them."""

from __future__ import annotations

import pytest

from sftui.demo.credentials import token_credentials
from sftui.demo.server import DemoSalesforce
from tests.demo.wire import CLASSIC, TERMINAL, client, get, post, refresh, token

EXPIRED = ("invalid_grant", "expired access/refresh token")
DAY = 86400.0


@pytest.fixture
def given(sf: DemoSalesforce) -> dict[str, str]:
    """Tokens of Ada for the connected app."""
    return token_credentials(sf, sf.person("ada@acme.com"))


def limits(sf: DemoSalesforce, access_token: str) -> int:
    return get(f"{sf.my_domain_url}/services/data/v68.0/limits", access_token).status


def test_refresh_without_rotation(sf: DemoSalesforce, given: dict[str, str]) -> None:
    answer = refresh(sf, given["refresh_token"])
    assert "refresh_token" not in answer.json
    assert limits(sf, answer.json["access_token"]) == 200
    assert refresh(sf, given["refresh_token"]).status == 200


def test_refresh_at_the_generic_host_and_elsewhere(sf: DemoSalesforce, given: dict[str, str]) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"], **client(sf.app(CLASSIC))}
    assert token(sf.login_url, **form).status == 200
    assert token(sf.sandbox_url, **form).refusal == EXPIRED
    assert token(sf.test_url, **form).refusal == EXPIRED
    assert refresh(sf, given["refresh_token"], TERMINAL).refusal == EXPIRED
    assert refresh(sf, "5Aep861nothing").refusal == EXPIRED
    assert refresh(sf, "").refusal == EXPIRED


def test_rotation(sf: DemoSalesforce, given: dict[str, str]) -> None:
    sf.set_app(CLASSIC, rotation=True)
    second = refresh(sf, given["refresh_token"]).json["refresh_token"]
    assert second != given["refresh_token"]
    assert refresh(sf, given["refresh_token"]).refusal == EXPIRED
    third = refresh(sf, second).json["refresh_token"]
    sf.set_app(CLASSIC, rotated_token_ends_family=True)
    assert refresh(sf, second).refusal == EXPIRED
    assert refresh(sf, third).refusal == EXPIRED


def test_secret(sf: DemoSalesforce, given: dict[str, str]) -> None:
    wrong = ("invalid_client", "invalid client credentials")
    assert refresh(sf, given["refresh_token"], client_secret="x").refusal == wrong
    assert refresh(sf, given["refresh_token"], client_secret="").refusal == wrong
    sf.set_app(CLASSIC, secret_for_refresh=False)
    assert refresh(sf, given["refresh_token"], client_secret="").status == 200


@pytest.mark.parametrize(
    ("policy", "first", "second"),
    [("until-revoked", 200, 200), ("immediately", 400, 400), ("idle", 200, 200), ("hard", 200, 400)],
)
def test_policies(sf: DemoSalesforce, given: dict[str, str], policy: str, first: int, second: int) -> None:
    sf.set_app(CLASSIC, refresh_policy=policy, refresh_seconds=3 * DAY)
    sf.advance(2 * DAY)
    assert refresh(sf, given["refresh_token"]).status == first
    sf.advance(2 * DAY)
    assert refresh(sf, given["refresh_token"]).status == second


def test_idle_policy_ends_an_unused_token(sf: DemoSalesforce, given: dict[str, str]) -> None:
    sf.set_app(CLASSIC, refresh_policy="idle", refresh_seconds=3 * DAY)
    sf.advance(4 * DAY)
    assert refresh(sf, given["refresh_token"]).refusal == EXPIRED
    sf.advance(-4 * DAY)
    assert refresh(sf, given["refresh_token"]).refusal == EXPIRED


def test_sixth_approval_ends_the_oldest(sf: DemoSalesforce, given: dict[str, str]) -> None:
    ada = sf.person("ada@acme.com")
    for _ in range(4):
        token_credentials(sf, ada)
    token_credentials(sf, sf.person("lee@acme.com"))
    assert refresh(sf, given["refresh_token"]).status == 200
    assert len(sf.approvals("ada@acme.com", CLASSIC)) == 5
    token_credentials(sf, ada)
    assert refresh(sf, given["refresh_token"]).refusal == EXPIRED
    assert limits(sf, given["access_token"]) == 401
    assert len(sf.approvals("ada@acme.com", CLASSIC)) == 5


@pytest.mark.parametrize(
    ("person", "error"), [({"active": False}, "inactive_user"), ({"frozen": True}, "inactive_user")]
)
def test_person_out_of_use(
    sf: DemoSalesforce, given: dict[str, str], person: dict[str, object], error: str
) -> None:
    sf.set_person("ada@acme.com", **person)
    assert refresh(sf, given["refresh_token"]).refusal[0] == error
    assert limits(sf, given["access_token"]) == 401


@pytest.mark.parametrize(
    ("app", "refusal"),
    [
        ({"blocked": True}, ("OAUTH_APP_BLOCKED", "this app is blocked by admin")),
        ({"admin_approved": True}, ("invalid_app_access", "user is not admin approved to access this app")),
        ({"ip_restricted": True}, ("invalid_grant", "ip restricted")),
    ],
)
def test_app_policies(
    sf: DemoSalesforce, given: dict[str, str], app: dict[str, object], refusal: tuple[str, str]
) -> None:
    sf.set_app(CLASSIC, **app)
    assert refresh(sf, given["refresh_token"]).refusal == refusal


def test_org_that_is_gone_or_closed(sf: DemoSalesforce, given: dict[str, str]) -> None:
    sf.switch(inactive=True)
    assert refresh(sf, given["refresh_token"]).refusal[0] == "inactive_org"
    sf.switch(inactive=False, deleted=True)
    assert refresh(sf, given["refresh_token"]).refusal == ("invalid_grant", "Data Not Available")
    assert limits(sf, given["access_token"]) == 401


def test_containment(sf: DemoSalesforce, given: dict[str, str]) -> None:
    sf.contain("ada@acme.com")
    assert refresh(sf, given["refresh_token"]).refusal == EXPIRED
    sf.set_person("ada@acme.com", frozen=False)
    assert refresh(sf, given["refresh_token"]).refusal == EXPIRED


def test_ended_session_leaves_the_refresh_token(sf: DemoSalesforce, given: dict[str, str]) -> None:
    sf.end_access_token(given["access_token"])
    assert limits(sf, given["access_token"]) == 401
    access = refresh(sf, given["refresh_token"]).json["access_token"]
    assert sf.end_sessions("ada@acme.com") == 1
    assert limits(sf, access) == 401
    assert refresh(sf, given["refresh_token"]).status == 200


def test_sandbox_refresh(sf: DemoSalesforce) -> None:
    given = token_credentials(sf, sf.person("ada@acme.com.uat"))
    before = sf.org("acme--uat").id
    assert sf.refresh_sandbox("acme--uat") != before
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"], **client(sf.app(CLASSIC))}
    assert token(sf.sandbox_url, **form).refusal == EXPIRED
    from tests.demo.wire import with_password

    again = with_password(sf, "ada@acme.com.uat", url=sf.test_url).json
    assert sf.org("acme--uat").id in again["id"]
    assert again["instance_url"] == sf.sandbox_url


def test_revoking_a_refresh_token_ends_its_access_tokens(sf: DemoSalesforce, given: dict[str, str]) -> None:
    second = refresh(sf, given["refresh_token"]).json["access_token"]
    answer = post(f"{sf.my_domain_url}/services/oauth2/revoke", {"token": given["refresh_token"]})
    assert (answer.status, answer.body) == (200, b"")
    assert limits(sf, given["access_token"]) == limits(sf, second) == 401
    assert refresh(sf, given["refresh_token"]).refusal == EXPIRED


def test_revoking_an_access_token_leaves_the_refresh_token(sf: DemoSalesforce, given: dict[str, str]) -> None:
    address = f"{sf.login_url}/services/oauth2/revoke"
    assert post(address, {"token": given["access_token"]}).status == 200
    assert limits(sf, given["access_token"]) == 401
    assert refresh(sf, given["refresh_token"]).status == 200
    again = post(address, {"token": given["access_token"]})
    assert (again.status, again.text) == (400, "error=invalid_token&error_description=token+is+invalid")
    assert again.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert post(address, {}).text.startswith("error=unsupported_token_type")


def test_person_takes_the_app_away(sf: DemoSalesforce, given: dict[str, str]) -> None:
    assert sf.revoke_approvals("ada@acme.com", TERMINAL) == 0
    assert sf.revoke_approvals("ada@acme.com") == 1
    assert refresh(sf, given["refresh_token"]).refusal == EXPIRED
