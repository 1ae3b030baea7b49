"""A renewal that another user or org answers: no session is kept, and the person is asked at the next reconnect."""

from __future__ import annotations

import pytest

from sftui.account import Account, Secret, Status
from sftui.demo.server import DemoSalesforce
from sftui.errors import Cause, NotSaved, PersonNeeded, RefusedError
from sftui.keeper.events import Decision, Doubt, Undecided
from sftui.keeper.keeper import Keeper
from tests.support.keeping import PATIENCE, connected, draft, next_start

UAT = "ada@acme.com.uat"


def password_of_uat(demo: DemoSalesforce) -> Account:
    return draft(demo, "password").with_changes(
        login_url=demo.test_url,
        username=UAT,
        password=Secret(demo.person(UAT).password),
        security_token=Secret(demo.reset_security_token(UAT)),
    )


@pytest.fixture(params=["password", "jwt", "client-credentials"])
def sandbox(request: pytest.FixtureRequest, keeper: Keeper, demo: DemoSalesforce) -> Account:
    """A saved account of a sandbox that was refreshed meanwhile."""
    wanted = draft(demo, request.param)
    if request.param == "password":
        wanted = password_of_uat(demo)
    elif request.param == "jwt":
        wanted = wanted.with_changes(login_url=demo.sandbox_url, username=UAT)
    else:
        app = demo.app("Acme UAT Terminal")
        wanted = wanted.with_changes(
            login_url=demo.sandbox_url, client_id=app.client_id, client_secret=Secret(app.client_secret)
        )
    account = connected(keeper, wanted).entry.account
    demo.refresh_sandbox("acme--uat")
    return account


def test_a_refreshed_sandbox_is_not_called_connected(keeper: Keeper, sandbox: Account) -> None:
    (entry,) = keeper.check([sandbox.id]).result(PATIENCE)
    assert entry.health.status is Status.NEEDS_RECONNECT
    assert entry.health.last_error is not None
    assert "has a new org id" in entry.health.last_error.message
    assert entry.health.last_error.cause.startswith("The sandbox was refreshed")
    assert entry.account.org_id == sandbox.org_id
    with pytest.raises(RefusedError) as caught:
        keeper.token(sandbox.id).result(PATIENCE)
    assert caught.value.exit_code == 4


def test_the_password_is_not_blamed_for_it(keeper: Keeper, sandbox: Account) -> None:
    (entry,) = keeper.check([sandbox.id]).result(PATIENCE)
    assert not entry.account.refused_at
    assert not entry.health.refusals


def test_the_person_decides_without_typing_a_password_that_was_taken(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    account = connected(keeper, password_of_uat(demo)).entry.account
    demo.refresh_sandbox("acme--uat")
    keeper.check([account.id]).result(PATIENCE)
    outcome = keeper.reconnect(account.id).result(PATIENCE)
    assert isinstance(outcome, Undecided)
    assert not outcome.keeps_password, "nothing was changed that the person did not know"


def test_reconnect_asks_and_the_refreshed_sandbox_can_be_adopted(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    account = connected(keeper, draft(demo, "jwt", login_url=demo.sandbox_url, username=UAT)).entry.account
    new_id = demo.refresh_sandbox("acme--uat")
    outcome = keeper.reconnect(account.id).result(PATIENCE)
    assert isinstance(outcome, Undecided)
    assert outcome.doubt is Doubt.REFRESHED_SANDBOX
    entry = keeper.snapshot().result(PATIENCE).entry(account.id)
    assert entry is not None
    assert entry.health.status is Status.NEEDS_RECONNECT
    done = keeper.decide(outcome.id, Decision.REPLACE).result(PATIENCE)
    assert done is not None
    assert done.entry.account.org_id == new_id
    assert done.entry.health.status is Status.CONNECTED
    assert keeper.token(account.id).result(PATIENCE).access_token


def test_what_a_full_disk_did_not_take_can_be_decided_again(
    keeper: Keeper, demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full.", Cause("full", "make room"))

    account = connected(keeper, draft(demo, "jwt", login_url=demo.sandbox_url, username=UAT)).entry.account
    demo.refresh_sandbox("acme--uat")
    outcome = keeper.reconnect(account.id).result(PATIENCE)
    assert isinstance(outcome, Undecided)
    monkeypatch.setattr("sftui.vault.saving.replace_file", full)
    with pytest.raises(NotSaved):
        keeper.decide(outcome.id, Decision.KEEP_BOTH).result(PATIENCE)
    monkeypatch.undo()
    assert keeper.decide(outcome.id, Decision.KEEP_BOTH).result(PATIENCE) is not None
    assert len(keeper.snapshot().result(PATIENCE).entries) == 2


def test_a_rotated_refresh_token_of_somebody_else_is_kept_all_the_same(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    """It took the place of the one that was sent: without it there is nothing left to decide about."""
    wanted = draft(demo, "tokens")
    demo.set_app(wanted.client_id, rotation=True)
    account = connected(keeper, wanted).entry.account
    keeper.save(account, account.with_changes(user_id="005000000000009AAA")).result(PATIENCE)
    demo.end_sessions("ada@acme.com")
    (entry,) = keeper.check([account.id]).result(PATIENCE)
    assert entry.health.status is Status.NEEDS_RECONNECT
    assert entry.health.last_error is not None
    assert entry.health.last_error.message.startswith("Another user answered")
    assert entry.account.refresh_token != account.refresh_token
    outcome = keeper.reconnect(account.id).result(PATIENCE)
    assert isinstance(outcome, Undecided)
    assert outcome.doubt is Doubt.ANOTHER_PERSON


@pytest.fixture
def rotated(keeper: Keeper, demo: DemoSalesforce) -> Account:
    """An account whose refresh token rotates with each use, and is answered by another user than is expected."""
    wanted = draft(demo, "tokens")
    demo.set_app(wanted.client_id, rotation=True)
    account = connected(keeper, wanted).entry.account
    keeper.save(account, account.with_changes(user_id="005000000000009AAA")).result(PATIENCE)
    return account


def test_what_the_account_lives_on_is_not_thrown_away_with_the_answer(
    keeper: Keeper, demo: DemoSalesforce, rotated: Account
) -> None:
    outcome = keeper.reconnect(rotated.id).result(PATIENCE)
    assert isinstance(outcome, Undecided)
    assert keeper.decide(outcome.id, Decision.DISCARD).result(PATIENCE) is None
    again = keeper.reconnect(rotated.id).result(PATIENCE)
    assert isinstance(again, Undecided), "its refresh token lives"
    assert keeper.decide(again.id, Decision.REPLACE).result(PATIENCE) is not None
    assert len(demo.approvals("ada@acme.com")) == 1


def test_of_two_accounts_only_one_has_the_refresh_token_that_rotates(
    keeper: Keeper, demo: DemoSalesforce, rotated: Account
) -> None:
    outcome = keeper.reconnect(rotated.id).result(PATIENCE)
    assert isinstance(outcome, Undecided)
    kept = keeper.decide(outcome.id, Decision.KEEP_BOTH).result(PATIENCE)
    assert kept is not None
    with pytest.raises(PersonNeeded):
        keeper.reconnect(rotated.id).result(PATIENCE)
    demo.end_sessions("ada@acme.com")
    assert keeper.token(kept.entry.account.id, tested=True).result(PATIENCE).access_token


def test_a_new_password_stays_when_the_answer_is_thrown_away(keeper: Keeper, demo: DemoSalesforce) -> None:
    """Salesforce took it; the refusal of the old one says nothing of the account any more."""
    account = connected(keeper, password_of_uat(demo)).entry.account
    demo.refresh_sandbox("acme--uat")
    token = Secret(demo.change_password(UAT, "N3w & better"))
    demo.end_sessions(UAT)
    (entry,) = keeper.check([account.id]).result(PATIENCE)
    assert entry.account.refused_at
    result = keeper.reconnect_password(account.id, Secret("N3w & better"), token).result(PATIENCE)
    (undecided,) = result.undecided
    assert undecided.keeps_password
    assert keeper.decide(undecided.id, Decision.DISCARD).result(PATIENCE) is None
    found = keeper.snapshot().result(PATIENCE).entry(account.id)
    assert found is not None
    assert (found.account.password, found.account.security_token) == (Secret("N3w & better"), token)
    assert not found.account.refused_at
    assert found.health.status is Status.NEEDS_RECONNECT
    assert found.health.last_error is not None
    assert "has a new org id" in found.health.last_error.message
    assert found.account.org_id == account.org_id


def changed_to(account: Account, wanted: Account) -> Account:
    """A saved account whose method a person changed in the form: by it nobody has connected yet."""
    return wanted.with_changes(
        id=account.id,
        name=account.name,
        user_id="",
        org_id=account.org_id,
        org_name=account.org_name,
        environment=account.environment,
    )


def test_by_another_method_the_account_stands_for_the_same_org(keeper: Keeper, demo: DemoSalesforce) -> None:
    wanted = draft(demo, "jwt", login_url=demo.test_url, username=UAT)
    account = connected(keeper, wanted).entry.account
    demo.refresh_sandbox("acme--uat")
    by_password = changed_to(account, password_of_uat(demo))
    outcome = keeper.connect(by_password).result(PATIENCE)
    assert isinstance(outcome, Undecided)
    assert outcome.keeps_password
    (entry,) = keeper.snapshot().result(PATIENCE).entries
    assert (entry.account.method, entry.account.password) == ("password", by_password.password)
    assert (entry.account.org_id, entry.account.user_id) == (account.org_id, account.user_id)


def test_by_another_method_the_account_stands_for_the_same_user(keeper: Keeper, demo: DemoSalesforce) -> None:
    """The refresh token that was given rotated, and is kept aside: what is saved may work still."""
    account = connected(keeper, draft(demo, "client-credentials")).entry.account
    tokens = draft(demo, "tokens")
    demo.set_app(tokens.client_id, rotation=True)
    outcome = keeper.connect(changed_to(account, tokens)).result(PATIENCE)
    assert isinstance(outcome, Undecided)
    assert outcome.doubt is Doubt.ANOTHER_PERSON
    assert outcome.waits
    (entry,) = keeper.snapshot().result(PATIENCE).entries
    assert entry.account == account
    assert keeper.token(account.id, tested=True).result(PATIENCE).access_token


@pytest.mark.parametrize("decision", list(Decision))
def test_somebody_elses_refresh_token_that_rotated_waits_for_the_decision(
    keeper: Keeper, demo: DemoSalesforce, decision: Decision
) -> None:
    """Also when the program ends before: it is here and nowhere else."""
    account = connected(keeper, draft(demo, "client-credentials", name="Mine")).entry.account
    tokens = draft(demo, "tokens")
    demo.set_app(tokens.client_id, rotation=True)
    assert isinstance(keeper.connect(changed_to(account, tokens)).result(PATIENCE), Undecided)
    keeper.close()
    with next_start(keeper) as (later, _):
        (waiting,) = later.waiting_sign_ins().result(PATIENCE)
        outcome = later.finish_sign_in(waiting.id).result(PATIENCE)
        assert isinstance(outcome, Undecided)
        later.decide(outcome.id, decision).result(PATIENCE)
        entries = later.snapshot().result(PATIENCE).entries
        users = sorted(each.account.username for each in entries)
        assert later.waiting_sign_ins().result(PATIENCE) == ()
        for entry in entries:
            demo.end_sessions(entry.account.username or "integration@acme.com")
            assert later.token(entry.account.id, tested=True).result(PATIENCE).access_token
    assert (
        users
        == {
            Decision.KEEP_BOTH: ["ada@acme.com", account.username],
            Decision.REPLACE: ["ada@acme.com"],
            Decision.DISCARD: [account.username],
        }[decision]
    )
