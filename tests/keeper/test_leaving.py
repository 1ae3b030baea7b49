"""The program ends in the middle of an exchange: what Salesforce answered is there at the next start."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sftui.account import Account, Secret, Status
from sftui.demo.server import DemoSalesforce
from sftui.keeper import connecting
from sftui.keeper.desk import Desk
from sftui.keeper.events import Decision, Stage, Undecided
from sftui.keeper.keeper import Job, Keeper
from sftui.vault.places import find_places
from tests.support.keeping import CHEAP, PATIENCE, draft, next_start, settled

ADA, LEE = "ada@acme.com", "lee@acme.com"
TOKEN = "/services/oauth2/token"
READING = "/services/data"
"""How the paths begin that are called to learn who answered."""


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "READ_BEFORE_LEAVING", 0.05)


def test_what_holds_up_the_end_does_not_fail_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process holds the sessions file, say; the work itself was done and told before."""
    keeper = Keeper(find_places(tmp_path / "accounts.toml", {}), notify=lambda _: None, cost=CHEAP)
    keeper.start()

    async def long_wait(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(Desk, "close", long_wait)
    monkeypatch.setattr("sftui.keeper.keeper.FINISH_WITHIN", -1.9)
    keeper.close()
    keeper.close()


class Reached:
    """Tells when a stage begins."""

    def __init__(self, wanted: Stage) -> None:
        self._wanted = wanted
        self._event = threading.Event()

    def __call__(self, stage: Stage) -> None:
        if stage is self._wanted:
            self._event.set()

    def wait(self) -> None:
        assert self._event.wait(PATIENCE)


def leave(keeper: Keeper, job: Job[Any], demo: DemoSalesforce) -> None:
    """As the screens do when the terminal goes; what the demo holds is answered after that."""
    keeper.leave()
    job.cancel()
    demo.let_go()
    keeper.close()


def answer(keeper: Keeper, demo: DemoSalesforce, wanted: Account, username: str = ADA) -> str:
    """A sign-in that was begun and answered by paste; gives its id."""
    waiting = keeper.begin_sign_in(wanted).result(PATIENCE)
    address = demo.browser.sign_in(waiting.link, username, demo.person(username).password)
    keeper.paste_answer(waiting.id, address).result(PATIENCE)
    return waiting.id


@pytest.mark.parametrize("method", ["password", "jwt", "client-credentials", "tokens"])
def test_an_answer_is_saved_though_nobody_knows_yet_for_whom(
    keeper: Keeper, demo: DemoSalesforce, method: str
) -> None:
    demo.switch(fault="silent", fault_on=READING, fault_times=0)
    reading = Reached(Stage.READING)
    job = keeper.connect(draft(demo, method), reading)
    reading.wait()
    leave(keeper, job, demo)
    demo.reset_switches()
    with next_start(keeper) as (later, entries):
        (entry,) = entries
        assert entry.account.name
        assert entry.health.status is Status.CONNECTED
        assert later.token(entry.account.id).result(PATIENCE).access_token


@pytest.mark.parametrize("method", ["password", "jwt", "client-credentials", "tokens"])
def test_what_was_sent_is_heard_out(keeper: Keeper, demo: DemoSalesforce, method: str) -> None:
    demo.switch(hold=TOKEN)
    job = keeper.connect(draft(demo, method))
    demo.wait_until_held(1)
    leave(keeper, job, demo)
    with next_start(keeper) as (_, entries):
        assert [entry.health.status for entry in entries] == [Status.CONNECTED]


def test_a_person_who_stops_waiting_saves_nothing(keeper: Keeper, demo: DemoSalesforce) -> None:
    demo.switch(hold=READING)
    job = keeper.connect(draft(demo, "password"))
    demo.wait_until_held(1)
    job.cancel()
    demo.let_go()
    other = settled(keeper.connect(draft(demo, "client-credentials"))).entry.account
    assert [entry.account for entry in keeper.snapshot().result(PATIENCE).entries] == [other]


def test_what_is_known_of_a_saved_account_stays_known(keeper: Keeper, demo: DemoSalesforce) -> None:
    before = settled(keeper.connect(draft(demo, "password"))).entry.account
    demo.switch(fault="silent", fault_on=READING, fault_times=0)
    reading = Reached(Stage.READING)
    job = keeper.connect(before, reading)
    reading.wait()
    leave(keeper, job, demo)
    demo.reset_switches()
    with next_start(keeper) as (_, entries):
        after = entries[0].account
        assert (after.environment, after.org_name, after.name) == (
            before.environment,
            before.org_name,
            before.name,
        )


def test_a_sign_in_that_was_answered_is_saved_and_waits_no_more(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    demo.switch(fault="silent", fault_on=READING, fault_times=0)
    reading = Reached(Stage.READING)
    job = keeper.finish_sign_in(answer(keeper, demo, web), reading)
    reading.wait()
    leave(keeper, job, demo)
    demo.reset_switches()
    with next_start(keeper) as (later, entries):
        assert entries[0].account.refresh_token
        assert later.waiting_sign_ins().result(PATIENCE) == ()


def test_an_answer_that_must_be_compared_first_is_taken_up_again(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    job = keeper.finish_sign_in(answer(keeper, demo, web))
    saved = settled(job).entry.account
    demo.switch(fault="silent", fault_on=READING, fault_times=0)
    reading = Reached(Stage.READING)
    job = keeper.finish_sign_in(answer(keeper, demo, saved), reading)
    reading.wait()
    leave(keeper, job, demo)
    demo.reset_switches()
    in_a_week = datetime.now(UTC) + timedelta(days=7)
    with next_start(keeper, lambda: in_a_week) as (later, _):
        (waiting,) = later.waiting_sign_ins().result(PATIENCE)
        assert waiting.is_answered
        outcome = settled(later.finish_sign_in(waiting.id))
        assert outcome.entry.account.id == saved.id
        assert outcome.entry.account.refresh_token != saved.refresh_token
        assert later.waiting_sign_ins().result(PATIENCE) == ()


def test_an_undecided_answer_survives_until_it_is_decided(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    saved = settled(keeper.finish_sign_in(answer(keeper, demo, web))).entry.account
    sign_in = answer(keeper, demo, replace(saved), LEE)
    assert isinstance(keeper.finish_sign_in(sign_in).result(PATIENCE), Undecided)
    keeper.close()
    with next_start(keeper) as (later, _):
        (waiting,) = later.waiting_sign_ins().result(PATIENCE)
        outcome = later.finish_sign_in(waiting.id).result(PATIENCE)
        assert isinstance(outcome, Undecided)
        decided = later.decide(outcome.id, Decision.KEEP_BOTH).result(PATIENCE)
        assert decided is not None
        assert decided.entry.account.username == LEE
        assert later.waiting_sign_ins().result(PATIENCE) == ()
        assert len(later.snapshot().result(PATIENCE).entries) == 2


def test_a_new_password_reaches_every_account_it_was_given_for(keeper: Keeper, demo: DemoSalesforce) -> None:
    first = settled(keeper.connect(draft(demo, "password", name="One"))).entry.account
    second = settled(keeper.connect(draft(demo, "password", name="Two"))).entry.account
    token = demo.change_password(ADA, "Another-Password-9")
    demo.switch(hold=TOKEN)
    job = keeper.reconnect_password(first.id, Secret("Another-Password-9"), Secret(token), also=[second.id])
    demo.wait_until_held(1)
    leave(keeper, job, demo)
    with next_start(keeper) as (_, entries):
        assert [entry.health.status for entry in entries] == [Status.CONNECTED] * 2
        assert {entry.account.password.reveal() for entry in entries} == {"Another-Password-9"}
