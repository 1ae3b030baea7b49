from __future__ import annotations

import httpx
import pytest

from sftui.account import Account, Secret, Token
from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError
from sftui.salesforce import records
from sftui.salesforce.exchange import token_for
from tests.salesforce.drafts import draft_of, password_draft

TOKEN = Token(access_token=Secret("00D!secret"), instance_url="https://acme.my.salesforce.com")
USER_ID = "0055g000002XyZaAAK"


@pytest.fixture
async def at_demo(demo: DemoSalesforce, client: httpx.AsyncClient) -> tuple[Token, Account]:
    draft = draft_of(demo, "password")
    return await token_for(draft, client), draft


def answering(answer: httpx.Response) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(lambda request: answer))


async def test_limits(at_demo: tuple[Token, Account], client: httpx.AsyncClient) -> None:
    found = await records.limits(*at_demo, client)
    daily = next(each for each in found if each.name == "DailyApiRequests")
    assert 0 < daily.remaining <= daily.most
    assert [each.name for each in found] == sorted(each.name for each in found)


async def test_licences_of_both_kinds(at_demo: tuple[Token, Account], client: httpx.AsyncClient) -> None:
    found = await records.licences(*at_demo, client)
    assert {each.kind for each in found} == {"user", "permission set"}
    assert any(each.expires for each in found)
    assert all(0 <= each.used <= each.total for each in found if each.status == "Active")


async def test_users_of_all_companies_and_of_some(
    demo: DemoSalesforce, at_demo: tuple[Token, Account], client: httpx.AsyncClient
) -> None:
    token, draft = at_demo
    everyone = await records.users(token, draft, client)
    assert {each.username for each in everyone} >= {"ada@acme.com", "sam@partner.example"}
    partners = await records.users(
        token, draft.with_changes(company_names=("Partner Ltd", "O'Neil \\ Sons")), client
    )
    company = demo.person("sam@partner.example").company
    some = await records.users(token, draft.with_changes(company_names=(company,)), client)
    assert {each.company for each in some} == {company}
    assert len(some) < len(everyone)
    assert len(partners) <= len(everyone)
    assert next(each for each in everyone if each.username == "ada@acme.com").licence == "Salesforce"
    assert not next(each for each in everyone if each.username == "old@acme.com").active


async def test_the_login_history_names_the_true_cause(
    demo: DemoSalesforce, at_demo: tuple[Token, Account], client: httpx.AsyncClient
) -> None:
    token, draft = at_demo
    with pytest.raises(RefusedError):
        await token_for(draft.with_changes(password=Secret("hunter2")), client)
    user_id = await records.user_id_of(token, draft, client, "ada@acme.com")
    latest = (await records.login_history(token, draft, client, user_id))[0]
    assert user_id == demo.person("ada@acme.com").id
    assert latest.status == "Invalid Password"
    assert latest.at
    assert latest.source_ip == "127.0.0.1"


async def test_the_latest_logins_come_first_and_no_more_than_asked(
    at_demo: tuple[Token, Account], client: httpx.AsyncClient
) -> None:
    token, draft = at_demo
    for _ in range(3):
        await token_for(draft, client)
    user_id = await records.user_id_of(token, draft, client, draft.username)
    found = await records.login_history(token, draft, client, user_id, most=2)
    assert len(found) == 2
    assert found[0].at >= found[1].at


async def test_a_username_in_a_query_can_not_change_it(
    at_demo: tuple[Token, Account], client: httpx.AsyncClient
) -> None:
    assert await records.user_id_of(*at_demo, client, "x' OR Username LIKE '%") == ""


@pytest.mark.parametrize("user_id", ["", "x", "0055g000002XyZa' OR Id != '", "005" * 20])
async def test_what_is_no_id_is_not_asked_for(user_id: str) -> None:
    client = answering(httpx.Response(500))
    assert await records.login_history(TOKEN, password_draft(), client, user_id) == ()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json=[{"errorCode": "INVALID_TYPE", "message": "not supported"}]),
        httpx.Response(403, json=[{"errorCode": "INSUFFICIENT_ACCESS", "message": "no"}]),
        httpx.Response(200, json={"records": "odd"}),
        httpx.Response(200, json={"records": [None, 7]}),
        httpx.Response(200, json=["odd"]),
    ],
)
async def test_what_is_hidden_or_odd_is_missing(answer: httpx.Response) -> None:
    client = answering(answer)
    assert await records.limits(TOKEN, password_draft(), client) == ()
    assert await records.licences(TOKEN, password_draft(), client) == ()
    assert await records.users(TOKEN, password_draft(), client) == ()
    assert await records.login_history(TOKEN, password_draft(), client, USER_ID) == ()


async def test_odd_fields_do_not_stop_a_row() -> None:
    row = {"Name": "\x1b[31mAda", "IsActive": "yes", "Profile": {"UserLicense": None}, "CompanyName": 7}
    client = answering(httpx.Response(200, json={"records": [row]}))
    found = (await records.users(TOKEN, password_draft(), client))[0]
    assert (found.name, found.active, found.licence, found.company) == ("[31mAda", False, "", "")


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "1" + "0" * 400])
async def test_a_number_that_is_none_counts_nothing(number: str) -> None:
    text = f'{{"Odd": {{"Max": {number}, "Remaining": 7}}}}'
    found = await records.limits(TOKEN, password_draft(), answering(httpx.Response(200, text=text)))
    assert [(each.most, each.remaining) for each in found] == [(0, 7)]


async def test_a_dead_token_is_an_error() -> None:
    dead = httpx.Response(
        401, json=[{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}]
    )
    for ask in (records.limits, records.licences, records.users):
        with pytest.raises(RefusedError) as caught:
            await ask(TOKEN, password_draft(), answering(dead))
        assert caught.value.error == "INVALID_SESSION_ID"
