"""Each grant against the demo org, its refusals, and what must never be sent."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest

from sftui.account import NO_SECRET, Secret
from sftui.demo.seed import CLASSIC_APP, PIPELINE_APP, PUBLIC_APP, TERMINAL_APP
from sftui.demo.server import DemoSalesforce
from sftui.errors import InvalidFields, PersonNeeded, RefusedError, UnreachableError, UntrustedHost
from sftui.salesforce import signin
from sftui.salesforce.certificate import make_key_pair
from sftui.salesforce.exchange import TOKEN_PATH, redeem_code, token_for
from tests.salesforce.drafts import KEY, draft_of, password_draft
from tests.salesforce.net import GOOD, Net, refused

# The grants, against the demo org


@pytest.mark.parametrize("method", ["password", "client-credentials", "jwt", "tokens"])
async def test_each_unattended_method_gives_a_token(
    method: str, demo: DemoSalesforce, client: httpx.AsyncClient
) -> None:
    token = await token_for(draft_of(demo, method), client)
    assert token.access_token
    assert token.instance_url == demo.my_domain_url
    assert "/id/00D" in token.identity_url


async def test_a_password_with_everything_in_it(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    token = demo.change_password("ada@acme.com", "Pa55 wörd&+%=\"'#")
    draft = draft_of(demo, "password", password=Secret("Pa55 wörd&+%=\"'#"), security_token=Secret(token))
    assert (await token_for(draft, client)).access_token


async def test_a_wrong_password_is_sent_once(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    error = await refused(draft_of(demo, "password", password=Secret("hunter2")), client)
    assert (error.error, error.said, error.status) == ("invalid_grant", "authentication failure", 400)
    assert len(demo.attempts("ada@acme.com")) == 1


@pytest.mark.parametrize("fault", ["close", "reset", "lost-reply", "cut"])
async def test_a_password_is_never_sent_twice_whatever_the_network_does(
    fault: str, demo: DemoSalesforce, client: httpx.AsyncClient
) -> None:
    draft = draft_of(demo, "password")
    demo.switch(fault=fault, fault_times=1)  # a second try would succeed
    with pytest.raises(UnreachableError):
        await token_for(draft, client)
    assert len(demo.attempts()) <= 1


async def test_a_lost_refresh_reply_is_not_asked_again(
    demo: DemoSalesforce, client: httpx.AsyncClient
) -> None:
    """With rotation the token may be used up already (salesforce-oauth.md §6)."""
    draft = draft_of(demo, "tokens")
    demo.switch(fault="lost-reply", fault_times=1)
    with pytest.raises(UnreachableError):
        await token_for(draft, client)
    assert len(demo.requests(TOKEN_PATH)) == 1


async def test_client_credentials_outlive_a_lost_reply(
    demo: DemoSalesforce, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_of(demo, "client-credentials")
    demo.switch(fault="lost-reply", fault_times=1)
    monkeypatch.setattr("random.uniform", lambda low, high: 0.0)
    assert (await token_for(draft, client)).access_token
    assert len(demo.requests(TOKEN_PATH)) == 2


@pytest.mark.parametrize(
    "fault", ["html-200", "html-503", "server-error", "not-json", "json-array", "empty", "redirect"]
)
async def test_replies_that_are_not_salesforces(
    fault: str, demo: DemoSalesforce, client: httpx.AsyncClient
) -> None:
    draft = draft_of(demo, "password")
    demo.switch(fault=fault)
    with pytest.raises(UnreachableError) as caught:
        await token_for(draft, client)
    assert caught.value.cause
    assert caught.value.do
    assert caught.value.exit_code == 6


async def test_rotation_hands_over_the_new_refresh_token(
    demo: DemoSalesforce, client: httpx.AsyncClient
) -> None:
    demo.set_app(CLASSIC_APP, rotation=True)
    draft = draft_of(demo, "tokens")
    first = await token_for(draft, client)
    assert first.refresh_token
    assert first.refresh_token != draft.refresh_token
    assert (await refused(draft, client)).said == "expired access/refresh token"
    again = await token_for(draft.with_changes(refresh_token=first.refresh_token), client)
    assert again.access_token


async def test_without_rotation_the_old_refresh_token_stays(
    demo: DemoSalesforce, client: httpx.AsyncClient
) -> None:
    assert (await token_for(draft_of(demo, "tokens"), client)).refresh_token == NO_SECRET


async def test_a_browser_sign_in_end_to_end(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    draft = draft_of(demo, "web")
    started = signin.begin(draft, now=0)
    person = demo.person("ada@acme.com")
    address = demo.browser.sign_in(started.link, person.username, person.password)
    code = signin.read_answer(address, started, draft)
    token = await redeem_code(draft, code, started.verifier, client)
    assert token.refresh_token
    renewed = await token_for(draft.with_changes(refresh_token=token.refresh_token), client)
    assert renewed.access_token
    with pytest.raises(RefusedError) as caught:
        await redeem_code(draft, code, started.verifier, client)
    assert "expired authorization code" in caught.value.said


async def test_a_public_app_sends_no_secret(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    app = demo.app(PUBLIC_APP)
    draft = draft_of(
        demo, "web", client_id=app.client_id, client_secret=NO_SECRET, redirect_uri=app.callbacks[0]
    )
    started = signin.begin(draft, now=0)
    person = demo.person("ada@acme.com")
    address = demo.browser.sign_in(started.link, person.username, person.password)
    token = await redeem_code(draft, signin.read_answer(address, started, draft), started.verifier, client)
    assert (await token_for(draft.with_changes(refresh_token=token.refresh_token), client)).access_token


async def test_a_wrong_verifier_is_refused(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    draft = draft_of(demo, "web")
    started = signin.begin(draft, now=0)
    person = demo.person("ada@acme.com")
    address = demo.browser.sign_in(started.link, person.username, person.password)
    with pytest.raises(RefusedError) as caught:
        await redeem_code(draft, signin.read_answer(address, started, draft), Secret("v" * 50), client)
    assert caught.value.causes


REFUSALS: list[tuple[str, Callable[[DemoSalesforce], object], str]] = [
    ("password", lambda sf: sf.switch(username_password_flow=False), "authentication failure"),
    ("password", lambda sf: sf.lock("ada@acme.com"), "authentication failure"),
    ("password", lambda sf: sf.change_password("ada@acme.com"), "authentication failure"),
    ("password", lambda sf: sf.reset_security_token("ada@acme.com"), "authentication failure"),
    ("password", lambda sf: sf.set_app(CLASSIC_APP, client_secret="new"), "invalid client credentials"),
    ("password", lambda sf: sf.app_not_ready(CLASSIC_APP, 600), "client identifier invalid"),
    ("password", lambda sf: sf.set_person("ada@acme.com", active=False), "user is inactive"),
    ("tokens", lambda sf: sf.revoke_approvals("ada@acme.com"), "expired access/refresh token"),
    ("tokens", lambda sf: sf.set_app(CLASSIC_APP, client_secret="new"), "invalid client credentials"),
    ("tokens", lambda sf: sf.contain("ada@acme.com"), ""),
    (
        "jwt",
        lambda sf: sf.set_app(PIPELINE_APP, approved=set()),
        "user is not admin approved to access this app",
    ),
    ("jwt", lambda sf: sf.upload_certificate(PIPELINE_APP, make_key_pair().certificate), "invalid assertion"),
    ("jwt", lambda sf: sf.advance(86400), "expired authorization code"),
    ("jwt", lambda sf: sf.app_not_ready(PIPELINE_APP, 600), "client identifier invalid"),
    (
        "client-credentials",
        lambda sf: sf.set_app(TERMINAL_APP, run_as=set()),
        "no client credentials user enabled",
    ),
    ("client-credentials", lambda sf: sf.set_app(TERMINAL_APP, scopes=("full",)), "no valid scopes defined"),
    (
        "client-credentials",
        lambda sf: sf.set_app(TERMINAL_APP, client_secret="new"),
        "invalid client credentials",
    ),
]


@pytest.mark.parametrize(("method", "change", "said"), REFUSALS)
async def test_refusals_carry_salesforces_words_and_causes(
    method: str,
    change: Callable[[DemoSalesforce], object],
    said: str,
    demo: DemoSalesforce,
    client: httpx.AsyncClient,
) -> None:
    draft = draft_of(demo, method)
    change(demo)
    error = await refused(draft, client)
    assert said in error.said
    for secret in (draft.password, draft.client_secret, draft.refresh_token, draft.private_key):
        if secret:
            assert secret.reveal() not in f"{error} {error.causes} {error.said}"


async def test_a_clock_that_is_wrong_is_named(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    draft = draft_of(demo, "jwt")
    demo.advance(3600)
    error = await refused(draft, client)
    assert "clock" in error.cause
    assert "hour" in f"{error.cause} {error.do}" or "60 minutes" in f"{error.cause} {error.do}"


# What is sent, and where


async def test_password_and_token_are_joined_and_the_rest_is_as_salesforce_wants() -> None:
    net = Net()
    await token_for(password_draft(), net.client)
    assert net.sent == [
        (
            "https://login.salesforce.com/services/oauth2/token",
            {
                "grant_type": "password",
                "username": "ada@acme.com",
                "password": "Pa55 wörd&+%=\"'#TokenOfAda",
                "client_id": KEY,
                "client_secret": "secret-of-the-app",
            },
        )
    ]


async def test_client_credentials_send_no_scope() -> None:
    net = Net()
    draft = password_draft("acme", method="client-credentials", scope="api refresh_token")
    await token_for(draft, net.client)
    _, form = net.sent[0]
    assert form == {
        "grant_type": "client_credentials",
        "client_id": KEY,
        "client_secret": "secret-of-the-app",
    }


@pytest.mark.parametrize("host", ["login.salesforce.com", "test.salesforce.com", "na19.salesforce.com"])
async def test_client_credentials_are_not_sent_to_shared_hosts(host: str) -> None:
    net = Net()
    with pytest.raises(InvalidFields, match="My Domain"):
        await token_for(password_draft(host, method="client-credentials"), net.client)
    assert not net.sent


@pytest.mark.parametrize("method", ["password", "client-credentials", "web", "tokens", "device", "jwt"])
async def test_nothing_is_sent_to_a_foreign_host_without_a_persons_yes(method: str) -> None:
    net = Net()
    draft = password_draft(
        "https://login.salesforce.com.evil.example", method=method, refresh_token=Secret("5Aep861")
    )
    with pytest.raises(UntrustedHost) as caught:
        await token_for(draft, net.client)
    assert caught.value.host == "login.salesforce.com.evil.example"
    assert not net.sent


async def test_the_host_a_person_said_yes_to_is_asked() -> None:
    net = Net()
    draft = password_draft("https://sso.acme.com/portal", trusted_host="sso.acme.com")
    assert (await token_for(draft, net.client)).access_token
    assert net.sent[0][0] == "https://sso.acme.com/portal/services/oauth2/token"


@pytest.mark.parametrize(
    "instance_url",
    [
        "https://evil.example",
        "https://acme.my.salesforce.com.evil.example",
        "http://acme.my.salesforce.com",
        "http://127.0.0.1:8080",
        "https://acme.my.salesforce.com@evil.example",
        "not an address",
        "",
    ],
)
async def test_a_reply_that_names_a_foreign_host_is_questioned(instance_url: str) -> None:
    net = Net(httpx.Response(200, json=GOOD | {"instance_url": instance_url}))
    with pytest.raises(UntrustedHost) as caught:
        await token_for(password_draft(), net.client)
    assert "AQEAQJk2" not in f"{caught.value} {caught.value.causes}"


async def test_the_demo_can_name_a_foreign_instance(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    draft = draft_of(demo, "password")
    demo.switch(foreign_instance_url="https://evil.example")
    with pytest.raises(UntrustedHost, match=r"evil\.example"):
        await token_for(draft, client)


async def test_a_refresh_goes_to_the_orgs_own_host_rather_than_a_shared_one() -> None:
    net = Net()
    draft = password_draft(
        method="web", refresh_token=Secret("5Aep861"), instance_url="https://acme.my.salesforce.com"
    )
    await token_for(draft, net.client)
    await token_for(draft.with_changes(login_url="https://other.my.salesforce.com"), net.client)
    await token_for(draft.with_changes(instance_url=""), net.client)
    assert [urlsplit(url).hostname for url, _ in net.sent] == [
        "acme.my.salesforce.com",
        "other.my.salesforce.com",
        "login.salesforce.com",
    ]
    assert net.sent[0][1] == {
        "grant_type": "refresh_token",
        "refresh_token": "5Aep861",
        "client_id": KEY,
        "client_secret": "secret-of-the-app",
    }


@pytest.mark.parametrize("method", ["web", "device", "tokens"])
async def test_without_a_refresh_token_a_person_is_needed(method: str) -> None:
    net = Net()
    with pytest.raises(PersonNeeded):
        await token_for(password_draft(method=method), net.client)
    assert not net.sent


async def test_given_tokens_without_a_refresh_token_are_taken_as_they_are() -> None:
    net = Net()
    draft = password_draft("acme", method="tokens", access_token=Secret("00D!given"))
    token = await token_for(draft, net.client)
    assert (token.access_token, token.instance_url) == (Secret("00D!given"), "https://acme.my.salesforce.com")
    assert not net.sent


async def test_an_unknown_method_is_a_problem_of_its_field() -> None:
    with pytest.raises(InvalidFields, match="client-credentials"):
        await token_for(password_draft(method="saml"), Net().client)
