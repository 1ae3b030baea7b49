"""HTTP as it is on the wire: keep-alive, chunks, limits, and every fault of the network."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import trustme

from sftui.demo.credentials import token_credentials
from sftui.demo.server import DemoSalesforce
from tests.demo.wire import (
    CLASSIC,
    PATIENCE,
    TOKEN_PATH,
    Answer,
    access_token,
    client,
    get,
    post,
    refresh,
    send,
    with_password,
)

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def connect(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)


def test_one_connection_serves_many_requests(sf: DemoSalesforce) -> None:
    connection = connect(sf.login_url)
    sockets = set()
    for path in ("/services/data", "/services/oauth2/userinfo", "/nothing", "/services/data"):
        connection.request("GET", path)
        reply = connection.getresponse()
        assert reply.headers["Content-Length"] == str(len(reply.read()))
        sockets.add(connection.sock)
    assert len(sockets) == 1
    connection.close()


def test_chunked_body(sf: DemoSalesforce) -> None:
    ada = sf.person("ada@acme.com")
    form = {"grant_type": "password", "username": ada.username, "password": ada.password + ada.security_token}
    body = urlencode({**form, **client(sf.app(CLASSIC))}).encode()
    connection = connect(sf.login_url)
    for _ in range(2):
        pieces = (body[start : start + 7] for start in range(0, len(body), 7))
        connection.request("POST", TOKEN_PATH, pieces, FORM, encode_chunked=True)
        reply = connection.getresponse()
        assert reply.status == 200
        assert "access_token" in json.loads(reply.read())
    connection.close()


def test_chunks_with_trailers(sf: DemoSalesforce) -> None:
    parts = urlsplit(sf.login_url)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=PATIENCE) as sock:
        head = f"POST {TOKEN_PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunks = "3;note=1\r\na=b\r\n0\r\nX-After: 1\r\n\r\n"
        next_one = "GET /services/data HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        sock.sendall((head + chunks + next_one).encode())
        with sock.makefile("rb") as stream:
            statuses = re.findall(rb"HTTP/1.1 (\d+)", stream.read())
    assert statuses == [b"400", b"200"]


def test_expect_continue(sf: DemoSalesforce) -> None:
    parts = urlsplit(sf.login_url)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=PATIENCE) as sock:
        head = f"POST {TOKEN_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        sock.sendall(head.encode())
        assert sock.recv(100).startswith(b"HTTP/1.1 100")
        sock.sendall(b"a=b")
        assert sock.recv(100).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    ("head", "body", "status"),
    [
        ("Content-Length: 1048577", b"", 413),
        ("Content-Length: x", b"", 400),
        ("Transfer-Encoding: chunked", b"zz\r\n", 400),
        ("Transfer-Encoding: chunked", b"200000\r\n", 413),
        ("Transfer-Encoding: chunked", b"-1\r\n", 413),
    ],
)
def test_bodies_that_are_not_read(sf: DemoSalesforce, head: str, body: bytes, status: int) -> None:
    parts = urlsplit(sf.login_url)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=PATIENCE) as sock:
        sock.sendall(f"POST {TOKEN_PATH} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode() + body)
        assert sock.recv(100).startswith(f"HTTP/1.1 {status}".encode())


def test_unknown_methods_and_pages(sf: DemoSalesforce) -> None:
    assert send(sf.login_url + TOKEN_PATH, "DELETE").status == 405
    assert send(sf.login_url + "/services/data", "BREW").status == 405
    assert get(sf.login_url + "/nothing").status == 404
    assert get(sf.login_url + "/").status == 200
    head = send(sf.login_url + "/services/data", "HEAD")
    assert (head.status, head.body) == (200, b"")


def test_setup_host(sf: DemoSalesforce) -> None:
    assert get(sf.setup_url + "/lightning/setup/OrgLoginHistory/home").status == 200
    answer = get(sf.setup_url + "/services/data/v68.0/limits?x=1")
    assert (answer.status, answer.headers["Location"]) == (
        302,
        sf.my_domain_url + "/services/data/v68.0/limits?x=1",
    )
    assert with_password(sf, url=sf.setup_url).status == 200


@pytest.mark.parametrize("fault", ["close", "reset", "lost-reply"])
def test_no_reply_at_all(sf: DemoSalesforce, fault: str) -> None:
    sf.switch(fault=fault)
    with pytest.raises(ConnectionError):
        with_password(sf)
    assert len(sf.attempts()) == (1 if fault == "lost-reply" else 0)
    assert len(sf.requests(TOKEN_PATH)) == 1, "it came, whatever became of it"
    assert get(sf.login_url + "/services/data").status == 200


def test_lost_reply_after_rotation(sf: DemoSalesforce) -> None:
    given = token_credentials(sf, sf.person("ada@acme.com"))
    sf.set_app(CLASSIC, rotation=True)
    sf.switch(fault="lost-reply", fault_times=1)
    with pytest.raises(ConnectionError):
        refresh(sf, given["refresh_token"])
    assert refresh(sf, given["refresh_token"]).refusal == ("invalid_grant", "expired access/refresh token")


def test_cut_reply(sf: DemoSalesforce) -> None:
    sf.switch(fault="cut")
    with pytest.raises(http.client.IncompleteRead) as caught:
        with_password(sf)
    assert caught.value.partial.startswith(b'{"access_token"')


def test_silence(sf: DemoSalesforce) -> None:
    sf.switch(fault="silent")
    connection = connect(sf.login_url)
    connection.timeout = 0.2
    connection.request("POST", TOKEN_PATH, b"", FORM)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()
    assert len(sf.requests(TOKEN_PATH)) == 1


def test_reply_that_never_ends(sf: DemoSalesforce) -> None:
    sf.switch(fault="drip")
    connection = connect(sf.login_url)
    connection.request("POST", TOKEN_PATH, b"", FORM)
    reply = connection.getresponse()
    assert reply.status == 200
    assert "Content-Length" not in reply.headers
    assert reply.read(20) == b'{"access_token":"AAA'
    connection.close()


def test_reply_of_a_gigabyte(sf: DemoSalesforce) -> None:
    sf.switch(fault="gigabyte")
    connection = connect(sf.login_url)
    connection.request("POST", TOKEN_PATH, b"", FORM)
    reply = connection.getresponse()
    assert reply.headers["Content-Length"] == str(2**30)
    assert len(reply.read(3_000_000)) == 3_000_000
    connection.close()


@pytest.mark.parametrize(
    ("fault", "status", "kind", "start"),
    [
        ("html-200", 200, "text/html; charset=UTF-8", "<!DOCTYPE html>"),
        ("html-503", 503, "text/html; charset=UTF-8", "<html>"),
        ("server-error", 500, "text/html; charset=UTF-8", "<html>"),
        ("not-json", 200, "application/json;charset=UTF-8", '{"access_token"'),
        ("json-array", 200, "application/json;charset=UTF-8", "["),
        ("empty", 200, "application/json;charset=UTF-8", ""),
        ("redirect", 302, None, ""),
    ],
)
def test_wrong_content(sf: DemoSalesforce, fault: str, status: int, kind: str | None, start: str) -> None:
    sf.switch(fault=fault)
    answer = with_password(sf)
    assert (answer.status, answer.headers["Content-Type"]) == (status, kind)
    assert answer.text.startswith(start)
    assert sf.attempts() == []


def test_any_error_can_be_forced(sf: DemoSalesforce) -> None:
    sf.switch(fault="oauth-error", fault_error="expired_token", fault_text="too late", fault_status=401)
    answer = with_password(sf)
    assert (answer.status, answer.refusal) == (401, ("expired_token", "too late"))
    sf.switch(
        fault="rest-error", fault_on="/services/data/v", fault_error="UNABLE_TO_LOCK_ROW", fault_status=409
    )
    answer = get(sf.my_domain_url + "/services/data/v68.0/limits")
    assert (answer.status, answer.json) == (409, [{"message": "too late", "errorCode": "UNABLE_TO_LOCK_ROW"}])
    sf.reset_switches()
    assert with_password(sf).status == 200


def test_fault_for_some_times_and_paths(sf: DemoSalesforce) -> None:
    sf.switch(fault="html-503", fault_times=2)
    assert [with_password(sf).status for _ in range(3)] == [503, 503, 200]
    sf.switch(fault="html-503", fault_on="/services/data", fault_times=0)
    assert with_password(sf).status == 200
    assert get(sf.my_domain_url + "/services/data").status == 503
    sf.switch(fault_on="")
    assert get(sf.my_domain_url + "/").status == 503
    assert get(sf.my_domain_url + "/demo/state").status == 200


def test_fault_of_one_org(sf: DemoSalesforce) -> None:
    sf.switch(org="acme--uat", fault="html-503")
    assert with_password(sf).status == 200
    assert with_password(sf, "ada@acme.com.uat", url=sf.test_url).status == 503
    assert with_password(sf, "ada@acme.com.uat", url=sf.sandbox_url).status == 503


def test_maintenance_page(sf: DemoSalesforce) -> None:
    sf.switch(maintenance=True)
    answer = with_password(sf)
    assert (answer.status, answer.headers["Content-Type"]) == (503, "text/html; charset=UTF-8")


def test_delay_holds_up_its_own_org_only(sf: DemoSalesforce) -> None:
    sf.switch(org="acme--uat", delay=60.0)
    late: list[Any] = []

    def ask() -> None:
        try:
            late.append(get(sf.sandbox_url + "/services/data"))
        except OSError as error:
            late.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    assert get(sf.my_domain_url + "/services/data").status == 200
    assert late == []
    sf.stop()
    waiting.join(PATIENCE)
    assert len(late) == 1


def test_dead_host(sf: DemoSalesforce) -> None:
    org = sf.add_org("globex", dead=True)
    with pytest.raises(ConnectionRefusedError):
        get(org.url + "/services/data")
    sf.pick_up(org.url)
    assert get(org.url + "/services/data").status == 200
    sf.hang_up(org.url)
    with pytest.raises(ConnectionRefusedError):
        get(org.url + "/services/data")
    sf.pick_up(org.url)
    assert get(org.url + "/services/data").status == 200


def test_hanging_up_ends_open_connections(sf: DemoSalesforce) -> None:
    connection = connect(sf.my_domain_url)
    connection.request("GET", "/services/data")
    connection.getresponse().read()
    sf.hang_up(sf.my_domain_url)
    assert connection.sock.recv(1) == b""
    connection.close()


def test_many_hosts_and_many_connections(sf: DemoSalesforce) -> None:
    orgs = [sf.add_org(f"acme{number}", people=4) for number in range(50)]

    def log_in(number: int) -> Answer:
        org = orgs[number % 50]
        return with_password(sf, f"user{number // 50 + 1}@{org.my_domain}.example", url=org.url)

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(log_in, range(200)))
    assert [answer.status for answer in answers] == [200] * 200
    assert {answer.json["instance_url"] for answer in answers} == {org.url for org in orgs}


def test_stop_ends_everything_at_once() -> None:
    before = set(threading.enumerate())
    sf = DemoSalesforce().start()
    sf.switch(fault="silent")
    connection = connect(sf.login_url)
    connection.request("POST", TOKEN_PATH, b"", FORM)
    idle = connect(sf.my_domain_url)
    idle.request("GET", "/services/data")
    idle.getresponse().read()
    sf.stop()
    with pytest.raises(OSError, match=r"\w"):
        connection.getresponse()
    for one in (connection, idle):
        one.close()
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        get(sf.login_url + "/services/data")


def test_fixed_port_and_its_neighbours() -> None:
    with DemoSalesforce() as first:
        port = int(first.login_url.rpartition(":")[2])
        with pytest.raises(OSError, match=r"\w"):
            DemoSalesforce(port=port).start()
    with DemoSalesforce(port=port) as second:
        assert second.login_url == f"http://127.0.0.1:{port}"
        assert get(second.login_url + "/services/data").status == 200


def test_https(tmp_path_factory: pytest.TempPathFactory) -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with DemoSalesforce(tls=server) as sf:
        assert sf.my_domain_url.startswith("https://127.0.0.1:")
        netloc = urlsplit(sf.my_domain_url).netloc
        good = http.client.HTTPSConnection(netloc, timeout=PATIENCE, context=trusting)
        good.request("GET", "/services/data")
        assert good.getresponse().status == 200
        good.close()
        bad = http.client.HTTPSConnection(netloc, timeout=PATIENCE)
        with pytest.raises(ssl.SSLCertVerificationError):
            bad.request("GET", "/services/data")
        bad.close()
        assert sf.browser.open(sf.login_url + "/").status == 200


def test_varied_replies_keep_what_is_required(sf: DemoSalesforce) -> None:
    sf.switch(vary=7)
    shapes = set()
    for _ in range(20):
        fields = with_password(sf).json
        assert {"access_token", "instance_url"} <= set(fields)
        shapes.add(tuple(sorted(fields)))
    assert len(shapes) > 3
    assert any("scope" not in shape for shape in shapes)


def test_foreign_text_everywhere(sf: DemoSalesforce) -> None:
    from tests.demo.wire import query

    access = access_token(sf)
    sf.switch(foreign_text=True)
    texts = [
        query(sf, access, "SELECT Name FROM Organization").json["records"][0]["Name"],
        query(sf, access, "SELECT Name FROM User LIMIT 1").json["records"][0]["Name"],
        with_password(sf, password="x").refusal[1],
    ]
    for text in texts:
        assert "[/red][bold]" in text
        assert "\x1b[31m" in text
        assert "\u202e" in text
    assert texts[2].startswith("authentication failure")


def test_foreign_instance_url(sf: DemoSalesforce) -> None:
    sf.switch(foreign_instance_url="https://evil.example")
    assert with_password(sf).json["instance_url"] == "https://evil.example"


def test_requests_are_remembered_by_name(sf: DemoSalesforce) -> None:
    post(
        sf.login_url + TOKEN_PATH + "?a=1",
        {"grant_type": "password", "password": "secret"},
        {"Cookie": "x=y"},
    )
    (seen,) = sf.requests(TOKEN_PATH)
    assert (seen.grant, seen.parameters, seen.query_names) == ("password", ("grant_type", "password"), ("a",))
    assert seen.had_cookie
    assert "secret" not in repr(seen)


def test_time_moves_only_when_told() -> None:
    with DemoSalesforce(now=lambda: 1_800_000_000.0) as sf:
        assert with_password(sf).json["issued_at"] == "1800000000000"
        time.sleep(0.002)
        assert with_password(sf).json["issued_at"] == "1800000000000"
        sf.advance(1)
        assert with_password(sf).json["issued_at"] == "1800000001000"


def test_seed_repeats_everything() -> None:
    def run(seed: str | None) -> list[str]:
        with DemoSalesforce(seed=seed) as sf:
            return [access_token(sf), access_token(sf), sf.change_password("ada@acme.com")]

    assert run("a") == run("a")
    assert run("a") != run("b")
    assert run(None) != run(None)
