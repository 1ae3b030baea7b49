"""Connecting: each method that needs no person ends in a saved, named account."""

from __future__ import annotations

from pathlib import Path

import pytest

from sftui.account import Environment, Secret, Status
from sftui.demo.server import DemoSalesforce
from sftui.errors import InvalidFields, RefusedError, UnreachableError, UntrustedHost
from sftui.keeper.events import Stage
from sftui.keeper.keeper import Keeper
from tests.support.certificates import certificate_for
from tests.support.keeping import PATIENCE, connected, draft, next_start, settled


@pytest.mark.parametrize("method", ["password", "client-credentials", "jwt", "tokens"])
def test_a_draft_becomes_a_saved_account(keeper: Keeper, demo: DemoSalesforce, method: str) -> None:
    stages: list[Stage] = []
    outcome = settled(keeper.connect(draft(demo, method), stages.append))
    entry = outcome.entry
    assert entry.health.status is Status.CONNECTED
    assert entry.account.org_name == "Acme"
    assert entry.account.environment is Environment.PRODUCTION
    assert entry.account.name == "Acme production"
    assert entry.account.instance_url == demo.my_domain_url
    assert entry.account.api_version == "68.0"
    assert stages == [Stage.LOOKING_UP, Stage.ASKING, Stage.READING, Stage.SAVING]


def test_another_process_sees_the_account_and_its_session(keeper: Keeper, demo: DemoSalesforce) -> None:
    saved = connected(keeper, draft(demo, "password")).entry.account
    keeper.close()
    with next_start(keeper) as (other, (entry,)):
        assert entry.account.id == saved.id
        assert entry.health.status is Status.CONNECTED
        attempts = len(demo.attempts("ada@acme.com"))
        assert other.token(saved.id).result(PATIENCE).access_token
        assert len(demo.attempts("ada@acme.com")) == attempts, "a fresh session needs no new log-in"


@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("password", ("security_token", "client_secret")),
        ("client-credentials", ("client_secret",)),
        ("tokens", ("refresh_token", "access_token", "client_secret")),
    ],
)
def test_a_line_break_behind_a_secret_from_a_file_is_not_sent(
    keeper: Keeper, demo: DemoSalesforce, method: str, names: tuple[str, ...]
) -> None:
    right = draft(demo, method)
    given = {name: getattr(right, name) for name in names}
    read = {name: Secret(f" {secret.reveal()}\r\n") for name, secret in given.items()}
    saved = connected(keeper, right.with_changes(**read)).entry.account
    kept = {name: getattr(saved, name) for name in names if name != "access_token"}
    assert kept == {name: secret for name, secret in given.items() if name != "access_token"}


def test_a_blank_at_the_end_of_a_password_belongs_to_it(keeper: Keeper, demo: DemoSalesforce) -> None:
    demo.change_password("ada@acme.com", "ends with a blank ")
    assert connected(keeper, draft(demo, "password")).entry.account.password == Secret("ends with a blank ")


def test_a_refused_password_is_never_sent_again(keeper: Keeper, demo: DemoSalesforce) -> None:
    wrong = draft(demo, "password", password=Secret("wrong"))
    with pytest.raises(RefusedError) as first:
        keeper.connect(wrong).result(PATIENCE)
    assert first.value.error == "invalid_grant"
    with pytest.raises(RefusedError) as second:
        keeper.connect(wrong).result(PATIENCE)
    assert second.value.error == "refused-before"
    assert not demo.refused_twice("ada@acme.com")
    assert keeper.snapshot().result(PATIENCE).entries == ()


def test_a_person_can_say_yes_to_sending_it_again(keeper: Keeper, demo: DemoSalesforce) -> None:
    demo.lock("ada@acme.com")
    right = draft(demo, "password")
    with pytest.raises(RefusedError):
        keeper.connect(right).result(PATIENCE)
    demo.unlock("ada@acme.com")
    outcome = settled(keeper.connect(right, send_again=True))
    assert outcome.entry.health.status is Status.CONNECTED


def test_a_password_that_was_taken_after_all_serves_when_the_session_ends(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    """It was refused while the user was locked; since then it worked."""
    demo.lock("ada@acme.com")
    right = draft(demo, "password")
    with pytest.raises(RefusedError):
        keeper.connect(right).result(PATIENCE)
    demo.unlock("ada@acme.com")
    settled(keeper.connect(right, send_again=True))
    demo.end_sessions("ada@acme.com")
    (entry,) = keeper.check().result(PATIENCE)
    assert entry.health.status is Status.CONNECTED
    assert entry.health.last_error is None


def test_all_problems_at_once_and_nothing_sent(keeper: Keeper, demo: DemoSalesforce) -> None:
    empty = draft(demo, "password", username="ada", client_id="", login_url="http://acme.example")
    with pytest.raises(InvalidFields) as caught:
        keeper.connect(empty).result(PATIENCE)
    assert set(caught.value.problems) == {"username", "client_id", "login_url"}
    assert demo.requests() == []


def test_an_unknown_host_is_asked_about_first(keeper: Keeper, demo: DemoSalesforce) -> None:
    with pytest.raises(UntrustedHost) as caught:
        keeper.connect(draft(demo, "password", login_url="https://login.acme.invalid")).result(PATIENCE)
    assert caught.value.host == "login.acme.invalid"


def test_an_unreachable_host_says_so_and_keeps_nothing(keeper: Keeper, demo: DemoSalesforce) -> None:
    lost = draft(demo, "password")
    demo.hang_up(demo.login_url)
    with pytest.raises(UnreachableError):
        keeper.connect(lost).result(PATIENCE)
    assert keeper.snapshot().result(PATIENCE).entries == ()


def test_a_cancelled_connect_leaves_nothing(keeper: Keeper, demo: DemoSalesforce) -> None:
    demo.switch(hold="/services/oauth2/token")
    job = keeper.connect(draft(demo, "client-credentials"))
    demo.wait_until_held(1)
    assert job.cancel()
    demo.let_go()
    other = connected(keeper, draft(demo, "password")).entry.account
    assert [entry.account for entry in keeper.snapshot().result(PATIENCE).entries] == [other]


def test_a_second_account_of_an_org_gets_a_name_of_its_own(keeper: Keeper, demo: DemoSalesforce) -> None:
    connected(keeper, draft(demo, "password"))
    second = connected(keeper, draft(demo, "client-credentials"))
    assert second.entry.account.name == "Acme production 2"


def test_a_duplicate_is_pointed_out_with_its_consequence(keeper: Keeper, demo: DemoSalesforce) -> None:
    assert connected(keeper, draft(demo, "password")).notices == ()
    again = connected(keeper, draft(demo, "password"))
    assert "revoking one can end the other's session" in again.notices[0]
    assert "approvals" not in again.notices[0], "a password is no approval"


def test_sign_ins_share_the_five_approvals(keeper: Keeper, demo: DemoSalesforce) -> None:
    assert connected(keeper, draft(demo, "tokens")).notices == ()
    assert "five approvals" in connected(keeper, draft(demo, "tokens")).notices[0]


def test_a_refresh_token_alone_is_enough(keeper: Keeper, demo: DemoSalesforce) -> None:
    """As in an address of the Salesforce CLI."""
    outcome = connected(keeper, draft(demo, "tokens", access_token=Secret()))
    assert outcome.entry.health.status is Status.CONNECTED
    assert outcome.notices == ()


def test_an_access_token_that_was_given_is_tested(keeper: Keeper, demo: DemoSalesforce) -> None:
    good = draft(demo, "tokens")
    assert connected(keeper, good).notices == ()
    outcome = connected(keeper, draft(demo, "tokens", access_token=Secret("00D5g000001AbCd!wrong")))
    assert outcome.entry.health.status is Status.CONNECTED
    assert any("The access token that was given does not serve" in notice for notice in outcome.notices)


@pytest.mark.parametrize(("days", "warned"), [(400, False), (12, True)])
def test_a_certificate_that_ends_soon_is_pointed_out(
    keeper: Keeper, demo: DemoSalesforce, days: int, warned: bool
) -> None:
    wanted = draft(demo, "jwt")
    pem = certificate_for(wanted.private_key, days=days)
    outcome = connected(keeper, wanted.with_changes(certificate=pem))
    assert any("Make a new one in time" in notice for notice in outcome.notices) == warned


def test_the_file_holds_no_secret_in_clear(keeper: Keeper, demo: DemoSalesforce, tmp_path: Path) -> None:
    sample = draft(demo, "password")
    entry = connected(keeper, sample).entry
    token = keeper.token(entry.account.id).result(PATIENCE)
    keeper.close()
    known = [
        s.reveal() for s in (sample.password, sample.security_token, sample.client_secret, token.access_token)
    ]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [secret for secret in known if secret.encode() in content], path.name


def test_a_saved_pair_of_tokens_is_connected_anew_without_its_access_token(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    account = connected(keeper, draft(demo, "tokens")).entry.account
    assert not account.access_token
    assert connected(keeper, account).entry.account.id == account.id
