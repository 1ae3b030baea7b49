"""One new password for many accounts: what is heard out, what is never sent twice, what stays as it was."""

from __future__ import annotations

import asyncio
import threading

import pytest

from sftui.account import Account, Secret, Status
from sftui.demo.apps import App
from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError
from sftui.keeper.events import Decision, Doubt
from sftui.keeper.keeper import Keeper
from sftui.salesforce import http
from sftui.salesforce.refusals.org_causes import PASSWORD_FLOW_OFF
from tests.support.keeping import PATIENCE, connected, draft

ADA = "ada@acme.com"
UAT = "ada@acme.com.uat"
NEW = Secret("N3w & better")
TOKEN = "/services/oauth2/token"


def entry_of(keeper: Keeper, account: Account) -> tuple[Account, Status]:
    entry = keeper.snapshot().result(PATIENCE).entry(account.id)
    assert entry is not None
    return entry.account, entry.health.status


def changed(demo: DemoSalesforce, username: str = ADA) -> Secret:
    token = demo.change_password(username, NEW.reveal())
    demo.end_sessions(username)
    return Secret(token)


def two(keeper: Keeper, demo: DemoSalesforce) -> tuple[Account, Account]:
    first, second = (
        connected(keeper, draft(demo, "password", name=name)).entry.account for name in ("A", "B")
    )
    return first, second


def test_what_was_sent_is_heard_out_when_the_person_stops(keeper: Keeper, demo: DemoSalesforce) -> None:
    first, second = two(keeper, demo)
    token = changed(demo)
    demo.switch(hold=TOKEN)
    job = keeper.reconnect_password(first.id, NEW, token, [second.id])
    demo.wait_until_held(1)
    assert job.cancel()
    demo.let_go()
    keeper.reconnect_password(first.id, NEW, token, [second.id]).result(PATIENCE)
    assert [entry_of(keeper, each)[0].password for each in (first, second)] == [NEW, NEW]


def test_a_refusal_that_nobody_waited_for_is_remembered(keeper: Keeper, demo: DemoSalesforce) -> None:
    first, _ = two(keeper, demo)
    changed(demo)
    demo.switch(hold=TOKEN)
    before = len(demo.attempts(ADA))
    wrong = Secret("wrong")
    job = keeper.reconnect_password(first.id, wrong, Secret())
    demo.wait_until_held(1)
    job.cancel()
    demo.let_go()
    with pytest.raises(RefusedError) as caught:
        keeper.reconnect_password(first.id, wrong, Secret()).result(PATIENCE)
    assert caught.value.error == "refused-before"
    assert len(demo.attempts(ADA)) == before + 1


def test_a_draft_that_was_refused_while_nobody_waited_is_not_sent_again(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    demo.switch(hold=TOKEN)
    wrong = draft(demo, "password", password=Secret("wrong"))
    job = keeper.connect(wrong)
    demo.wait_until_held(1)
    job.cancel()
    demo.let_go()
    with pytest.raises(RefusedError) as caught:
        keeper.connect(wrong).result(PATIENCE)
    assert caught.value.error == "refused-before"
    assert len(demo.attempts(ADA)) == 1


def test_a_refusal_between_the_first_look_and_the_turn_counts(
    keeper: Keeper, demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one was refused and gone before this one came to wait for its turn."""
    look_up, looked_up = http.look_up, threading.Event()
    wrong = draft(demo, "password", password=Secret("wrong"))
    other_is_over = threading.Event()

    async def slow(url: str) -> None:
        if not looked_up.is_set():
            looked_up.set()
            await asyncio.to_thread(other_is_over.wait, PATIENCE)
        await look_up(url)

    monkeypatch.setattr(http, "look_up", slow)
    late = keeper.connect(wrong)
    assert looked_up.wait(PATIENCE)
    with pytest.raises(RefusedError):
        keeper.connect(wrong).result(PATIENCE)
    other_is_over.set()
    with pytest.raises(RefusedError) as caught:
        late.result(PATIENCE)
    assert caught.value.error == "refused-before"
    assert len(demo.attempts(ADA)) == 1


def test_a_refused_new_password_leaves_a_working_account_connected(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    first, _ = two(keeper, demo)
    with pytest.raises(RefusedError):
        keeper.reconnect_password(first.id, Secret("mistyped"), Secret()).result(PATIENCE)
    account, status = entry_of(keeper, first)
    assert status is Status.CONNECTED
    assert not account.refused_at


def test_an_app_that_is_not_allowed_does_not_spoil_the_others(keeper: Keeper, demo: DemoSalesforce) -> None:
    first, second = two(keeper, demo)
    third = connected(keeper, draft(demo, "password", name="C")).entry.account
    token = changed(demo)
    app = demo.add_app(App("Reports", "3MVG9reports", "secret", external=True, installed_in={"acme"}))
    second_app = second.with_changes(client_id=app.client_id, client_secret=Secret(app.client_secret))
    keeper.save(second, second_app).result(PATIENCE)
    before = len(demo.attempts(ADA))
    done = keeper.reconnect_password(first.id, NEW, token, [second.id, third.id]).result(PATIENCE)
    assert [entry.account.name for entry in done.connected] == ["A"]
    assert [entry.account.name for entry, _ in done.failed] == ["B", "C"]
    assert "not tried" in done.failed[1][1].message
    assert len(demo.attempts(ADA)) == before + 2
    account, status = entry_of(keeper, first)
    assert (status, account.refused_at) == (Status.CONNECTED, "")
    demo.end_sessions(ADA)
    (entry,) = keeper.check([first.id]).result(PATIENCE)
    assert entry.health.status is Status.CONNECTED, "its password stays good"
    keeper.check().result(PATIENCE)
    assert len(demo.attempts(ADA)) == before + 3, "the refused one is not sent again"


def test_the_true_cause_is_remembered_with_every_account_of_the_user(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    """The witness's session ended with the password; its certificate renews it."""
    connected(keeper, draft(demo, "jwt", name="Witness"))
    family = two(keeper, demo)
    changed(demo)
    demo.switch(username_password_flow=False)
    keeper.check([each.id for each in family]).result(PATIENCE)
    for each in family:
        entry = keeper.snapshot().result(PATIENCE).entry(each.id)
        assert entry is not None
        assert entry.health.last_error is not None
        assert entry.health.last_error.cause == (
            f"{PASSWORD_FLOW_OFF.what} Login History says so, read through “Witness”."
        )


def test_two_refusals_in_a_quarter_of_an_hour_warn(keeper: Keeper, demo: DemoSalesforce) -> None:
    first, _ = two(keeper, demo)
    warnings = []
    for word in ("wrong", "wrong too"):
        with pytest.raises(RefusedError) as caught:
            keeper.reconnect_password(first.id, Secret(word), Secret()).result(PATIENCE)
        warnings.append(caught.value.warning)
    assert not warnings[0]
    assert "Unlock" in warnings[1]


def test_a_refreshed_sandbox_is_recognised_and_adopted_only_on_a_yes(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    person = demo.person(UAT)
    wanted = draft(
        demo,
        "password",
        login_url=demo.test_url,
        username=UAT,
        password=Secret(person.password),
        security_token=Secret(demo.reset_security_token(UAT)),
    )
    account = connected(keeper, wanted).entry.account
    new_id = demo.refresh_sandbox("acme--uat")
    token = changed(demo, UAT)
    done = keeper.reconnect_password(account.id, NEW, token).result(PATIENCE)
    assert not done.connected
    assert not done.failed
    (undecided,) = done.undecided
    assert undecided.doubt is Doubt.REFRESHED_SANDBOX
    assert entry_of(keeper, account)[0].org_id == account.org_id
    adopted = keeper.decide(undecided.id, Decision.REPLACE).result(PATIENCE)
    assert adopted is not None
    assert adopted.entry.account.org_id == new_id
    assert adopted.entry.account.password == NEW


def test_the_password_of_one_is_shared_without_sending_it_for_that_one_again(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    first, second = two(keeper, demo)
    other = connected(
        keeper, draft(demo, "password", name="Elsewhere", login_url=demo.my_domain_url)
    ).entry.account
    token = changed(demo)
    keeper.reconnect_password(first.id, NEW, token).result(PATIENCE)
    before = len(demo.attempts(ADA))
    result = keeper.share_password(first.id, [second.id, other.id]).result(PATIENCE)
    assert [entry.account.id for entry in result.connected] == [second.id]
    assert entry_of(keeper, second)[1] is Status.CONNECTED
    assert entry_of(keeper, second)[0].password == NEW
    assert entry_of(keeper, other)[0].password == other.password, "it logs in at another host"
    assert len(demo.attempts(ADA)) == before + 1
