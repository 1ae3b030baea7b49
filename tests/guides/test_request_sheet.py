"""The request sheet says what an administrator must make, and nothing that is secret."""

from __future__ import annotations

import pytest

from sftui.account import SECRET_FIELDS, Account, Secret
from sftui.guides.request_sheet import WIDTH, request_sheet
from sftui.salesforce.methods import METHODS

IDS = [method.id for method in METHODS]
FULL = Account(
    login_url="https://acme.my.salesforce.com",
    username="ada@acme.com",
    client_id="3MVG9EXAMPLE",
    redirect_uri="http://localhost:9999/here",
    scope="api refresh_token pardot_api",
).with_changes(**{name: Secret(f"planted-{name}") for name in SECRET_FIELDS})


@pytest.mark.parametrize("method", IDS)
def test_every_method_has_a_sheet_that_carries_no_secret(method: str) -> None:
    for account in (None, Account(), FULL):
        text = request_sheet(method, account)
        assert "planted" not in text
        assert "3MVG9EXAMPLE" not in text
        assert "{" not in text
        assert "one-time link" in " ".join(text.split())
        assert "consumer key" in text
        assert all(len(line) <= WIDTH or "://" in line for line in text.splitlines())


def flat(method: str, account: Account | None = None) -> str:
    return " ".join(request_sheet(method, account).split())


def test_each_method_asks_for_its_own_switches() -> None:
    assert "Run As (Username)" in flat("client-credentials")
    assert flat("client-credentials").count("Enable Client Credentials Flow") == 2
    assert "refresh_token" not in flat("client-credentials")
    assert "Enable JWT Bearer Flow" in flat("jwt")
    assert "certificate" in flat("jwt")
    assert "pre-authorized" in flat("jwt")
    assert "Enable Device Flow" in flat("device")
    assert "Allow OAuth Username-Password Flows" in flat("password")
    assert "External Client App never takes passwords" in flat("password")
    assert "http://localhost:1717/OauthRedirect" in flat("web")


def test_what_the_draft_knows_is_in_it() -> None:
    assert "http://localhost:9999/here" in flat("web", FULL)
    assert "Also: pardot_api." in flat("web", FULL)
    assert "the user ada@acme.com has" in flat("jwt", FULL)
    assert "(https://acme.my.salesforce.com)" in flat("web", FULL)
    assert "salesforce-setup.com/lightning/setup/ManageExternalClientApplication/home" in flat("web", FULL)
    assert "https://" not in flat("web").replace("https://acme.my.salesforce.com", "")


def test_texts_of_the_draft_stay_in_their_line() -> None:
    odd = Account(
        login_url="not an address", username="a\x1b[2J\nb@c.de", redirect_uri="http://localhost/\u202ex{y}"
    )
    text = request_sheet("jwt", odd)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "a[2J b@c.de" in " ".join(text.split())
    assert "http://localhost/x{y}" in text


def test_an_unknown_method_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        request_sheet("saml")
