"""What a token endpoint may answer: odd replies, refusals, echoes, pages and redirects."""

from __future__ import annotations

import httpx
import pytest

from sftui.account import NO_SECRET, Secret
from sftui.errors import RefusedError, UnreachableError
from sftui.salesforce.exchange import redeem_code, token_for
from tests.salesforce.drafts import password_draft
from tests.salesforce.net import GOOD, Net, no, refused


async def test_only_two_fields_are_required() -> None:
    net = Net(
        httpx.Response(200, json={"access_token": "00D!x", "instance_url": "https://acme.my.salesforce.com/"})
    )
    token = await token_for(password_draft(), net.client)
    assert token.instance_url == "https://acme.my.salesforce.com"
    assert (token.identity_url, token.scope, token.issued_at) == ("", "", "")


async def test_odd_fields_are_tolerated_and_foreign_text_is_cleaned() -> None:
    odd = GOOD | {
        "refresh_token": 7,
        "scope": ["api"],
        "issued_at": 1795305600123,
        "id": "https://login\x1b[31m.salesforce.com",
        "more": {"deep": [1]},
    }
    token = await token_for(password_draft(), Net(httpx.Response(200, json=odd)).client)
    assert (token.refresh_token, token.scope, token.issued_at) == (NO_SECRET, "", "1795305600123")
    assert token.identity_url == "https://login[31m.salesforce.com"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"access_token": "00D!x"},
        {"instance_url": "https://acme.my.salesforce.com"},
        {"access_token": "", "instance_url": "https://acme.my.salesforce.com"},
        {"access_token": "two words", "instance_url": "https://acme.my.salesforce.com"},
        {"access_token": "a\r\nX-Header: b", "instance_url": "https://acme.my.salesforce.com"},
        {"access_token": "x" * 20_000, "instance_url": "https://acme.my.salesforce.com"},
        {"access_token": ["00D!x"], "instance_url": "https://acme.my.salesforce.com"},
        {"access_token": "00D!x", "instance_url": None},
    ],
)
async def test_a_reply_without_a_token_is_not_salesforces(body: dict[str, object]) -> None:
    with pytest.raises(UnreachableError, match="carries no token"):
        await token_for(password_draft(), Net(httpx.Response(200, json=body)).client)


async def test_an_answer_that_is_not_known_names_the_host_that_gave_it() -> None:
    draft = password_draft("login").with_changes(
        method="web", refresh_token=Secret("5Aep861"), instance_url="https://acme.my.salesforce.com"
    )
    error = await refused(draft, Net(no("odd_code", "something new", 400)).client)
    assert "to https://acme.my.salesforce.com (" in error.cause
    assert "login.salesforce.com" not in error.cause


@pytest.mark.parametrize("status", [200, 400, 401, 403, 429, 500])
async def test_an_error_object_is_a_refusal_whatever_the_status(status: int) -> None:
    error = await refused(password_draft(), Net(no("invalid_grant", "authentication failure", status)).client)
    assert (error.error, error.status) == ("invalid_grant", status)


async def test_an_array_of_rest_is_understood_here_too() -> None:
    body = [{"errorCode": "SERVER_UNAVAILABLE", "message": "maintenance"}]
    error = await refused(password_draft(), Net(httpx.Response(503, json=body)).client)
    assert (error.error, error.said) == ("SERVER_UNAVAILABLE", "maintenance")


async def test_a_server_that_echoes_what_was_sent_reveals_nothing() -> None:
    draft = password_draft()
    joined = draft.password.reveal() + draft.security_token.reveal()
    net = Net(no("invalid_grant", f"wrong: {joined} for secret-of-the-app \x1b[2J[/red]"))
    error = await refused(draft, net.client)
    shown = f"{error.message} {error.said} {error.causes} {error.problem()}"
    for secret in (joined, "Pa55", "TokenOfAda", "secret-of-the-app", "\x1b"):
        assert secret not in shown
    assert "[/red]" in error.said


async def test_a_code_that_comes_back_in_an_error_is_taken_out() -> None:
    net = Net(no("invalid_grant", "expired authorization code aPrxCode== and verifier-text"))
    with pytest.raises(RefusedError) as caught:
        await redeem_code(
            password_draft(method="web"), Secret("aPrxCode=="), Secret("verifier-text"), net.client
        )
    assert "aPrxCode" not in str(caught.value)
    assert "verifier-text" not in caught.value.said


async def test_an_html_page_says_where_to_look() -> None:
    page = httpx.Response(200, html="<!DOCTYPE html><title>Login</title>")
    with pytest.raises(UnreachableError) as caught:
        await token_for(password_draft(), Net(page).client)
    assert "web page where data was expected" in caught.value.message
    assert caught.value.causes[0].field == "login_url"


@pytest.mark.parametrize("location", ["https://[zz/", "https://a\u2100b@evil.example/"])
async def test_a_redirect_that_can_not_be_read_is_not_named(location: str) -> None:
    net = Net(httpx.Response(302, headers={b"Location": location.encode()}))
    with pytest.raises(UnreachableError) as caught:
        await token_for(password_draft("acme"), net.client)
    assert "sends this call on to another address" in caught.value.message


async def test_a_token_that_no_header_can_carry_is_none() -> None:
    body = {"access_token": "00D!tokén", "instance_url": "https://acme.my.salesforce.com"}
    with pytest.raises(UnreachableError) as caught:
        await token_for(password_draft("acme"), Net(httpx.Response(200, json=body)).client)
    assert "carries no token" in caught.value.message


async def test_a_redirect_is_named_and_not_followed() -> None:
    net = Net(
        httpx.Response(302, headers={"Location": "https://new.my.salesforce.com/services/oauth2/token"})
    )
    with pytest.raises(UnreachableError) as caught:
        await token_for(password_draft("acme"), net.client)
    assert "sends this call on to new.my.salesforce.com" in caught.value.message
    assert len(net.sent) == 1
