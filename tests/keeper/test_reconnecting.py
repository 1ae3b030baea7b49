"""After a password change: one new password for every account that shares it."""

from __future__ import annotations

import pytest

from sftui.account import Account, Secret, Status
from sftui.demo.server import DemoSalesforce
from sftui.errors import Cause, NotSaved, PersonNeeded, RefusedError
from sftui.keeper.keeper import Keeper
from tests.support.keeping import PATIENCE, connected, draft, settled

ADA = "ada@acme.com"


@pytest.fixture
def family(keeper: Keeper, demo: DemoSalesforce) -> list[Account]:
    """Three saved password accounts of one user."""
    names = ["Acme", "Acme reports", "Nightly"]
    return [connected(keeper, draft(demo, "password", name=name)).entry.account for name in names]


def change_password(demo: DemoSalesforce) -> tuple[Secret, Secret]:
    token = demo.change_password(ADA, "N3w & better")
    demo.end_sessions(ADA)
    return Secret("N3w & better"), Secret(token)


def test_a_changed_password_is_refused_once_for_all_three(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    change_password(demo)
    before = len(demo.attempts(ADA))
    entries = keeper.check().result(PATIENCE)
    assert [entry.health.status for entry in entries] == [Status.NEEDS_RECONNECT] * 3
    assert len(demo.attempts(ADA)) == before + 1
    keeper.check().result(PATIENCE)
    assert len(demo.attempts(ADA)) == before + 1
    assert not demo.refused_twice(ADA)


def test_one_new_password_mends_all_three_and_keeps_their_names(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    password, token = change_password(demo)
    keeper.check().result(PATIENCE)
    first, *others = family
    result = keeper.reconnect_password(first.id, password, token, [other.id for other in others]).result(
        PATIENCE
    )
    assert not result.failed
    assert sorted(entry.account.name for entry in result.connected) == ["Acme", "Acme reports", "Nightly"]
    snapshot = keeper.snapshot().result(PATIENCE)
    assert {entry.health.status for entry in snapshot.entries} == {Status.CONNECTED}
    assert {entry.account.password for entry in snapshot.entries} == {password}
    assert {entry.account.refused_at for entry in snapshot.entries} == {""}
    assert not demo.refused_twice(ADA)


def test_a_wrong_new_password_changes_nothing(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    change_password(demo)
    with pytest.raises(RefusedError):
        keeper.reconnect_password(family[0].id, Secret("still wrong"), Secret(""), [family[1].id]).result(
            PATIENCE
        )
    stored = {entry.account.password for entry in keeper.snapshot().result(PATIENCE).entries}
    assert Secret("still wrong") not in stored


def test_the_plan_asks_once_for_each_user(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    change_password(demo)
    keeper.check().result(PATIENCE)
    plan = keeper.plan_reconnect().result(PATIENCE)
    assert [len(group.entries) for group in plan.passwords] == [3]
    assert plan.without_person == plan.sign_ins == ()


def test_reconnecting_a_password_account_never_tries_the_stored_one(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    before = len(demo.attempts(ADA))
    with pytest.raises(PersonNeeded):
        keeper.reconnect(family[0].id).result(PATIENCE)
    assert len(demo.attempts(ADA)) == before


@pytest.mark.parametrize("method", ["password", "web"])
def test_a_name_that_could_drive_the_terminal_is_shown_clean(
    keeper: Keeper, demo: DemoSalesforce, method: str
) -> None:
    nothing = {"password": Secret()} if method == "password" else {}
    odd = draft(demo, method, name="Odd\x1b[31m\u202e", **nothing)
    (account,) = keeper.save_all([odd]).result(PATIENCE)
    with pytest.raises(PersonNeeded) as caught:
        keeper.reconnect(account.id).result(PATIENCE)
    assert "“Odd[31m”" in caught.value.message


@pytest.mark.parametrize("method", ["client-credentials", "jwt", "tokens"])
def test_the_others_reconnect_without_a_question(keeper: Keeper, demo: DemoSalesforce, method: str) -> None:
    account = connected(keeper, draft(demo, method)).entry.account
    demo.change_password(ADA)
    demo.end_sessions(ADA)
    outcome = settled(keeper.reconnect(account.id))
    assert outcome.entry.health.status is Status.CONNECTED


def test_a_rotated_refresh_token_is_kept(keeper: Keeper, demo: DemoSalesforce) -> None:
    wanted = draft(demo, "tokens")
    demo.set_app(wanted.client_id, rotation=True)
    account = connected(keeper, wanted).entry.account
    assert account.refresh_token != wanted.refresh_token
    for _ in range(3):
        before = account.refresh_token
        keeper.reconnect(account.id).result(PATIENCE)
        entry = keeper.snapshot().result(PATIENCE).entry(account.id)
        assert entry is not None
        account = entry.account
        assert account.refresh_token != before


@pytest.fixture
def away(keeper: Keeper, demo: DemoSalesforce) -> Account:
    """A password account whose host was away at the last test; its session ended meanwhile."""
    account = connected(keeper, draft(demo, "password")).entry.account
    demo.switch(fault="close", fault_on="/services/data")
    (entry,) = keeper.check([account.id]).result(PATIENCE)
    assert entry.health.status is Status.UNREACHABLE
    demo.reset_switches()
    demo.end_sessions(ADA)
    return account


def test_a_stored_password_that_nobody_refused_serves(
    keeper: Keeper, demo: DemoSalesforce, away: Account
) -> None:
    before = len(demo.attempts(ADA))
    outcome = settled(keeper.reconnect(away.id))
    assert outcome.entry.health.status is Status.CONNECTED
    assert len(demo.attempts(ADA)) == before + 1


def test_a_living_session_serves_without_the_password(keeper: Keeper, demo: DemoSalesforce) -> None:
    account = connected(keeper, draft(demo, "password")).entry.account
    demo.switch(fault="close", fault_on="/services/data")
    keeper.check([account.id]).result(PATIENCE)
    demo.reset_switches()
    before = len(demo.attempts(ADA))
    assert settled(keeper.reconnect(account.id)).entry.health.status is Status.CONNECTED
    assert len(demo.attempts(ADA)) == before


def test_a_stored_password_that_is_refused_then_goes_once(
    keeper: Keeper, demo: DemoSalesforce, away: Account
) -> None:
    demo.change_password(ADA)
    before = len(demo.attempts(ADA))
    with pytest.raises(RefusedError):
        keeper.reconnect(away.id).result(PATIENCE)
    keeper.check([away.id]).result(PATIENCE)
    with pytest.raises(PersonNeeded):
        keeper.reconnect(away.id).result(PATIENCE)
    assert len(demo.attempts(ADA)) == before + 1
    assert not demo.refused_twice(ADA)


def test_a_full_disk_does_not_hide_that_the_password_was_refused(
    keeper: Keeper, demo: DemoSalesforce, away: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full.", Cause("full", "make room"))

    demo.change_password(ADA)
    monkeypatch.setattr("sftui.vault.saving.replace_file", full)
    with pytest.raises(RefusedError) as caught:
        keeper.reconnect(away.id).result(PATIENCE)
    assert "The disk is full." in caught.value.warning
    monkeypatch.undo()
    with pytest.raises(PersonNeeded):
        keeper.reconnect(away.id).result(PATIENCE)
    assert not demo.refused_twice(ADA)


def test_an_account_without_a_password_is_asked_for_one(keeper: Keeper, demo: DemoSalesforce) -> None:
    (account,) = keeper.save_all([draft(demo, "password", name="Imported", password=Secret())]).result(
        PATIENCE
    )
    with pytest.raises(PersonNeeded):
        keeper.reconnect(account.id).result(PATIENCE)
    assert not demo.attempts(ADA)
