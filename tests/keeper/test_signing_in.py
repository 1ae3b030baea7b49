"""Sign-ins that wait for a person: by listener, by paste, by device code, and after a lost terminal."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from sftui.account import Account, Environment, Secret, Status
from sftui.demo.server import DemoSalesforce
from sftui.errors import InvalidFields, PersonNeeded, RefusedError, SftuiError, UsageError
from sftui.keeper import connecting
from sftui.keeper.events import Connected, Decision, Doubt, Light, Undecided
from sftui.keeper.keeper import Job, Keeper
from sftui.salesforce import listener, signin
from tests.support.broken import broken_listener
from tests.support.keeping import PATIENCE, draft, next_start, settled

ADA = "ada@acme.com"


def password_of(demo: DemoSalesforce, username: str = ADA) -> str:
    return demo.person(username).password


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_listener_brings_the_answer(keeper: Keeper, demo: DemoSalesforce, web: Account) -> None:
    waiting = keeper.begin_sign_in(web).result(PATIENCE)
    listening = threading.Event()
    lights: list[Light] = []

    def light(seen: Light) -> None:
        lights.append(seen)
        listening.set()

    job = keeper.finish_sign_in(waiting.id, on_light=light)
    assert listening.wait(PATIENCE)
    demo.browser.sign_in(waiting.link, ADA, password_of(demo), deliver=True)
    outcome = job.result(PATIENCE)
    assert isinstance(outcome, Connected)
    assert outcome.entry.account.refresh_token
    assert len(outcome.entry.health.approvals) == 1
    assert keeper.waiting_sign_ins().result(PATIENCE) == ()
    assert not [seen for seen in lights if "code=" in seen.words]


def test_a_pasted_address_brings_it_too(keeper: Keeper, demo: DemoSalesforce, web: Account) -> None:
    waiting = keeper.begin_sign_in(web).result(PATIENCE)
    job = keeper.finish_sign_in(waiting.id)
    with pytest.raises(InvalidFields):
        keeper.paste_answer(waiting.id, "???").result(PATIENCE)
    address = demo.browser.sign_in(waiting.link, ADA, password_of(demo))
    keeper.paste_answer(waiting.id, address).result(PATIENCE)
    assert settled(job).entry.health.status is Status.CONNECTED


def test_a_link_that_nobody_used_in_time_says_so(
    keeper: Keeper, web: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signin, "LIFE", 0.2)
    waiting = keeper.begin_sign_in(web).result(PATIENCE)
    with pytest.raises(PersonNeeded, match="Nobody signed in in time") as caught:
        keeper.finish_sign_in(waiting.id).result(PATIENCE)
    assert caught.value.causes[0].action == "sign-in-again"
    assert keeper.waiting_sign_ins().result(PATIENCE) == ()


def test_a_denied_sign_in_says_so(keeper: Keeper, demo: DemoSalesforce, web: Account) -> None:
    waiting = keeper.begin_sign_in(web).result(PATIENCE)
    address = demo.browser.sign_in(waiting.link, ADA, password_of(demo), approve=False)
    with pytest.raises(RefusedError) as caught:
        keeper.paste_answer(waiting.id, address).result(PATIENCE)
    assert caught.value.error == "access_denied"
    assert keeper.waiting_sign_ins().result(PATIENCE) == ()


def test_it_survives_a_lost_terminal(keeper: Keeper, demo: DemoSalesforce, web: Account) -> None:
    waiting = keeper.begin_sign_in(web).result(PATIENCE)
    keeper.finish_sign_in(waiting.id)
    keeper.close()
    with next_start(keeper) as (other, _):
        (found,) = other.waiting_sign_ins().result(PATIENCE)
        assert found == waiting
        job = other.finish_sign_in(found.id)
        other.paste_answer(found.id, demo.browser.sign_in(found.link, ADA, password_of(demo))).result(
            PATIENCE
        )
        assert settled(job).entry.account.org_name == "Acme"


def test_an_answer_that_was_not_saved_yet_is_not_lost(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    """The line drops after Salesforce answered and before the account is saved."""
    waiting = keeper.begin_sign_in(web).result(PATIENCE)
    job = keeper.finish_sign_in(waiting.id)
    demo.hang_up(demo.my_domain_url)
    keeper.paste_answer(waiting.id, demo.browser.sign_in(waiting.link, ADA, password_of(demo))).result(
        PATIENCE
    )
    with pytest.raises(SftuiError):
        job.result(PATIENCE)
    demo.pick_up(demo.my_domain_url)
    codes = len(demo.requests("/services/oauth2/token"))
    outcome = keeper.finish_sign_in(waiting.id).result(PATIENCE)
    assert isinstance(outcome, Connected)
    assert len(demo.requests("/services/oauth2/token")) == codes, "the code was not sent a second time"


def test_a_busy_port_is_named_and_paste_still_works(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    port = int(web.redirect_uri.rsplit(":", 1)[1].split("/", 1)[0])
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        waiting = keeper.begin_sign_in(web).result(PATIENCE)
        lights: list[Light] = []
        job = keeper.finish_sign_in(waiting.id, on_light=lights.append)
        wait_for(lambda: bool(lights))
        assert str(port) in lights[0].words
        assert not lights[0].listens
        address = demo.browser.sign_in(waiting.link, ADA, password_of(demo))
        keeper.paste_answer(waiting.id, address).result(PATIENCE)
        assert settled(job).entry.health.status is Status.CONNECTED


def test_a_fault_of_the_listener_is_told_and_paste_still_works(
    keeper: Keeper, demo: DemoSalesforce, web: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "listen", broken_listener)
    waiting = keeper.begin_sign_in(web).result(PATIENCE)
    lights: list[Light] = []
    job = keeper.finish_sign_in(waiting.id, on_light=lights.append)
    wait_for(lambda: bool(lights))
    assert "inside it (ZeroDivisionError)" in lights[0].words
    assert not lights[0].works
    assert not lights[0].listens
    address = demo.browser.sign_in(waiting.link, ADA, password_of(demo))
    keeper.paste_answer(waiting.id, address).result(PATIENCE)
    assert settled(job).entry.health.status is Status.CONNECTED


def test_a_device_code(keeper: Keeper, demo: DemoSalesforce) -> None:
    demo.switch(device_interval=1)
    waiting = keeper.begin_sign_in(draft(demo, "device")).result(PATIENCE)
    assert waiting.user_code
    assert waiting.user_code in waiting.link
    job = keeper.finish_sign_in(waiting.id)
    demo.approve_device(waiting.user_code, ADA)
    assert settled(job).entry.account.method == "device"


def signed_in_again(
    keeper: Keeper, demo: DemoSalesforce, saved: Account, username: str
) -> Job[Connected | Undecided]:
    waiting = keeper.begin_sign_in(saved).result(PATIENCE)
    job = keeper.finish_sign_in(waiting.id)
    address = demo.browser.sign_in(waiting.link, username, password_of(demo, username))
    keeper.paste_answer(waiting.id, address).result(PATIENCE)
    return job


@pytest.fixture
def saved(keeper: Keeper, demo: DemoSalesforce, web: Account) -> Account:
    outcome = signed_in_again(keeper, demo, web, ADA).result(PATIENCE)
    assert isinstance(outcome, Connected)
    return outcome.entry.account


@pytest.mark.parametrize("decision", list(Decision))
def test_another_person_is_a_question(
    keeper: Keeper, demo: DemoSalesforce, saved: Account, decision: Decision
) -> None:
    outcome = signed_in_again(keeper, demo, saved, "lee@acme.com").result(PATIENCE)
    assert isinstance(outcome, Undecided)
    assert outcome.doubt is Doubt.ANOTHER_PERSON
    settled = keeper.decide(outcome.id, decision).result(PATIENCE)
    entries = keeper.snapshot().result(PATIENCE).entries
    if decision is Decision.KEEP_BOTH:
        assert len(entries) == 2
    elif decision is Decision.REPLACE:
        assert settled is not None
        assert settled.entry.account.id == saved.id
        assert settled.entry.account.user_id == demo.person("lee@acme.com").id
    else:
        assert settled is None
        assert [entry.account.refresh_token for entry in entries] == [saved.refresh_token]
        assert demo.approvals("lee@acme.com") == []
    with pytest.raises(UsageError):
        keeper.decide(outcome.id, decision).result(PATIENCE)


def test_what_was_decided_is_done_although_nobody_waits(
    keeper: Keeper, demo: DemoSalesforce, saved: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new tokens are nowhere else: a person who goes back must not lose them."""
    outcome = signed_in_again(keeper, demo, saved, "lee@acme.com").result(PATIENCE)
    assert isinstance(outcome, Undecided)
    begun, go_on, is_settled = threading.Event(), threading.Event(), threading.Event()
    original = connecting.settle

    async def settle(*given: Any, **named: Any) -> Connected:
        begun.set()
        await asyncio.to_thread(go_on.wait, PATIENCE)
        done = await original(*given, **named)
        is_settled.set()
        return done

    monkeypatch.setattr(connecting, "settle", settle)
    job = keeper.decide(outcome.id, Decision.KEEP_BOTH)
    assert begun.wait(PATIENCE)
    assert job.cancel()
    keeper.snapshot().result(PATIENCE)  # whatever the cancelling set off has happened now
    go_on.set()
    assert is_settled.wait(PATIENCE)
    assert len(keeper.snapshot().result(PATIENCE).entries) == 2


def test_a_refreshed_sandbox_is_recognised(keeper: Keeper, demo: DemoSalesforce, web: Account) -> None:
    user = "ada@acme.com.uat"
    app = demo.app("Acme UAT Terminal")
    demo.add_callback(app.client_id, web.redirect_uri)
    wanted = web.with_changes(
        login_url=demo.sandbox_url,
        client_id=app.client_id,
        client_secret=Secret(app.client_secret),
        username=user,
    )
    first = signed_in_again(keeper, demo, wanted, user).result(PATIENCE)
    assert isinstance(first, Connected)
    assert first.entry.account.environment is Environment.SANDBOX
    demo.refresh_sandbox("acme--uat")
    again = signed_in_again(keeper, demo, first.entry.account, user).result(PATIENCE)
    assert isinstance(again, Undecided)
    assert again.doubt is Doubt.REFRESHED_SANDBOX


def test_a_device_sign_in_is_taken_up_again(keeper: Keeper, demo: DemoSalesforce) -> None:
    demo.switch(device_interval=1)
    waiting = keeper.begin_sign_in(draft(demo, "device")).result(PATIENCE)
    first = keeper.finish_sign_in(waiting.id)
    wait_for(lambda: len(demo.requests("/services/oauth2/token")) > 1)
    assert first.cancel()
    demo.approve_device(waiting.user_code, ADA)
    assert settled(keeper.finish_sign_in(waiting.id)).entry.account.method == "device"
