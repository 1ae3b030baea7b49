"""Each grant against the demo org, its refusals, and what must never be sent."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest

from sftui.account import NO_SECRET, Account, Secret
from sftui.demo.seed import CLASSIC_APP, PIPELINE_APP, PUBLIC_APP, TERMINAL_APP
from sftui.demo.server import DemoSalesforce
from sftui.errors import InvalidFields, PersonNeeded, RefusedError, UnreachableError, UntrustedHost
from sftui.salesforce import signin
from sftui.salesforce.certificate import make_key_pair
from sftui.salesforce.exchange import TOKEN_PATH, redeem_code, token_for
from tests.salesforce.drafts import KEY, draft_of, password_draft

GOOD = {
    "access_token": "00D5g000001AbCd!AQEAQJk2",
    "instance_url": "https://acme.my.salesforce.com",
    "id": "https://login.salesforce.com/id/00D5g000001AbCdEAK/0055g000002XyZaAAK",
    "issued_at": "1795305600123",
    "token_type": "Bearer",
}


class Net:
    """Stands in for the network: answers by host, remembers what was sent."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers) or [httpx.Response(200, json=GOOD)]
        self.sent: list[tuple[str, dict[str, str]]] = []
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        form = {name: values[0] for name, values in parse_qs(request.read().decode()).items()}
        self.sent.append((str(request.url), form))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def no(error: str, said: str, status: int = 400, **headers: str) -> httpx.Response:
    return httpx.Response(status, json={"error": error, "error_description": said}, headers=headers)


async def refused(draft: Account, client: httpx.AsyncClient) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        await token_for(draft, client)
    assert caught.value.causes, "each refusal has a cause"
    return caught.value


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


# The audience of a JWT


@pytest.fixture(scope="module")
def private_key() -> Secret:
    return make_key_pair().private_key


def jwt_draft(private_key: Secret, login_url: str, **changes: object) -> Account:
    return Account(
        method="jwt", login_url=login_url, username="ada@acme.com", client_id=KEY, private_key=private_key
    ).with_changes(**changes)


def pairs(net: Net) -> list[tuple[str, str]]:
    """Host and audience of each try."""
    return [
        (
            urlsplit(url).hostname or "",
            urlsplit(jwt.decode(form["assertion"], options={"verify_signature": False})["aud"]).hostname
            or "",
        )
        for url, form in net.sent
    ]


AUDIENCE = no("invalid_grant", "audience is invalid")
LOGIN, TEST, ACME, UAT = (
    "login.salesforce.com",
    "test.salesforce.com",
    "acme.my.salesforce.com",
    "acme--uat.sandbox.my.salesforce.com",
)


async def test_the_assertion_is_as_salesforce_wants(private_key: Secret) -> None:
    net = Net()
    token = await token_for(jwt_draft(private_key, "acme"), net.client, now=lambda: 1_795_305_600.9)
    url, form = net.sent[0]
    claims = jwt.decode(form["assertion"], options={"verify_signature": False})
    assert url == "https://acme.my.salesforce.com/services/oauth2/token"
    assert set(form) == {"grant_type", "assertion"}
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert jwt.get_unverified_header(form["assertion"])["alg"] == "RS256"
    assert claims == {
        "iss": KEY,
        "sub": "ada@acme.com",
        "aud": "https://acme.my.salesforce.com",
        "exp": 1_795_305_780,
    }
    assert token.audience == "https://acme.my.salesforce.com"


@pytest.mark.parametrize(
    ("login_url", "tried"),
    [
        (
            "acme",
            [
                (ACME, ACME),
                (ACME, LOGIN),
                (ACME, TEST),
                (LOGIN, LOGIN),
                (TEST, TEST),
                (LOGIN, ACME),
                (TEST, ACME),
            ],
        ),
        (
            "acme--uat",
            [(UAT, UAT), (UAT, TEST), (UAT, LOGIN), (TEST, TEST), (LOGIN, LOGIN), (TEST, UAT), (LOGIN, UAT)],
        ),
        (LOGIN, [(LOGIN, LOGIN), (TEST, TEST)]),
        (TEST, [(TEST, TEST), (LOGIN, LOGIN)]),
    ],
)
async def test_the_audience_is_looked_for_and_shared_hosts_are_never_mixed(
    login_url: str, tried: list[tuple[str, str]], private_key: Secret
) -> None:
    net = Net(AUDIENCE)
    error = await refused(jwt_draft(private_key, login_url), net.client)
    assert pairs(net) == tried
    assert error.said == "audience is invalid"


async def test_the_audience_that_works_is_told_and_tried_first_the_next_time(private_key: Secret) -> None:
    net = Net(AUDIENCE, AUDIENCE, httpx.Response(200, json=GOOD))
    draft = jwt_draft(private_key, "acme--uat")
    token = await token_for(draft, net.client)
    assert token.audience == "https://login.salesforce.com"
    again = Net()
    await token_for(draft.with_changes(audience=token.audience), again.client)
    assert pairs(again) == [(UAT, LOGIN)]


async def test_a_found_audience_of_the_other_environment_is_not_mixed(private_key: Secret) -> None:
    net = Net(AUDIENCE)
    await refused(jwt_draft(private_key, LOGIN, audience="https://test.salesforce.com"), net.client)
    assert (LOGIN, TEST) not in pairs(net)


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        (no("invalid_grant", "user hasn't approved this consumer"), 1),
        (no("invalid_client_id", "client identifier invalid"), 1),
        (no("invalid_grant", "invalid assertion"), 1),
        (no("app_not_found", "External client app is not installed in this org"), 2),
        (no("invalid_grant", "Audience validation failed"), 2),
    ],
)
async def test_the_search_ends_at_the_first_error_that_is_not_about_the_audience(
    answer: httpx.Response, tries: int, private_key: Secret
) -> None:
    net = Net(answer)
    await refused(jwt_draft(private_key, LOGIN), net.client)
    assert len(net.sent) == tries


async def test_an_assertion_stays_at_a_host_outside_salesforce(private_key: Secret) -> None:
    net = Net(AUDIENCE)
    draft = jwt_draft(private_key, "https://sso.acme.com", trusted_host="sso.acme.com")
    await refused(draft, net.client)
    assert {host for host, _ in pairs(net)} == {"sso.acme.com"}


async def test_the_audience_is_found_at_the_demo(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    demo.switch(my_domain_audience=False)
    draft = draft_of(demo, "jwt", login_url=demo.my_domain_url)
    token = await token_for(draft, client)
    assert token.audience == "https://login.salesforce.com"


# Replies


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


async def test_a_redirect_is_named_and_not_followed() -> None:
    net = Net(
        httpx.Response(302, headers={"Location": "https://new.my.salesforce.com/services/oauth2/token"})
    )
    with pytest.raises(UnreachableError) as caught:
        await token_for(password_draft("acme"), net.client)
    assert "sends this call on to new.my.salesforce.com" in caught.value.message
    assert len(net.sent) == 1
