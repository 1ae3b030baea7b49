"""The audience of an assertion: looked for, told, and never mixed between environments."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import jwt
import pytest

from sftui.account import Account, Secret
from sftui.demo.server import DemoSalesforce
from sftui.salesforce.certificate import make_key_pair
from sftui.salesforce.exchange import token_for
from tests.salesforce.drafts import KEY, draft_of
from tests.salesforce.net import GOOD, Net, no, refused


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
