"""The approvals meter: what Salesforce said is over does not count, and is not offered to be ended."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sftui.account import Account, Status
from sftui.demo.server import DemoSalesforce
from sftui.keeper import approvals
from sftui.keeper.events import Connected, Entry
from sftui.keeper.keeper import Keeper
from tests.support.keeping import PATIENCE

ADA = "ada@acme.com"


def sign_in(keeper: Keeper, demo: DemoSalesforce, wanted: Account) -> Entry:
    waiting = keeper.begin_sign_in(wanted).result(PATIENCE)
    job = keeper.finish_sign_in(waiting.id)
    address = demo.browser.sign_in(waiting.link, ADA, demo.person(ADA).password)
    keeper.paste_answer(waiting.id, address).result(PATIENCE)
    outcome = job.result(PATIENCE)
    assert isinstance(outcome, Connected)
    return outcome.entry


def entries_of(keeper: Keeper) -> Sequence[Entry]:
    return keeper.snapshot().result(PATIENCE).entries


def test_approvals_that_were_found_dead_do_not_count(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    account = web
    for _ in range(approvals.KEPT):
        account = sign_in(keeper, demo, account).account
        demo.revoke_approvals(ADA)
        (entry,) = keeper.check([account.id]).result(PATIENCE)
        assert entry.health.status is Status.NEEDS_RECONNECT
        assert entry.health.approvals == ()
        keeper.check([account.id]).result(PATIENCE)
    assert approvals.stake_of(entries_of(keeper)[0], entries_of(keeper)) is None


def test_a_dead_refresh_token_takes_one_approval_along_however_often_it_is_refused(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    first = sign_in(keeper, demo, web)
    account = sign_in(keeper, demo, first.account).account
    demo.revoke_approvals(ADA)
    for _ in range(2):
        (entry,) = keeper.check([account.id]).result(PATIENCE)
        assert len(entry.health.approvals) == 1
    keeper.revoke(account.id).result(PATIENCE)
    (entry,) = entries_of(keeper)
    assert len(entry.health.approvals) == 1


def test_a_refused_account_is_not_offered_to_make_room(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    made = [sign_in(keeper, demo, web).account for _ in range(approvals.KEPT + 1)]
    oldest = made[0]
    demo.end_sessions(ADA)
    keeper.check([oldest.id]).result(PATIENCE)
    entries = entries_of(keeper)
    entry = next(each for each in entries if each.account.id == oldest.id)
    stake = approvals.stake_of(entry, entries)
    assert stake is not None
    assert [each.account.id for each in stake.ours] == [each.id for each in made[1:]]


@pytest.mark.parametrize("switches", [{"fault": "oauth-error", "fault_error": "invalid_client"}])
def test_a_refusal_that_says_nothing_of_the_refresh_token_takes_none(
    keeper: Keeper, demo: DemoSalesforce, web: Account, switches: dict[str, str]
) -> None:
    account = sign_in(keeper, demo, web).account
    demo.end_sessions(ADA)
    demo.switch(**switches)
    (entry,) = keeper.check([account.id]).result(PATIENCE)
    assert entry.health.status is Status.NEEDS_RECONNECT
    assert len(entry.health.approvals) == 1
