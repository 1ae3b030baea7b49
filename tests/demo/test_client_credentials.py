"""Client credentials: My Domain only, no scope, and a run-as user."""

from __future__ import annotations

import base64

import pytest

from sftui.demo.server import DemoSalesforce
from tests.demo.wire import CLASSIC, TERMINAL, TOKEN_PATH, Answer, client, get, post, token


def ask(sf: DemoSalesforce, url: str = "", app: str = TERMINAL, **changes: str) -> Answer:
    form = {"grant_type": "client_credentials", **client(sf.app(app)), **changes}
    return token(url or sf.my_domain_url, **form)


def test_run_as_user_without_refresh_token(sf: DemoSalesforce) -> None:
    answer = ask(sf)
    assert answer.status == 200
    assert answer.json["id"].endswith(sf.person("integration@acme.com").id)
    assert "refresh_token" not in answer.json
    access = answer.json["access_token"]
    assert get(f"{sf.my_domain_url}/services/data/v68.0/limits", access).status == 200


@pytest.mark.parametrize("host", ["login_url", "test_url", "setup_url"])
def test_other_hosts_refuse_even_a_wrong_key(sf: DemoSalesforce, host: str) -> None:
    refusal = ("invalid_grant", "request not supported on this domain")
    assert ask(sf, getattr(sf, host)).refusal == refusal
    assert ask(sf, getattr(sf, host), client_id="no").refusal == refusal


def test_scope_is_refused(sf: DemoSalesforce) -> None:
    for scope in ("api", ""):
        assert ask(sf, scope=scope).refusal == ("invalid_request", "scope parameter not supported")


def test_client_in_a_basic_header(sf: DemoSalesforce) -> None:
    app = sf.app(TERMINAL)
    pair = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    form = {"grant_type": "client_credentials"}
    address = sf.my_domain_url + TOKEN_PATH
    assert post(address, form, {"Authorization": f"Basic {pair}"}).status == 200
    assert post(address, form, {"Authorization": "Basic %%%"}).refusal[0] == "invalid_client_id"
    wrong = base64.b64encode(f"{app.client_id}:no".encode()).decode()
    assert post(address, form, {"Authorization": f"Basic {wrong}"}).refusal[0] == "invalid_client"


def test_wrong_key_and_secret(sf: DemoSalesforce) -> None:
    assert ask(sf, client_id="no").refusal == ("invalid_client_id", "client identifier invalid")
    assert ask(sf, client_secret="no").refusal == ("invalid_client", "invalid client credentials")
    assert ask(sf, client_secret="").refusal == ("invalid_client", "invalid client credentials")
    assert ask(sf, sf.sandbox_url).refusal == ("invalid_client_id", "client identifier invalid")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"flows": {"web"}}, ("invalid_grant", "client credentials flow not enabled")),
        ({"run_as": set()}, ("invalid_grant", "no client credentials user enabled")),
        (
            {"run_as": {"integration.user@mail.example"}},
            ("invalid_grant", "no client credentials user enabled"),
        ),
        ({"scopes": ("full",)}, ("invalid_grant", "no valid scopes defined")),
        ({"scopes": ("refresh_token",)}, ("invalid_grant", "no valid scopes defined")),
        ({"ip_restricted": True}, ("invalid_grant", "ip restricted")),
        (
            {"run_as_must_be_approved": True},
            ("invalid_app_access", "user is not admin approved to access this app"),
        ),
    ],
)
def test_set_up_wrongly(sf: DemoSalesforce, changes: dict[str, object], refusal: tuple[str, str]) -> None:
    sf.set_app(TERMINAL, **changes)
    assert ask(sf).refusal == refusal


def test_run_as_user_out_of_use(sf: DemoSalesforce) -> None:
    sf.set_person("integration@acme.com", active=False)
    assert ask(sf).refusal == ("inactive_user", "user is inactive")


def test_permitted_users_do_not_apply(sf: DemoSalesforce) -> None:
    sf.set_app(TERMINAL, admin_approved=True)
    assert ask(sf).status == 200


def test_each_org_has_its_own_run_as_user(sf: DemoSalesforce) -> None:
    answer = ask(sf, sf.sandbox_url, CLASSIC)
    assert answer.json["id"].endswith(sf.person("integration@acme.com.uat").id)
    assert answer.json["id"].startswith(sf.test_url)
    org = sf.add_org("globex")
    assert ask(sf, org.url, CLASSIC).json["id"].endswith(sf.person("user1@globex.example").id)


def test_password_of_the_run_as_user_does_not_matter(sf: DemoSalesforce) -> None:
    sf.change_password("integration@acme.com")
    sf.lock("integration@acme.com")
    assert ask(sf).status == 200


def test_token_that_is_good_for_nothing(sf: DemoSalesforce) -> None:
    sf.set_app(TERMINAL, scopes=("openid",))
    access = ask(sf).json["access_token"]
    answer = get(f"{sf.my_domain_url}/services/data/v68.0/limits", access)
    assert answer.status == 401
    assert answer.json[0]["message"] == "This session is not valid for use with the REST API"
