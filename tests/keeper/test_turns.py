"""One at a time for each account, across processes; who waited reads again, and nobody waits for ever."""

from __future__ import annotations

import threading

import pytest

from sftui.demo.server import DemoSalesforce
from sftui.keeper import turns
from sftui.keeper.keeper import Keeper
from sftui.vault.locking import Held
from sftui.vault.places import Places
from sftui.vault.refreshing import try_turn
from tests.support.keeping import PATIENCE, connected, draft

TOKEN_PATH = "/services/oauth2/token"


def test_a_turn_that_does_not_come_is_an_error_in_words(
    keeper: Keeper, demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = connected(keeper, draft(demo, "password")).entry.account
    before = len(demo.requests(TOKEN_PATH))
    monkeypatch.setattr(turns, "WAIT_FOR_TURN", 0)
    others = try_turn(keeper.places, turns._name_of(account))
    assert others is not None
    with pytest.raises(turns.RenewalBusy, match="Another sftui") as caught:
        keeper.connect(account).result(PATIENCE)
    assert caught.value.do
    assert len(demo.requests(TOKEN_PATH)) == before, "nothing was sent out of turn"
    others.release()
    keeper.connect(account).result(PATIENCE)
    assert len(demo.requests(TOKEN_PATH)) == before + 1


def test_who_waits_goes_on_once_the_turn_is_free(
    keeper: Keeper, demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = connected(keeper, draft(demo, "password")).entry.account
    before = len(demo.requests(TOKEN_PATH))
    others = try_turn(keeper.places, turns._name_of(account))
    assert others is not None
    waiting, told = threading.Event(), []

    def looked(places: Places, account_id: str, *, waited: bool = False) -> Held | None:
        turn = try_turn(places, account_id, waited=waited)
        told.append(turn.waited if turn is not None else None)
        waiting.set()
        return turn

    monkeypatch.setattr(turns, "try_turn", looked)
    job = keeper.connect(account)
    assert waiting.wait(PATIENCE)
    assert len(demo.requests(TOKEN_PATH)) == before, "nothing was sent out of turn"
    others.release()
    job.result(PATIENCE)
    assert told[0] is None
    assert told[-1] is True, "who waited is told to read again"
