"""The REST API: versions, limits, queries, users, and errors as JSON arrays."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sftui.demo.server import DemoSalesforce
from tests.demo.wire import CLASSIC, access_token, get, query, send, with_password


@pytest.fixture
def ada(sf: DemoSalesforce) -> str:
    """An access token of the administrator."""
    return access_token(sf)


@pytest.fixture
def lee(sf: DemoSalesforce) -> str:
    """An access token of a standard user."""
    return access_token(sf, "lee@acme.com")


def limits(sf: DemoSalesforce, access: str, version: str = "68.0") -> tuple[int, Any]:
    answer = get(f"{sf.my_domain_url}/services/data/v{version}/limits", access)
    return answer.status, answer.json


def test_versions_need_no_login(sf: DemoSalesforce) -> None:
    for url in (sf.my_domain_url, sf.login_url, sf.sandbox_url):
        listed = get(url + "/services/data").json
        assert [one["version"] for one in listed] == [f"{number}.0" for number in range(31, 69)]
        names = {one["version"]: one["label"] for one in listed}
        assert names["68.0"] == "Winter '27"
        assert names["60.0"] == "Spring '24"
        assert names["61.0"] == "Summer '24"
        assert names["31.0"] == "Summer '14"
        assert listed[0]["url"] == "/services/data/v31.0"


def test_limits_and_usage_header(sf: DemoSalesforce, ada: str) -> None:
    answer = get(f"{sf.my_domain_url}/services/data/v68.0/limits", ada)
    assert answer.json["DailyApiRequests"] == {"Max": 100_000, "Remaining": 99_999}
    assert answer.headers["Sforce-Limit-Info"] == "api-usage=1/100000"
    assert limits(sf, ada)[1]["DailyApiRequests"]["Remaining"] == 99_998


@pytest.mark.parametrize(
    ("version", "status"),
    [("67.0", 200), ("31.0", 200), ("30.0", 410), ("7.0", 410), ("69.0", 404), ("6.0", 404)],
)
def test_version_in_the_path(sf: DemoSalesforce, ada: str, version: str, status: int) -> None:
    assert limits(sf, ada, version)[0] == status


def test_errors_are_arrays(sf: DemoSalesforce, ada: str) -> None:
    assert limits(sf, "dead") == (
        401,
        [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}],
    )
    base = f"{sf.my_domain_url}/services/data/v68.0"
    missing = get(f"{base}/nothing", ada)
    assert (missing.status, missing.json[0]["errorCode"]) == (404, "NOT_FOUND")
    assert get(f"{base}/limits").status == 401
    odd = get(f"{base}/limits", headers={"Authorization": "Basic eA=="})
    assert (odd.status, odd.json[0]["errorCode"]) == (401, "INVALID_AUTH_HEADER")
    wrong_method = send(f"{base}/limits", "POST", b"", {"Authorization": f"Bearer {ada}"})
    assert (wrong_method.status, wrong_method.json[0]["errorCode"]) == (405, "METHOD_NOT_ALLOWED")


def test_oauth_word_is_a_bearer_too(sf: DemoSalesforce, ada: str) -> None:
    address = f"{sf.my_domain_url}/services/data/v68.0/limits"
    assert get(address, headers={"Authorization": f"OAuth {ada}"}).status == 200


def test_token_belongs_to_its_org(sf: DemoSalesforce, ada: str) -> None:
    assert get(f"{sf.sandbox_url}/services/data/v68.0/limits", ada).status == 401


@pytest.mark.parametrize(
    ("switches", "status", "code"),
    [
        ({"api_enabled": False}, 403, "API_DISABLED_FOR_ORG"),
        ({"api_currently_disabled": True}, 403, "API_CURRENTLY_DISABLED"),
        ({"request_limit_exceeded": True}, 403, "REQUEST_LIMIT_EXCEEDED"),
        ({"concurrent_limit_exceeded": True}, 403, "REQUEST_LIMIT_EXCEEDED"),
        ({"maintenance": True}, 503, "SERVER_UNAVAILABLE"),
    ],
)
def test_org_says_no(sf: DemoSalesforce, ada: str, switches: dict[str, Any], status: int, code: str) -> None:
    sf.switch(**switches)
    got, errors = limits(sf, ada)
    assert (got, errors[0]["errorCode"]) == (status, code)
    sf.reset_switches()
    assert limits(sf, ada)[0] == 200


def test_user_without_api_or_with_expired_password(sf: DemoSalesforce, ada: str) -> None:
    sf.set_person("ada@acme.com", api_enabled=False)
    assert limits(sf, ada)[1][0]["message"] == "This session is not valid for use with the REST API"
    sf.set_person("ada@acme.com", api_enabled=True, password_expired=True)
    assert limits(sf, ada)[1][0]["errorCode"] == "INVALID_OPERATION_WITH_EXPIRED_PASSWORD"


def test_session_slides_in_its_second_half(sf: DemoSalesforce, ada: str) -> None:
    sf.advance(3000)
    assert limits(sf, ada)[0] == 200
    sf.advance(4100)
    assert limits(sf, ada)[0] == 200
    sf.advance(7100)
    assert limits(sf, ada)[0] == 200
    sf.advance(7201)
    assert limits(sf, ada)[0] == 401


def test_use_in_the_first_half_does_not_lengthen(sf: DemoSalesforce, ada: str) -> None:
    sf.advance(3000)
    assert limits(sf, ada)[0] == 200
    sf.advance(4300)
    assert limits(sf, ada)[0] == 401


def test_session_time_of_org_and_app(sf: DemoSalesforce) -> None:
    sf.switch(session_timeout=900)
    short = access_token(sf)
    sf.set_app(CLASSIC, session_timeout=86400)
    long = access_token(sf)
    sf.advance(901)
    assert limits(sf, short)[0] == 401
    assert limits(sf, long)[0] == 200


def test_jwt_access_tokens_do_not_slide(sf: DemoSalesforce) -> None:
    sf.switch(jwt_access_tokens=True)
    answer = with_password(sf)
    access = answer.json["access_token"]
    assert access.startswith("eyJ")
    assert access.count(".") == 2
    assert answer.json["token_format"] == "jwt"
    sf.advance(5000)
    assert limits(sf, access)[0] == 200
    sf.advance(2201)
    assert limits(sf, access)[0] == 401


def test_organization(sf: DemoSalesforce, ada: str) -> None:
    soql = (
        "SELECT Id, Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType "
        "FROM Organization"
    )
    answer = query(sf, ada, soql).json
    assert (answer["totalSize"], answer["done"]) == (1, True)
    record = answer["records"][0]
    assert record["attributes"]["type"] == "Organization"
    assert record["Id"] == sf.org("acme").id
    assert (record["IsSandbox"], record["TrialExpirationDate"]) == (False, None)
    sandbox = query(sf, access_token(sf, "ada@acme.com.uat"), soql, sf.sandbox_url).json["records"][0]
    assert (sandbox["IsSandbox"], sandbox["TrialExpirationDate"]) == (True, None)


def test_scratch_and_developer_orgs(sf: DemoSalesforce) -> None:
    scratch = sf.add_org("bold-otter-1234-dev-ed", kind="scratch")
    developer = sf.add_org("ada-dev-ed", kind="developer")
    soql = "SELECT IsSandbox, TrialExpirationDate, OrganizationType FROM Organization"
    first = query(sf, access_token(sf, "user1@bold-otter-1234-dev-ed.example"), soql, scratch.url)
    assert first.json["records"][0]["IsSandbox"] is True
    assert first.json["records"][0]["TrialExpirationDate"].startswith("2027-01-31T")
    second = query(sf, access_token(sf, "user1@ada-dev-ed.example"), soql, developer.url)
    assert second.json["records"][0]["OrganizationType"] == "Developer Edition"


def test_licences(sf: DemoSalesforce, ada: str) -> None:
    users = query(
        sf, ada, "SELECT Name, MasterLabel, Status, TotalLicenses, UsedLicenses FROM UserLicense"
    ).json
    assert {"Salesforce", "Chatter Free"} <= {one["Name"] for one in users["records"]}
    soql = (
        "SELECT DeveloperName, MasterLabel, Status, TotalLicenses, UsedLicenses, ExpirationDate "
        "FROM PermissionSetLicense ORDER BY MasterLabel"
    )
    records = query(sf, ada, soql).json["records"]
    labels = [one["MasterLabel"] for one in records]
    assert labels == sorted(labels)
    assert {one["ExpirationDate"] for one in records} >= {None, "2027-06-30"}


def test_users_by_company(sf: DemoSalesforce, ada: str) -> None:
    soql = (
        "SELECT Id, Username, Name, Email, CompanyName, IsActive, Profile.UserLicense.Name FROM User "
        "WHERE CompanyName IN ('Acme Europe','Partner Ltd') ORDER BY Username"
    )
    records = query(sf, ada, soql).json["records"]
    assert [one["Username"] for one in records] == ["joerg@acme.com", "omar@acme.com", "sam@partner.example"]
    assert records[0]["Name"] == "Jörg Müller"
    assert records[0]["Profile"]["UserLicense"]["Name"] == "Salesforce"
    all_users = query(sf, ada, "SELECT COUNT() FROM User WHERE IsActive = true").json
    assert (all_users["totalSize"], all_users["records"]) == (8, [])


def test_quotes_and_escapes_in_a_query(sf: DemoSalesforce, ada: str) -> None:
    sf.set_person("omar@acme.com", company='O\'Neil \\ "Sons"')
    soql = "SELECT Username FROM User WHERE CompanyName = 'O\\'Neil \\\\ \\\"Sons\\\"'"
    assert query(sf, ada, soql).json["totalSize"] == 1


def test_long_results_come_in_batches(sf: DemoSalesforce) -> None:
    org = sf.add_org("globex", people=450)
    access = access_token(sf, "user1@globex.example")
    headers = {"Sforce-Query-Options": "batchSize=200"}
    address = f"{org.url}/services/data/v68.0/query?q=SELECT+Id+FROM+User"
    found: list[str] = []
    sizes: list[int] = []
    while address:
        page = get(address, access, headers).json
        assert page["totalSize"] == 450
        sizes.append(len(page["records"]))
        found += [one["Id"] for one in page["records"]]
        address = org.url + page["nextRecordsUrl"] if not page["done"] else ""
    assert sizes == [200, 200, 50]
    assert len(set(found)) == 450
    gone = get(f"{org.url}/services/data/v68.0/query/01gnothing-200", access)
    assert gone.json[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("", "MALFORMED_QUERY"),
        ("SELECT FROM User", "MALFORMED_QUERY"),
        ("SELECT Id FROM User WHERE", "MALFORMED_QUERY"),
        ("SELECT Id FROM User LIMIT x", "MALFORMED_QUERY"),
        ("SELECT Id FROM User; DROP", "MALFORMED_QUERY"),
        ("SELECT Id FROM User WHERE Name = 'open", "MALFORMED_QUERY"),
        ("SELECT Nothing FROM User", "INVALID_FIELD"),
        ("SELECT Id FROM User WHERE Nothing = 1", "INVALID_FIELD"),
        ("SELECT Id FROM LoginHistory WHERE Status = 'Success'", "INVALID_FIELD"),
        ("SELECT Id FROM Nothing", "INVALID_TYPE"),
    ],
)
def test_query_errors(sf: DemoSalesforce, ada: str, soql: str, code: str) -> None:
    answer = query(sf, ada, soql)
    assert (answer.status, answer.json[0]["errorCode"]) == (400, code)


def test_login_history_shows_the_true_cause_newest_first(sf: DemoSalesforce, ada: str) -> None:
    with_password(sf, "lee@acme.com", password="wrong")
    sf.advance(60)
    with_password(sf, "lee@acme.com", password=sf.person("lee@acme.com").password)
    soql = (
        "SELECT LoginTime, Status, LoginType, LoginSubType, Application, SourceIp, LoginUrl FROM LoginHistory "
        f"WHERE UserId='{sf.person('lee@acme.com').id}' ORDER BY LoginTime DESC LIMIT 2"
    )
    records = query(sf, ada, soql).json["records"]
    assert [one["Status"] for one in records] == ["Failed: API security token required", "Invalid Password"]
    assert records[0]["LoginType"] == "Remote Access 2.0"
    assert records[0]["LoginSubType"] == "OAuth Username-Password"
    assert records[0]["LoginTime"].endswith(".000+0000")
    short = soql.replace(sf.person("lee@acme.com").id, sf.person("lee@acme.com").id[:15])
    assert len(query(sf, ada, short).json["records"]) == 2


def test_newest_login_of_one_second_comes_first() -> None:
    with DemoSalesforce(now=lambda: 1_800_000_000.0) as sf:
        ada = access_token(sf)
        with_password(sf, password="wrong")
        soql = "SELECT Status FROM LoginHistory ORDER BY LoginTime DESC LIMIT 2"
        records = query(sf, ada, soql).json["records"]
        assert [one["Status"] for one in records] == ["Invalid Password", "Success"]


def test_login_history_can_be_cut_by_time(sf: DemoSalesforce, ada: str) -> None:
    from sftui.demo.tables import salesforce_time

    since = salesforce_time(sf.world.now() - 3 * 3600).replace("+0000", "Z")
    soql = f"SELECT LoginTime FROM LoginHistory WHERE LoginTime > {since} AND LoginTime <= {since}"
    assert query(sf, ada, soql).json["totalSize"] == 0
    recent = query(sf, ada, f"SELECT LoginTime FROM LoginHistory WHERE LoginTime > {since}").json
    assert recent["totalSize"] == 3


def test_others_logins_and_tokens_need_manage_users(sf: DemoSalesforce, ada: str, lee: str) -> None:
    lee_id, ada_id = sf.person("lee@acme.com").id, sf.person("ada@acme.com").id
    seen = query(sf, lee, "SELECT UserId FROM LoginHistory").json["records"]
    assert {one["UserId"] for one in seen} == {lee_id}
    assert {lee_id, ada_id} <= {
        one["UserId"] for one in query(sf, ada, "SELECT UserId FROM LoginHistory").json["records"]
    }


def test_oauth_tokens(sf: DemoSalesforce, ada: str, lee: str) -> None:
    from sftui.demo.credentials import token_credentials
    from tests.demo.wire import refresh

    given = token_credentials(sf, sf.person("ada@acme.com"))
    refresh(sf, given["refresh_token"])
    soql = "SELECT AppName, UseCount, LastUsedDate, UserId, AppMenuItemId FROM OauthToken"
    (row,) = query(sf, ada, soql).json["records"]
    assert (row["AppName"], row["UseCount"]) == (CLASSIC, 1)
    assert row["AppMenuItemId"].startswith("0DS")
    assert query(sf, lee, soql).json["totalSize"] == 0
    sf.set_app(CLASSIC, installed_in=set())
    assert query(sf, ada, soql).json["records"][0]["AppMenuItemId"] is None


def test_user_record_and_password_state(sf: DemoSalesforce, ada: str, lee: str) -> None:
    base = f"{sf.my_domain_url}/services/data/v68.0/sobjects/User"
    lee_id = sf.person("lee@acme.com").id
    assert get(f"{base}/{lee_id}", ada).json["Username"] == "lee@acme.com"
    assert get(f"{base}/{lee_id[:15]}", ada).json["Id"] == lee_id
    assert get(f"{base}/005000000000000", ada).status == 404
    assert get(f"{base}/{lee_id}/password", ada).json == {"isExpired": False}
    assert get(f"{base}/{lee_id}/password", lee).json == {"isExpired": False}
    other = get(f"{base}/{sf.person('ada@acme.com').id}/password", lee)
    assert (other.status, other.json[0]["errorCode"]) == (403, "INSUFFICIENT_ACCESS")


def test_password_set_and_reset(sf: DemoSalesforce, ada: str) -> None:
    address = f"{sf.my_domain_url}/services/data/v68.0/sobjects/User/{sf.person('lee@acme.com').id}/password"
    bearer = {"Authorization": f"Bearer {ada}", "Content-Type": "application/json"}
    weak = send(address, "POST", json.dumps({"NewPassword": "letters"}).encode(), bearer)
    assert (weak.status, "letters and numbers" in weak.json[0]["message"]) == (400, True)
    before = sf.person("lee@acme.com").security_token
    assert send(address, "POST", json.dumps({"NewPassword": "letters-and-1"}).encode(), bearer).status == 204
    assert sf.person("lee@acme.com").password == "letters-and-1"
    assert sf.person("lee@acme.com").security_token != before
    reset = send(address, "DELETE", None, bearer)
    assert sf.person("lee@acme.com").password == reset.json["NewPassword"]


def test_a_record_from_birth_to_end(sf: DemoSalesforce, ada: str) -> None:
    base = f"{sf.my_domain_url}/services/data/v68.0/sobjects/Account"
    bearer = {"Authorization": f"Bearer {ada}", "Content-Type": "application/json"}
    made = send(base, "POST", b'{"Name": "Globex"}', bearer)
    assert (made.status, made.json["success"]) == (201, True)
    address = f"{base}/{made.json['id']}"
    assert send(address, "PATCH", b'{"Name": "Initech"}', bearer).status == 204
    assert get(address, ada).json["Name"] == "Initech"
    assert send(address, "DELETE", None, bearer).status == 204
    assert get(address, ada).status == 404
    assert send(base, "POST", b"{broken", bearer).json[0]["errorCode"] == "JSON_PARSER_ERROR"


def test_pretty_print(sf: DemoSalesforce, ada: str) -> None:
    address = f"{sf.my_domain_url}/services/data/v68.0/limits"
    assert "\n" not in get(address, ada).text
    assert "\n  " in get(address, ada, {"X-PrettyPrint": "1"}).text
