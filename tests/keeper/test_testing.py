"""Testing many accounts: every one gets its own answer, and no host is pressed."""

from __future__ import annotations

import pytest

from sftui.account import Status
from sftui.demo.server import DemoSalesforce
from sftui.errors import RequestRefused
from sftui.keeper.events import Entry
from sftui.keeper.keeper import Keeper
from tests.support.fleet import launch_fleet
from tests.support.keeping import PATIENCE, connected, draft


def test_dead_and_slow_hosts_delay_nobody(keeper: Keeper, demo: DemoSalesforce) -> None:
    fleet = launch_fleet(keeper, demo, hosts=14, accounts=2, dead=2, slow=2)
    results: list[Entry] = []

    def note(entry: Entry) -> None:
        results.append(entry)
        if {*fleet.good} <= {each.account.id for each in results}:
            demo.let_go()

    keeper.check(on_result=note).result(PATIENCE)
    order = [entry.account.id for entry in results]
    assert sorted(order) == sorted((*fleet.good, *fleet.dead, *fleet.slow))
    by_id = {entry.account.id: entry.health.status for entry in results}
    assert {by_id[each] for each in fleet.dead} == {Status.UNREACHABLE}
    assert {by_id[each] for each in (*fleet.good, *fleet.slow)} == {Status.CONNECTED}
    last_good = max(order.index(each) for each in fleet.good)
    assert last_good < min(order.index(each) for each in fleet.slow)


def test_a_living_session_is_tested_without_sending_the_password(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    connected(keeper, draft(demo, "password"))
    before = len(demo.attempts("ada@acme.com"))
    (entry,) = keeper.check().result(PATIENCE)
    assert entry.health.status is Status.CONNECTED
    assert len(demo.attempts("ada@acme.com")) == before


def test_one_of_several_processes_renews_and_the_others_use_it(keeper: Keeper, demo: DemoSalesforce) -> None:
    account = connected(keeper, draft(demo, "tokens")).entry.account
    demo.end_sessions("ada@acme.com")
    before = len(demo.requests("/services/oauth2/token"))
    keeper.check([account.id]).result(PATIENCE)
    assert len(demo.requests("/services/oauth2/token")) == before + 1
    (entry,) = keeper.check([account.id]).result(PATIENCE)
    assert len(demo.requests("/services/oauth2/token")) == before + 1
    assert [line.what for line in entry.health.history] == ["connected", "renewed", "checked"]


def test_a_session_that_was_found_dead_is_not_given_out(keeper: Keeper, demo: DemoSalesforce) -> None:
    """Also when the credentials stay good and only a limit keeps Salesforce from renewing it."""
    account = connected(keeper, draft(demo, "tokens")).entry.account
    demo.end_sessions("ada@acme.com")
    demo.switch(fault="oauth-error", fault_error="rate_limit_exceeded")
    (entry,) = keeper.check([account.id]).result(PATIENCE)
    assert entry.health.status is Status.CONNECTED
    with pytest.raises(RequestRefused):
        keeper.token(account.id).result(PATIENCE)
    demo.reset_switches()
    assert keeper.token(account.id).result(PATIENCE).access_token


def test_a_token_for_a_person_is_tested_however_fresh_it_is(keeper: Keeper, demo: DemoSalesforce) -> None:
    account = connected(keeper, draft(demo, "jwt")).entry.account
    dead = keeper.token(account.id).result(PATIENCE)
    demo.end_sessions("ada@acme.com")
    assert keeper.token(account.id).result(PATIENCE) == dead, "trusted for a while, for scripts"
    assert keeper.token(account.id, tested=True).result(PATIENCE) != dead
