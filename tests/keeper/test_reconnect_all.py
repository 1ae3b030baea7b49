"""Reconnecting many: side by side, nobody delayed, and what needs a person told apart."""

from __future__ import annotations

from sftui.account import Account, Secret, Status
from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError, UnreachableError
from sftui.keeper.events import Connected
from sftui.keeper.keeper import Keeper
from sftui.keeper.reconnecting import Attempt
from tests.support.fleet import launch_fleet
from tests.support.keeping import PATIENCE, connected, draft


def test_dead_and_slow_hosts_delay_nobody(keeper: Keeper, demo: DemoSalesforce) -> None:
    fleet = launch_fleet(keeper, demo, hosts=12, accounts=2, dead=1, slow=1)
    seen: list[Attempt] = []
    everyone = (*fleet.dead, *fleet.slow, *fleet.good)

    def note(attempt: Attempt) -> None:
        seen.append(attempt)
        if {*fleet.good} <= {each.entry.account.id for each in seen}:
            demo.let_go()

    attempts = keeper.reconnect_all(everyone, note).result(PATIENCE)
    assert [each.entry.account.id for each in attempts] == list(everyone)
    by_id = {each.entry.account.id: each.outcome for each in attempts}
    assert all(isinstance(by_id[each], Connected) for each in (*fleet.good, *fleet.slow))
    assert all(isinstance(by_id[each], UnreachableError) for each in fleet.dead)
    order = [each.entry.account.id for each in seen]
    assert max(map(order.index, fleet.good)) < min(map(order.index, fleet.slow))


def test_only_a_sign_in_helps_when_the_refresh_token_is_refused(keeper: Keeper, demo: DemoSalesforce) -> None:
    person = connected(keeper, draft(demo, "tokens")).entry.account
    app_itself = connected(keeper, draft(demo, "client-credentials")).entry.account
    demo.revoke_approvals("ada@acme.com")
    attempts = keeper.reconnect_all([person.id, app_itself.id]).result(PATIENCE)
    assert [each.needs_sign_in for each in attempts] == [True, False]
    assert isinstance(attempts[0].outcome, RefusedError)
    assert attempts[0].entry.health.status is Status.NEEDS_RECONNECT


def test_an_account_without_a_refresh_token_needs_its_person(keeper: Keeper, demo: DemoSalesforce) -> None:
    (account,) = keeper.save_all([draft(demo, "tokens", refresh_token=Secret(), name="A")]).result(PATIENCE)
    (attempt,) = keeper.reconnect_all([account.id]).result(PATIENCE)
    assert attempt.needs_sign_in
    assert attempt.entry.health.status is Status.NEEDS_RECONNECT


def test_revoking_gives_an_approval_back(keeper: Keeper, demo: DemoSalesforce) -> None:
    account: Account = connected(keeper, draft(demo, "tokens")).entry.account
    keeper.revoke(account.id).result(PATIENCE)
    entry = keeper.snapshot().result(PATIENCE).entry(account.id)
    assert entry is not None
    assert entry.health.approvals == ()
    assert not entry.account.refresh_token


def test_what_no_person_allowed_is_no_approval(keeper: Keeper, demo: DemoSalesforce) -> None:
    for method in ("client-credentials", "jwt", "password"):
        assert connected(keeper, draft(demo, method)).entry.health.approvals == ()
