"""Userinfo, identity URL, discovery, introspection."""

from __future__ import annotations

import pytest

from sftui.demo.credentials import token_credentials
from sftui.demo.server import DemoSalesforce
from tests.demo.wire import CLASSIC, TERMINAL, access_token, client, get, post, with_password


def test_userinfo(sf: DemoSalesforce) -> None:
    address = f"{sf.my_domain_url}/services/oauth2/userinfo"
    access = access_token(sf)
    told = get(address, access).json
    assert told["user_id"] == sf.person("ada@acme.com").id
    assert told["organization_id"] == sf.org("acme").id
    assert told["preferred_username"] == "ada@acme.com"
    assert post(address, {}, {"Authorization": f"Bearer {access}"}).json == told


def test_userinfo_with_a_dead_token_is_plain_text(sf: DemoSalesforce) -> None:
    for access in ("dead", ""):
        answer = get(f"{sf.my_domain_url}/services/oauth2/userinfo", access)
        assert (answer.status, answer.text) == (403, "Bad_OAuth_Token")
        assert answer.headers["Content-Type"].startswith("text/plain")


def test_identity(sf: DemoSalesforce) -> None:
    reply = with_password(sf).json
    told = get(reply["id"], reply["access_token"]).json
    assert told["id"] == reply["id"]
    assert told["username"] == "ada@acme.com"
    assert told["urls"]["rest"] == sf.my_domain_url + "/services/data/v{version}/"


def test_identity_errors(sf: DemoSalesforce) -> None:
    reply = with_password(sf).json
    access, org, me = reply["access_token"], sf.org("acme").id, sf.person("ada@acme.com").id

    def told(path: str, token: str = access) -> tuple[int, str]:
        answer = get(f"{sf.login_url}/id/{path}", token)
        return answer.status, answer.text

    assert told(f"{org}/{me}", "") == (403, "Missing_OAuth_Token")
    assert told(f"{org}/{me}", "dead") == (403, "Bad_OAuth_Token")
    assert told(f"{sf.org('acme--uat').id}/{me}") == (403, "Wrong_Org")
    assert told(f"{org}/005000000000000AAA") == (404, "Bad_Id")
    assert told(f"{org[:15]}/{me[:15]}")[0] == 200
    assert get(f"{sf.test_url}/id/{org}/{me}", access).text == "Bad_OAuth_Token"


@pytest.mark.parametrize("target", ["org", "https://evil.example"])
def test_identity_may_redirect(sf: DemoSalesforce, target: str) -> None:
    sf.switch(identity_redirect=target)
    reply = with_password(sf).json
    answer = get(reply["id"], reply["access_token"])
    base = sf.my_domain_url if target == "org" else target
    assert answer.status == 302
    assert answer.headers["Location"] == base + reply["id"].removeprefix(sf.login_url)
    if target == "org":
        assert get(answer.headers["Location"], reply["access_token"]).status == 200


def test_discovery_follows_the_host(sf: DemoSalesforce) -> None:
    for url in (sf.login_url, sf.my_domain_url, sf.sandbox_url):
        told = get(url + "/.well-known/openid-configuration").json
        assert told["issuer"] == url
        assert told["token_endpoint"] == url + "/services/oauth2/token"
        (key,) = get(told["jwks_uri"]).json["keys"]
        assert (key["kty"], key["alg"], key["e"]) == ("RSA", "RS256", "AQAB")


def introspect(sf: DemoSalesforce, token: str, app: str = CLASSIC, **changes: str) -> object:
    form = {"token": token, **client(sf.app(app)), **changes}
    return post(f"{sf.my_domain_url}/services/oauth2/introspect", form).json


def test_introspection_tells_the_remaining_life(sf: DemoSalesforce) -> None:
    given = token_credentials(sf, sf.person("ada@acme.com"))
    told = introspect(sf, given["access_token"])
    assert isinstance(told, dict)
    assert (told["active"], told["token_type"], told["username"]) == (True, "access_token", "ada@acme.com")
    assert told["exp"] - told["iat"] == 7200
    refresh = introspect(sf, given["refresh_token"])
    assert isinstance(refresh, dict)
    assert (refresh["active"], refresh["token_type"]) == (True, "refresh_token")
    sf.advance(7201)
    assert introspect(sf, given["access_token"]) == {"active": False}
    sf.revoke_approvals("ada@acme.com")
    assert introspect(sf, given["refresh_token"]) == {"active": False}


def test_introspection_of_other_apps_needs_a_right(sf: DemoSalesforce) -> None:
    given = token_credentials(sf, sf.person("ada@acme.com"))
    for name in ("access_token", "refresh_token"):
        assert introspect(sf, given[name], TERMINAL) == {"active": False}
    sf.set_app(TERMINAL, introspect_all=True)
    told = introspect(sf, given["access_token"], TERMINAL)
    assert isinstance(told, dict)
    assert told["active"] is True


def test_introspection_errors(sf: DemoSalesforce) -> None:
    address = f"{sf.my_domain_url}/services/oauth2/introspect"
    app = client(sf.app(CLASSIC))
    assert post(address, app).refusal[0] == "invalid_request"
    assert post(address, {**app, "client_secret": "no", "token": "x"}).refusal[0] == "invalid_client"
    assert get(address).refusal[0] == "invalid_request"
