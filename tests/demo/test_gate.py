"""Requests that are held up: they wait unanswered, are counted, and go on when they are let go."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from sftui.demo import gate
from sftui.demo.server import DemoSalesforce
from tests.demo.wire import TOKEN_PATH, Answer, get, send, with_password

PATIENCE = 30.0


@pytest.fixture
def clients() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


def test_what_is_held_waits_and_the_rest_goes_on(sf: DemoSalesforce, clients: ThreadPoolExecutor) -> None:
    sf.switch(hold=f"/nowhere {TOKEN_PATH}")
    asked: Future[Answer] = clients.submit(with_password, sf)
    sf.wait_until_held(1, TOKEN_PATH)
    assert get(sf.login_url + "/services/data").status == 200
    assert not asked.done()
    assert sf.attempts() == [], "nothing is done with a request that is held"
    sf.let_go()
    assert asked.result(PATIENCE).status == 200
    assert with_password(sf).status == 200


def test_an_org_holds_up_its_own_requests_only(sf: DemoSalesforce, clients: ThreadPoolExecutor) -> None:
    sf.switch(org="acme--uat", hold="/")
    asked = [clients.submit(get, sf.sandbox_url + "/services/data") for _ in range(2)]
    sf.wait_until_held(2)
    assert get(sf.my_domain_url + "/services/data").status == 200
    sf.reset_switches()
    assert [one.result(PATIENCE).status for one in asked] == [200, 200]


def test_letting_go_leaves_other_switches(sf: DemoSalesforce) -> None:
    sf.switch(hold="/", fault="html-503", fault_times=1)
    sf.let_go()
    assert [with_password(sf).status for _ in range(2)] == [503, 200]
    sf.let_go()
    assert with_password(sf).status == 200, "a fault that is over does not start again"


def test_the_end_of_the_demo_ends_the_waiting(sf: DemoSalesforce, clients: ThreadPoolExecutor) -> None:
    sf.switch(hold="/")
    asked = clients.submit(get, sf.login_url + "/services/data")
    sf.wait_until_held(1)
    sf.stop()
    asked.exception(PATIENCE)
    assert sf.world.held == []


def test_who_never_comes_is_not_waited_for_forever(
    sf: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "WAIT_FOR_REQUESTS", 0.05)
    with pytest.raises(TimeoutError, match="0 of 1 requests wait for /services"):
        sf.wait_until_held(1, "/services")


def test_another_process_holds_and_lets_go(sf: DemoSalesforce, clients: ThreadPoolExecutor) -> None:
    def control(call: str, body: bytes) -> int:
        return send(f"{sf.login_url}/demo/{call}", "POST", body, {"Content-Type": "application/json"}).status

    assert control("switch", b'{"hold": "/"}') == 200
    asked = clients.submit(get, sf.login_url + "/services/data")
    assert control("held", b'{"count": 1, "path": "/services/data"}') == 200
    assert not asked.done()
    assert control("let-go", b"{}") == 200
    assert asked.result(PATIENCE).status == 200
