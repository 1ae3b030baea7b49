"""A sign-in that two wait for: the answer that one of them was given serves both, and is never thrown away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sftui.account import Account, Secret
from sftui.errors import RefusedError
from sftui.keeper import opening
from sftui.keeper.answering import answered
from sftui.keeper.desk import Desk
from sftui.keeper.events import no_light, no_stage, nobody_listens
from sftui.moments import utc_now
from sftui.salesforce import device
from sftui.salesforce.diagnosis import Step, refusal
from sftui.vault import file
from sftui.vault.places import find_places
from sftui.vault.sessions import PendingSignIn
from tests.support.keeping import CHEAP, PASSPHRASE

ANSWER = Secret("the answer to the first use of the code")
WAITING = PendingSignIn(
    id="5ca1ab1e",
    draft=Account(method="device", login_url="https://login.salesforce.com", client_id="3MVG9"),
    method="device",
    created_at="2026-01-31T12:00:00Z",
    expires_at="2126-01-31T12:00:00Z",
)
Sleep = Callable[[float], Awaitable[None]]


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    places = find_places(tmp_path / "accounts.toml", {})
    desk = Desk(places=places, notify=nobody_listens, now=utc_now, cost=CHEAP)
    await opening.take_up(desk, file.create(places.accounts, {"main": PASSPHRASE}, cost=CHEAP))
    await desk.edit_sessions(lambda sessions: sessions.with_pending(WAITING))
    return desk


async def keep_answer(desk: Desk) -> None:
    """What another who waits for the same code does when it is answered."""
    kept = replace(WAITING, access_token=ANSWER, instance_url="https://acme.my.salesforce.com")
    await desk.edit_sessions(lambda sessions: sessions.with_pending(kept))


def refused() -> RefusedError:
    return refusal(Step.DEVICE, WAITING.draft, error="invalid_grant", said="expired device code", status=400)


async def test_a_code_that_was_answered_during_a_pause_is_not_sent_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def poll(*_: object, sleep: Sleep, **__: Any) -> None:
        await keep_answer(desk)
        await sleep(0.0)
        pytest.fail("a code that was used already was sent again")

    monkeypatch.setattr(device, "poll_device", poll)
    token = await answered(desk, WAITING, no_stage, no_light)
    assert token.access_token == ANSWER


async def test_the_refusal_of_a_used_code_does_not_lose_the_answer_to_its_first_use(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def poll(*_: object, **__: Any) -> None:
        await keep_answer(desk)
        raise refused()

    monkeypatch.setattr(device, "poll_device", poll)
    token = await answered(desk, WAITING, no_stage, no_light)
    assert token.access_token == ANSWER
    assert desk.sessions.pending[WAITING.id].access_token == ANSWER


async def test_a_refused_code_that_nobody_was_answered_to_waits_no_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def poll(*_: object, **__: Any) -> None:
        raise refused()

    monkeypatch.setattr(device, "poll_device", poll)
    with pytest.raises(RefusedError):
        await answered(desk, WAITING, no_stage, no_light)
    assert WAITING.id not in desk.sessions.pending
