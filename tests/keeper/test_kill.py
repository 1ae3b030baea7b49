"""Killed in the middle of reconnecting many accounts whose refresh tokens rotate: what was answered is not lost.

With rotation on, the token that was sent is dead as soon as Salesforce answers. So the one that came back is on the
disk before the program does anything with the answer, and before it says that it has it.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sftui.account import Account
from sftui.demo.credentials import token_credentials
from sftui.demo.seed import CLASSIC_APP
from sftui.demo.server import DemoSalesforce
from sftui.keeper.events import Connected
from sftui.keeper.keeper import Keeper
from sftui.salesforce.drafts import draft_from
from sftui.vault import file
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE, connected

ROOT = Path(__file__).parent.parent.parent
PROGRAM = Path(__file__).parent / "programs" / "reconnector.py"
HOSTS, EACH = 5, 2


@pytest.fixture
def accounts(keeper: Keeper, demo: DemoSalesforce) -> tuple[Account, ...]:
    """Two accounts of each of five orgs: all can be asked at once. Closed, so that another process may use them."""
    demo.set_app(CLASSIC_APP, rotation=True)
    made = []
    for number in range(HOSTS):
        org = demo.add_org(f"org{number}", people=EACH)
        for person in range(1, EACH + 1):
            values = token_credentials(demo, demo.person(f"user{person}@org{number}.example"))
            draft = draft_from({**values, "method": "tokens", "name": f"{org.my_domain} {person}"})
            made.append(connected(keeper, draft).entry.account)
    keeper.close()
    return tuple(made)


@contextmanager
def reconnector(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(path.parent)}
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(path)], stdout=subprocess.PIPE, env=environment
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def killed_when(path: Path, enough: Callable[[int, dict[str, str]], bool]) -> dict[str, str]:
    """Kill it with SIGKILL once its number of lines and what it kept are ``enough``; gives what it kept, by id."""
    kept: dict[str, str] = {}
    lines = 0
    with reconnector(path) as process:
        assert process.stdout is not None
        while not enough(lines, kept):
            word, _, rest = process.stdout.readline().decode().partition(" ")
            assert word, "it ended by itself"
            lines += 1
            if word == "kept":
                account_id, _, token = rest.strip().partition(" ")
                kept[account_id] = token
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    return kept


def stored(path: Path) -> dict[str, str]:
    accounts = file.unlock(path, PASSPHRASE).accounts
    return {account.id: account.refresh_token.reveal() for account in accounts}


def all_reconnect(before: Keeper) -> bool:
    """Whether every stored refresh token is still good at Salesforce."""
    keeper = Keeper(before.places, cost=CHEAP)
    keeper.start()
    try:
        snapshot = keeper.unlock(PASSPHRASE).result(PATIENCE)
        attempts = keeper.reconnect_all([entry.account.id for entry in snapshot.entries]).result(PATIENCE)
        return all(isinstance(each.outcome, Connected) for each in attempts)
    finally:
        keeper.close()


def test_every_answer_is_on_the_disk_while_who_answered_is_still_being_read(
    keeper: Keeper, demo: DemoSalesforce, accounts: tuple[Account, ...]
) -> None:
    """All ten have their new token, and none has got further: killing now must lose none of them."""
    path = keeper.places.accounts
    before = stored(path)
    demo.switch(fault="silent", fault_on="/services/oauth2/userinfo")
    kept = killed_when(path, lambda _, kept: len(set(kept.values()) - set(before.values())) == len(before))
    assert stored(path) == kept
    demo.reset_switches()
    assert all_reconnect(keeper)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_at_any_moment_what_was_announced_is_kept(
    keeper: Keeper, demo: DemoSalesforce, accounts: tuple[Account, ...], seed: int
) -> None:
    demo.switch(delay=0.05)
    moment = random.Random(seed).randrange(2, 30)
    kept = killed_when(keeper.places.accounts, lambda lines, _: lines >= moment)
    found = stored(keeper.places.accounts)
    assert len(found) == len(accounts)
    assert {account_id: found[account_id] for account_id in kept} == kept
