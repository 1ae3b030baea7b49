"""A refused password is not sent a second time: not by a later run, and not by another sftui at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest

from sftui.account import Account, Secret
from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError
from sftui.keeper.keeper import Keeper
from sftui.vault.places import find_places
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE, draft, settled

ADA = "ada@acme.com"
Another = Callable[[], Keeper]


@pytest.fixture
def another(keeper: Keeper) -> Iterator[Another]:
    """Opens the same file in a further sftui."""
    opened: list[Keeper] = []

    def open_one() -> Keeper:
        one = Keeper(find_places(keeper.places.accounts, {}), cost=CHEAP)
        one.start()
        opened.append(one)
        one.unlock(PASSPHRASE).result(PATIENCE)
        return one

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def wrong(demo: DemoSalesforce) -> Account:
    return draft(demo, "password", password=Secret("mistyped"))


def refusal(keeper: Keeper, account: Account) -> str:
    with pytest.raises(RefusedError) as caught:
        keeper.connect(account).result(PATIENCE)
    return caught.value.error


def test_a_later_run_does_not_send_it_again(
    keeper: Keeper, demo: DemoSalesforce, another: Another, wrong: Account
) -> None:
    assert refusal(keeper, wrong) == "invalid_grant"
    keeper.close()
    later = another()
    assert refusal(later, wrong) == "refused-before"
    assert len(demo.attempts(ADA)) == 1
    assert refusal(later, wrong.with_changes(password=Secret("mistyped anew"))) == "invalid_grant"
    assert len(demo.attempts(ADA)) == 2


def test_two_at_the_same_time_send_it_once(
    keeper: Keeper, demo: DemoSalesforce, another: Another, wrong: Account
) -> None:
    other = another()
    demo.switch(delay=0.3)
    jobs = [each.connect(wrong) for each in (keeper, other)]
    assert not wait(jobs, timeout=PATIENCE).not_done
    errors = [job.exception() for job in jobs]
    assert all(isinstance(error, RefusedError) for error in errors)
    assert len(demo.attempts(ADA)) == 1


def test_a_saved_account_given_the_same_wrong_one_in_two_runs(
    keeper: Keeper, demo: DemoSalesforce, another: Another
) -> None:
    account = settled(keeper.connect(draft(demo, "password"))).entry.account
    before = len(demo.attempts(ADA))
    for one in (keeper, another()):
        with pytest.raises(RefusedError):
            one.reconnect_password(account.id, Secret("mistyped"), Secret()).result(PATIENCE)
    assert len(demo.attempts(ADA)) == before + 1


def test_what_was_accepted_since_is_no_longer_held_against_it(
    keeper: Keeper, demo: DemoSalesforce, another: Another
) -> None:
    """Refused while the user was locked; then the person says yes to one more try."""
    right = draft(demo, "password")
    demo.lock(ADA)
    assert refusal(keeper, right) == "invalid_grant"
    demo.unlock(ADA)
    assert refusal(another(), right) == "refused-before"
    settled(another().connect(right, send_again=True))
    settled(another().connect(right))


def test_nothing_can_be_read_from_what_is_remembered(
    keeper: Keeper, demo: DemoSalesforce, another: Another, wrong: Account
) -> None:
    refusal(keeper, wrong)
    (kept,) = keeper.places.refresh_locks.glob("*.refused")
    assert kept.stat().st_mode & 0o777 == 0o600
    text = kept.read_text()
    assert "mistyped" not in text
    assert ADA not in text
    kept.write_bytes(b"\xff\x00 damaged")
    assert refusal(another(), wrong) == "invalid_grant"


def test_another_account_file_knows_nothing_of_it(
    keeper: Keeper, wrong: Account, demo: DemoSalesforce, tmp_path: Path
) -> None:
    refusal(keeper, wrong)
    folder = tmp_path / "other"
    folder.mkdir()
    other = Keeper(find_places(folder / "accounts.toml", {}), cost=CHEAP)
    other.start()
    try:
        other.create({"main": PASSPHRASE}).result(PATIENCE)
        for kept in keeper.places.refresh_locks.glob("*.refused"):
            other.places.refresh_locks.mkdir(exist_ok=True)
            (other.places.refresh_locks / kept.name).write_bytes(kept.read_bytes())
        assert refusal(other, wrong) == "invalid_grant"
    finally:
        other.close()
