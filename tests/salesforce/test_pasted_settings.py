"""Pasted settings, of ours and of other tools, become the right draft."""

from __future__ import annotations

import json

import pytest

from sftui.account import Secret
from sftui.salesforce.methods import METHODS, method_of
from sftui.salesforce.pasted import SEVERAL, recognise
from tests.salesforce.clippings import (
    COALESCE,
    DIALECTS,
    GLUED,
    HOST,
    IBM,
    KEY,
    PASSWORD,
    PASSWORD_FIELDS,
    PEM,
    REFRESH,
    SECRET,
    TOKEN,
    USER,
    found,
    values,
)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("prefix", ["SF_", "SALESFORCE_", "CASTOR_SALESFORCE_"])
def test_environment_settings_in_all_dialects(dialect: str, prefix: str) -> None:
    write = DIALECTS[dialect]
    lines = {
        "USERNAME": USER,
        "PASSWORD": PASSWORD,
        "SECURITY_TOKEN": TOKEN,
        "CLIENT_ID": KEY,
        "CLIENT_SECRET": SECRET,
        "BASE_URL" if prefix.startswith("CASTOR") else "LOGIN_URL": HOST,
    }
    text = "# a comment\nPATH=/usr/bin\n" + "\n".join(write(prefix + k, v) for k, v in lines.items()) + "\n"
    pasted = found(text)
    assert pasted.what == "a list of environment variables"
    assert values(pasted) == PASSWORD_FIELDS


def test_other_names_of_environment_settings() -> None:
    text = f"SALESFORCE_CONSUMER_KEY={KEY}\nSALESFORCE_CONSUMER_SECRET={SECRET}\nSALESFORCE_DOMAIN=acme-widgets.my\n"
    assert values(found(text)) == {"login_url": HOST, "client_id": KEY, "client_secret": SECRET}
    assert found(text).method == "client-credentials"
    text = f"SALESFORCE_USERNAME={USER}\nSALESFORCE_PASSWORD=x'y\nSALESFORCE_TOKEN={TOKEN}\n"
    assert found(text).draft.security_token == Secret(TOKEN)
    assert found(text).draft.password == Secret("x'y")


def test_a_backslash_at_the_end_of_a_quoted_value_swallows_nothing() -> None:
    text = f"SF_USERNAME='{USER}'\nSF_PASSWORD='abc\\'\nSF_CLIENT_ID='{KEY}'\n"
    assert found(text).draft.password == Secret("abc\\")
    assert found(text).draft.client_id == KEY


def test_a_private_key_over_several_lines_of_an_environment_file() -> None:
    text = f"SF_USERNAME={USER}\nSF_PRIVATE_KEY='{PEM}'\nSF_CLIENT_ID={KEY}\n"
    pasted = found(text)
    assert pasted.method == "jwt"
    assert pasted.draft.private_key == Secret(PEM)
    assert pasted.draft.client_id == KEY


def test_a_private_key_alone() -> None:
    pasted = found(PEM)
    assert pasted.what == "a private key"
    assert pasted.method == "jwt"
    assert "PRIVATE KEY" in pasted.draft.private_key.reveal()
    assert pasted.missing == ("login_url", "username", "client_id")
    assert recognise(PEM.replace("PRIVATE KEY", "CERTIFICATE")) is None


@pytest.mark.parametrize("method", [method.id for method in METHODS])
def test_our_own_settings_in_json_and_toml(method: str) -> None:
    known = method_of(method)
    assert known is not None
    samples = {
        "login_url": HOST,
        "private_key": PEM,
        "redirect_uri": "http://localhost:1717/OauthRedirect",
        "scope": "api",
        "username": USER,
        "audience": "https://login.salesforce.com",
        "api_version": "60.0",
    }
    settings = {field.name: samples.get(field.name, f"sample-{field.name}") for field in known.fields}
    as_json = found(json.dumps({"method": method, "name": "Acme", **settings}))
    as_toml = found(
        "\n".join(f"{name} = {json.dumps(text)}" for name, text in {"method": method, **settings}.items())
    )
    assert values(as_json) == values(as_toml) == settings
    assert as_json.what == as_toml.what == "a list of sftui's settings"
    assert as_json.method == as_toml.method == method
    assert as_json.missing == ()


def test_settings_of_other_tools() -> None:
    dlt = (
        f'[sources.salesforce.credentials]\nconsumer_key = "{KEY}"\nconsumer_secret = "{SECRET}"\n'
        'domain = "acme-widgets.my"\n'
    )
    assert values(found(dlt)) == {"login_url": HOST, "client_id": KEY, "client_secret": SECRET}
    tap = {"client_id": KEY, "client_secret": SECRET, "refresh_token": REFRESH, "is_sandbox": True}
    assert values(found(json.dumps(tap)))["login_url"] == "https://test.salesforce.com"
    assert found(json.dumps(tap)).method == "tokens"
    bridge = {
        "Name": "sftui-acme",
        "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
        "AuthParameters": {
            "OAuthParameters": {
                "ClientParameters": {"ClientID": KEY, "ClientSecret": SECRET},
                "AuthorizationEndpoint": f"{HOST}/services/oauth2/token",
                "OAuthHttpParameters": {
                    "BodyParameters": [
                        {"Key": "grant_type", "Value": "client_credentials"},
                        {"Key": "a", "Value": "b"},
                    ]
                },
            }
        },
    }
    pasted = found(json.dumps(bridge))
    assert pasted.what == "an AWS EventBridge connection"
    assert values(pasted) == {"login_url": HOST, "client_id": KEY, "client_secret": SECRET}
    assert pasted.notes == ()


def test_an_accounts_file_gives_its_first_account_and_says_so() -> None:
    pasted = found(IBM)
    assert pasted.what == "an accounts file of IBM App Connect"
    assert pasted.method == "password"
    assert values(pasted) == {
        "login_url": HOST,
        "username": USER,
        "password": GLUED,
        "client_id": KEY,
        "client_secret": SECRET,
    }


def test_a_list_of_one_account_is_not_several() -> None:
    pasted = found(json.dumps([COALESCE]))
    assert SEVERAL not in pasted.notes
    assert pasted.draft.username == USER


def test_of_several_accounts_in_json_only_the_first_is_taken() -> None:
    other = {**COALESCE, "username": "other@acme.example", "extra": "x"}
    pasted = found(json.dumps({"orgs": [{"username": USER, "clientId": KEY}, other]}))
    assert SEVERAL in pasted.notes
    assert pasted.draft.username == USER
    assert not pasted.draft.password


def test_a_labelled_sheet() -> None:
    pasted = found(
        f"Client ID:      {KEY}\nClient secret:  {SECRET}\nRefresh token:  {REFRESH}\n"
        "Login URL:      https://login.salesforce.com\nCompany names:  *\n"
    )
    assert pasted.method == "tokens"
    assert values(pasted) == {
        "client_id": KEY,
        "client_secret": SECRET,
        "refresh_token": REFRESH,
        "login_url": "https://login.salesforce.com",
    }


def test_a_token_that_seems_glued_to_the_password_is_left_and_noted() -> None:
    glued = "geheimaB3dE6gH9jK2mN5pQ8sT1vW4"
    pasted = found(json.dumps({**COALESCE, "password": glued, "securityToken": ""}))
    assert pasted.draft.password == Secret(glued)
    assert not pasted.draft.security_token
    assert "seems to end with the security token" in pasted.notes[0]


def test_a_host_that_cannot_be_read_stays_as_it_was_typed() -> None:
    pasted = found(json.dumps({**COALESCE, "baseUrl": "http://evil.example/x"}))
    assert pasted.draft.login_url == "http://evil.example/x"
    other = found(json.dumps({**COALESCE, "baseUrl": "https://login.example.org/services/oauth2/token"}))
    assert other.draft.trusted_host == ""
