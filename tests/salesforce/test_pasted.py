"""Paste anything: JSON, addresses and replies become the right draft, and what says nothing becomes nothing."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from sftui.account import SECRET_FIELDS, Account, Secret
from sftui.salesforce.pasted import recognise
from tests.salesforce.clippings import (
    ACCESS,
    COALESCE,
    HOST,
    KEY,
    PASSWORD_FIELDS,
    REFRESH,
    SECRET,
    USER,
    found,
    values,
)


def test_a_coalesce_json_fills_the_password_form() -> None:
    pasted = found(json.dumps(COALESCE, indent=2))
    assert pasted.what == "a Coalesce Catalog JSON"
    assert pasted.method == pasted.draft.method == "password"
    assert values(pasted) == PASSWORD_FIELDS
    assert pasted.missing == ()
    assert pasted.notes == ()


def test_what_is_missing_is_named_in_the_order_of_the_form() -> None:
    pasted = found(json.dumps({"baseUrl": "acme", "clientId": KEY, "username": USER, "password": "", "x": 1}))
    assert pasted.method == "web"
    part = found(json.dumps({"username": USER, "password": "geheim"}))
    assert part.method == "password"
    assert part.missing == ("login_url", "client_id", "client_secret")


@pytest.mark.parametrize(
    "text",
    [
        f"force://{KEY}:{SECRET}:{REFRESH}@acme-widgets.my.salesforce.com",
        f"  force://{KEY}:{SECRET}:{REFRESH}@acme-widgets.my.salesforce.com\n",
        f"\ufeffforce://{KEY}:{SECRET}:{REFRESH[:10]}\n{REFRESH[10:]}@acme-widgets\n.my.salesforce.com",
        json.dumps(
            {
                "status": 0,
                "result": {"sfdxAuthUrl": f"force://{KEY}:{SECRET}:{REFRESH}@acme-widgets.my.salesforce.com"},
            }
        ),
        f"Sfdx Auth Url  force://{KEY}:{SECRET}:{REFRESH}@acme-widgets.my.salesforce.com and more",
    ],
)
def test_a_force_address_fills_the_tokens_form(text: str) -> None:
    pasted = found(text)
    assert pasted.what == "a Salesforce CLI address (force://)"
    assert values(pasted) == {
        "login_url": HOST,
        "client_id": KEY,
        "client_secret": SECRET,
        "refresh_token": REFRESH,
    }
    assert pasted.missing == ()


def test_a_force_address_of_the_clis_own_app_has_no_secret() -> None:
    pasted = found(f"force://PlatformCLI::{REFRESH}==@acme-widgets.my.salesforce.com")
    assert pasted.draft.client_id == "PlatformCLI"
    assert not pasted.draft.client_secret
    assert pasted.draft.refresh_token == Secret(f"{REFRESH}==")


@pytest.mark.parametrize(
    "text",
    [
        "force://id:token@acme.my.salesforce.com",
        f"force://{KEY}:{SECRET}:{REFRESH}@https://acme.my.salesforce.com",
        "FORCE://a:b:c@d",
        "force://",
    ],
)
def test_a_broken_force_address_is_nothing(text: str) -> None:
    assert recognise(text) is None


def test_what_the_cli_hides_is_a_gap_and_no_value() -> None:
    shown = {
        "status": 0,
        "result": {
            "accessToken": "[REDACTED] Use 'sf org auth show-access-token' to view",
            "sfdxAuthUrl": "[REDACTED] Use 'sf org auth ...' to view",
            "instanceUrl": HOST,
            "username": USER,
            "clientId": "PlatformCLI",
        },
    }
    pasted = found(json.dumps(shown))
    assert pasted.method == "tokens"
    assert pasted.missing == ("refresh_token",)
    assert values(pasted) == {"login_url": HOST, "username": USER, "client_id": "PlatformCLI"}
    assert "Access token" in pasted.notes[0]


def test_a_token_reply_fills_the_tokens_form() -> None:
    reply = {
        "access_token": ACCESS,
        "refresh_token": REFRESH,
        "instance_url": HOST,
        "id": "https://login.salesforce.com/id/00D5g000001AbCdEAK/0055g000002XyZaAAK",
        "token_type": "Bearer",
        "issued_at": "1795305600123",
        "scope": "api refresh_token",
    }
    pasted = found(json.dumps(reply))
    assert pasted.what == "a token reply"
    assert values(pasted) == {"login_url": HOST, "access_token": ACCESS, "refresh_token": REFRESH}
    assert pasted.missing == ("client_id",)
    assert "client ID" in pasted.notes[0]


def test_tokens_behind_an_address_are_read() -> None:
    query = urlencode({"access_token": ACCESS, "instance_url": HOST, "refresh_token": REFRESH})
    pasted = found(f"http://localhost:1717/OauthRedirect#{query}")
    assert pasted.draft.access_token == Secret(ACCESS)
    assert pasted.draft.login_url == HOST


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost:1717/OauthRedirect?code=aPrxABC%3D%3D&state=xyz",
        "https://login.salesforce.com/services/oauth2/success?code=aPrxABC%3D%3D",
        "https://acme.my.salesforce.com/services/oauth2/success?state=x&code=aPrx\nABC%3D%3D&sfdc_community_url=y",
        "?code=aPrxABC==&state=xyz",
        "code=aPrxABC%3D%3D&state=xyz",
        "http://localhost:1717/OauthRedirect?error=access_denied&error_description=end-user+denied+authorization",
    ],
)
def test_the_answer_to_a_sign_in_is_kept_for_its_reader(text: str) -> None:
    pasted = found(text)
    assert pasted.what == "the answer to a sign-in"
    assert pasted.answer == Secret(text)
    assert pasted.draft == Account()
    assert (pasted.method, pasted.missing) == ("", ())


def test_a_link_that_begins_a_sign_in_fills_the_website_form() -> None:
    query = urlencode(
        {
            "response_type": "code",
            "client_id": KEY,
            "redirect_uri": "http://localhost:1717/OauthRedirect",
            "scope": "api refresh_token",
            "code_challenge": "abc",
        }
    )
    pasted = found(f"{HOST}/services/oauth2/authorize?{query}")
    assert pasted.method == "web"
    assert values(pasted) == {
        "login_url": HOST,
        "client_id": KEY,
        "redirect_uri": "http://localhost:1717/OauthRedirect",
        "scope": "api refresh_token",
    }


def test_a_password_that_begins_like_a_variable_is_kept() -> None:
    for password in ("$ecret1", "your-mum-1", "{curly}", "50%off%", "...dots"):
        pasted = found(json.dumps({**COALESCE, "password": password}))
        assert pasted.draft.password == Secret(password)


def test_every_field_that_can_be_found_is_a_field_of_the_draft() -> None:
    for name in values(found(json.dumps(COALESCE))):
        assert hasattr(Account(), name)
        assert isinstance(getattr(found(json.dumps(COALESCE)).draft, name), Secret) is (name in SECRET_FIELDS)
