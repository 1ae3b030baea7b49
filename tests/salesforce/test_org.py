"""Who answered, and where: against the demo org, and with everything that can be hidden or odd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sftui.account import Account, Environment, Identity, Secret, Token
from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError, RequestRefused, UnreachableError, UntrustedHost
from sftui.salesforce import org
from sftui.salesforce.exchange import token_for
from sftui.salesforce.refusals.flow_causes import TOKEN_GONE_ALREADY
from sftui.salesforce.refusals.user_causes import USER_INACTIVE
from sftui.salesforce.rest import quoted
from tests.salesforce.drafts import draft_of, password_draft

ORG_ID, USER_ID = "00D5g000001AbCdEAK", "0055g000002XyZaAAK"
TOKEN = Token(
    access_token=Secret("00D!secret"),
    instance_url="https://acme.my.salesforce.com",
    identity_url=f"https://login.salesforce.com/id/{ORG_ID}/{USER_ID}",
)
DRAFT = password_draft()
ORG = {
    "Id": ORG_ID,
    "Name": "Acme",
    "InstanceName": "USA1234S",
    "IsSandbox": False,
    "TrialExpirationDate": None,
    "OrganizationType": "Enterprise Edition",
}
WHO = {"user_id": USER_ID, "username": "ada@acme.com", "display_name": "Ada", "email": "a@b.example"}
DEAD = httpx.Response(
    401, json=[{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}]
)
HIDDEN = httpx.Response(403, json=[{"errorCode": "INSUFFICIENT_ACCESS", "message": "no"}])


class Salesforce:
    """Stands in for an org: one answer for each kind of call, and a list of the calls."""

    def __init__(self, **answers: httpx.Response | Exception) -> None:
        usual: dict[str, httpx.Response | Exception] = {
            "versions": httpx.Response(
                200, json=[{"version": "67.0"}, {"version": "68.0"}, {"version": "69.0"}]
            ),
            "query": httpx.Response(200, json={"records": [ORG]}),
            "identity": httpx.Response(200, json=WHO),
            "userinfo": httpx.Response(503, html="<h1>Down</h1>"),
            "user": HIDDEN,
        }
        self.answers = usual | answers
        self.calls: list[httpx.Request] = []
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        path = request.url.path
        kinds = {"/id/": "identity", "userinfo": "userinfo", "/query": "query", "/sobjects/User/": "user"}
        kind = next((name for part, name in kinds.items() if part in path), "versions")
        answer = self.answers[kind]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def identity(self, token: Token = TOKEN, draft: Account = DRAFT) -> Identity:
        return await org.identity(token, draft, self.client)


@pytest.mark.parametrize("method", ["password", "client-credentials", "jwt", "tokens"])
async def test_who_answered_at_the_demo(method: str, demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    draft = draft_of(demo, method)
    who = await org.identity(await token_for(draft, client), draft, client)
    assert who.username == ("integration@acme.com" if method == "client-credentials" else "ada@acme.com")
    assert (who.org_name, who.environment, who.api_version) == ("Acme", Environment.PRODUCTION, "68.0")
    assert who.org_id == demo.org("acme").id
    assert who.instance_url == demo.my_domain_url


async def test_a_sandbox_at_the_demo(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    person = demo.person("ada@acme.com.uat")
    draft = draft_of(
        demo,
        "password",
        login_url=demo.test_url,
        username=person.username,
        password=Secret(person.password),
        security_token=Secret(person.security_token),
    )
    who = await org.identity(await token_for(draft, client), draft, client)
    assert (who.username, who.environment) == ("ada@acme.com.uat", Environment.SANDBOX)


@pytest.mark.parametrize(
    ("record", "environment"),
    [
        ({"IsSandbox": False}, Environment.PRODUCTION),
        ({"IsSandbox": False, "OrganizationType": "Developer Edition"}, Environment.DEVELOPER),
        ({"IsSandbox": True}, Environment.SANDBOX),
        ({"IsSandbox": True, "TrialExpirationDate": "2026-12-01T00:00:00.000+0000"}, Environment.SCRATCH),
    ],
)
async def test_the_environment_is_what_the_org_says(
    record: dict[str, object], environment: Environment
) -> None:
    sf = Salesforce(query=httpx.Response(200, json={"records": [ORG | record]}))
    assert (await sf.identity()).environment is environment


@pytest.mark.parametrize(
    ("instance_url", "environment"),
    [
        ("https://acme.my.salesforce.com", Environment.PRODUCTION),
        ("https://acme--uat.sandbox.my.salesforce.com", Environment.SANDBOX),
        ("https://brave-fox-dev-ed.scratch.my.salesforce.com", Environment.SCRATCH),
    ],
)
async def test_a_hidden_org_record_leaves_the_name_of_the_host(
    instance_url: str, environment: Environment
) -> None:
    token = Token(access_token=TOKEN.access_token, instance_url=instance_url, identity_url=TOKEN.identity_url)
    who = await Salesforce(query=HIDDEN).identity(token)
    assert who.environment is environment
    assert (who.org_id, who.org_name) == (ORG_ID, "")


@pytest.mark.parametrize(
    ("versions", "chosen"),
    [
        ([{"version": "67.0"}, {"version": "68.0"}, {"version": "71.0"}], "68.0"),
        ([{"version": "61.0"}, {"version": "62.0"}], "62.0"),
        ([{"version": "71.0"}], "68.0"),
        ([], "68.0"),
        ({"odd": 1}, "68.0"),
        ([{"version": 66}, {"version": "x"}, "66.0", {"version": "66.0"}], "66.0"),
    ],
)
async def test_the_highest_version_that_was_tested(versions: object, chosen: str) -> None:
    sf = Salesforce(versions=httpx.Response(200, json=versions))
    assert (await sf.identity()).api_version == chosen


async def test_user_info_and_the_users_record_stand_in_for_the_identity_url() -> None:
    info = {
        "user_id": USER_ID,
        "organization_id": ORG_ID,
        "name": "Ada L.",
        "preferred_username": "not@this.one",
    }
    sf = Salesforce(
        identity=httpx.Response(404, text="No_Access"),
        userinfo=httpx.Response(200, json=info),
        user=httpx.Response(200, json={"Username": "ada@acme.com", "Name": "Ada", "Email": "a@b.example"}),
    )
    who = await sf.identity()
    assert (who.username, who.display_name, who.email) == ("ada@acme.com", "Ada L.", "a@b.example")


async def test_with_everything_out_of_order_the_ids_of_the_identity_url_remain() -> None:
    page = httpx.Response(503, html="<h1>Down</h1>")
    sf = Salesforce(identity=page, userinfo=page, query=HIDDEN)
    who = await sf.identity()
    assert (who.user_id, who.org_id, who.username) == (USER_ID, ORG_ID, "")


@pytest.mark.parametrize("answer", [{"text": "Inactive\n"}, {"json": {"error": "Inactive"}}])
async def test_when_nothing_tells_who_it_is_the_reason_of_salesforce_is_told(answer: dict[str, Any]) -> None:
    sf = Salesforce(identity=httpx.Response(404, **answer))
    with pytest.raises(RefusedError) as caught:
        await sf.identity()
    assert caught.value.error == "Inactive"
    assert caught.value.cause == USER_INACTIVE.what


async def test_the_users_own_record_is_enough_when_the_identity_services_refuse() -> None:
    sf = Salesforce(
        identity=httpx.Response(403, text="Bad_OAuth_Token"),
        user=httpx.Response(200, json={"Username": "ada@acme.com"}),
    )
    assert (await sf.identity()).username == "ada@acme.com"


async def test_without_an_identity_url_nothing_is_asked_there() -> None:
    token = Token(access_token=TOKEN.access_token, instance_url=TOKEN.instance_url)
    sf = Salesforce(userinfo=httpx.Response(200, json={"user_id": USER_ID}))
    assert (await sf.identity(token)).user_id == USER_ID
    assert {each.url.host for each in sf.calls} == {"acme.my.salesforce.com"}


async def test_an_identity_host_that_is_down_does_not_spoil_the_rest() -> None:
    sf = Salesforce(identity=httpx.ProxyError("403"), userinfo=httpx.Response(200, json={"user_id": USER_ID}))
    assert (await sf.identity()).org_name == "Acme"


async def test_a_dead_token_is_an_error_with_its_word() -> None:
    sf = Salesforce(query=DEAD, identity=httpx.Response(403, text="Bad_OAuth_Token"))
    with pytest.raises(RefusedError) as caught:
        await sf.identity()
    assert caught.value.error == "INVALID_SESSION_ID"
    assert caught.value.causes


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (lambda sf: sf.end_sessions("ada@acme.com"), "INVALID_SESSION_ID", "Session expired or invalid"),
        (
            lambda sf: sf.set_person("ada@acme.com", api_enabled=False),
            "INVALID_SESSION_ID",
            "not valid for use with the REST API",
        ),
        (
            lambda sf: sf.switch(api_enabled=False),
            "API_DISABLED_FOR_ORG",
            "not enabled for this Organization",
        ),
        (lambda sf: sf.switch(api_currently_disabled=True), "API_CURRENTLY_DISABLED", ""),
        (lambda sf: sf.switch(request_limit_exceeded=True), "REQUEST_LIMIT_EXCEEDED", "TotalRequests"),
        (lambda sf: sf.switch(concurrent_limit_exceeded=True), "REQUEST_LIMIT_EXCEEDED", "LongTxn"),
        (
            lambda sf: sf.set_person("ada@acme.com", password_expired=True),
            "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
            "",
        ),
    ],
)
async def test_a_token_that_the_api_does_not_take(
    change: Callable[[DemoSalesforce], object],
    error: str,
    said: str,
    demo: DemoSalesforce,
    client: httpx.AsyncClient,
) -> None:
    draft = draft_of(demo, "password")
    token = await token_for(draft, client)
    change(demo)
    for ask in (org.identity, org.probe):
        with pytest.raises(RefusedError) as caught:
            await ask(token, draft, client)
        assert caught.value.error == error
        assert said in caught.value.said
        assert caught.value.causes


async def test_a_living_token_passes_the_probe(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    draft = draft_of(demo, "client-credentials")
    await org.probe(await token_for(draft, client), draft, client)


async def test_redirects_of_the_identity_url_are_followed_to_salesforce_with_the_token() -> None:
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        if request.url.host == "login.salesforce.com":
            return httpx.Response(302, headers={"Location": "https://acme.my.salesforce.com/id/moved"})
        if request.url.path == "/id/moved":
            return httpx.Response(200, json=WHO)
        return Salesforce()._answer(request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        who = await org.identity(TOKEN, DRAFT, client)
    assert who.username == "ada@acme.com"
    moved = next(each for each in calls if each.url.path == "/id/moved")
    assert moved.headers["Authorization"] == "Bearer 00D!secret"


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/id",
        "http://acme.my.salesforce.com/id/x",
        "//evil.example/id",
        "https://[zz/",
        "https://a\u2100b@evil.example/",
        "https://acme.my.salesforce.com@evil.example/",
        "https://acme.my.salesforce.com\\@evil.example/",
        "http://127.0.0.1:8080/id/x",
        "https://login.salesforce.com/id/again",
    ],
)
async def test_no_token_goes_where_a_redirect_should_not_lead(location: str) -> None:
    sf = Salesforce(identity=httpx.Response(302, headers={b"Location": location.encode()}))
    who = await sf.identity()
    assert who.org_name == "Acme"
    assert {each.url.host for each in sf.calls} <= {"login.salesforce.com", "acme.my.salesforce.com"}
    assert len(sf.calls) < 10


@pytest.mark.parametrize(
    "identity_url", ["https://evil.example/id/x", "ftp://x", "acme", "javascript:x", "https://"]
)
async def test_no_token_goes_to_a_foreign_identity_url(identity_url: str) -> None:
    sf = Salesforce()
    token = Token(access_token=TOKEN.access_token, instance_url=TOKEN.instance_url, identity_url=identity_url)
    await sf.identity(token)
    assert {each.url.host for each in sf.calls} == {"acme.my.salesforce.com"}


async def test_no_token_goes_to_a_foreign_instance() -> None:
    sf = Salesforce()
    token = Token(access_token=TOKEN.access_token, instance_url="https://evil.example")
    with pytest.raises(UntrustedHost):
        await sf.identity(token)
    assert not sf.calls


async def test_foreign_text_is_cleaned(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    demo.switch(foreign_text=True)
    draft = draft_of(demo, "password")
    who = await org.identity(await token_for(draft, client), draft, client)
    assert "[/red]" in who.org_name
    assert all(each.isprintable() for each in (who.org_name, who.display_name))


async def test_the_demo_redirects_the_identity_url_away(
    demo: DemoSalesforce, client: httpx.AsyncClient
) -> None:
    demo.switch(identity_redirect="https://evil.example")
    draft = draft_of(demo, "password")
    assert (await org.identity(await token_for(draft, client), draft, client)).username == "ada@acme.com"


# Ending and asking about tokens


async def test_revoking_ends_the_token(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    draft = draft_of(demo, "tokens")
    token = await token_for(draft, client)
    await org.revoke(draft.refresh_token, draft, client)
    with pytest.raises(RefusedError):
        await org.probe(token, draft, client)
    with pytest.raises(RefusedError) as caught:
        await org.revoke(draft.refresh_token, draft, client)
    assert org.is_gone(caught.value)


@pytest.mark.parametrize("body", ["error=invalid_token&error_description=x", '{"error":"invalid_token"}'])
async def test_revoke_answers_in_two_forms(body: str) -> None:
    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(400, text=body)))
    with pytest.raises(RequestRefused) as caught:
        await org.revoke(Secret("5Aep861"), DRAFT, client)
    assert org.is_gone(caught.value)
    assert caught.value.cause == TOKEN_GONE_ALREADY.what


async def test_a_revoke_that_is_refused_or_lost_is_an_error() -> None:
    def client(answer: httpx.Response) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(lambda request: answer))

    with pytest.raises(RefusedError) as caught:
        await org.revoke(Secret("5Aep861"), DRAFT, client(httpx.Response(400, text="error=server_error")))
    assert not org.is_gone(caught.value)
    with pytest.raises(UnreachableError):
        await org.revoke(Secret("5Aep861"), DRAFT, client(httpx.Response(200, html="<html>")))
    with pytest.raises(UnreachableError):
        await org.revoke(Secret("5Aep861"), DRAFT, client(httpx.Response(503, html="<html>")))


async def test_no_token_to_revoke_goes_to_a_foreign_host() -> None:
    with pytest.raises(UntrustedHost):
        await org.revoke(Secret("5Aep861"), password_draft("https://evil.example"), Salesforce().client)


def test_a_text_in_a_query_can_not_leave_its_quotes() -> None:
    assert quoted("O'Neil \\ Sons\n") == "'O\\'Neil \\\\ Sons\\n'"
