"""An account's further pages: read when they are opened, in the background, with a way out."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime

import pytest
from textual.strip import Strip

from sftui.demo.server import DemoSalesforce
from sftui.keeper.events import OnStage, Stage
from sftui.keeper.keeper import Keeper
from sftui.keeper.looking import Reading, Sheet
from sftui.salesforce.records import MOST_USERS, OrgUser
from sftui.tui.screens.account import AccountScreen
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.unlock import UnlockScreen
from sftui.tui.widgets.record_table import RecordTable
from tests.support.keeping import PASSPHRASE, PATIENCE, connected, draft
from tests.support.screens import NOW, Running, on_accounts

SIZES = [(60, 18), (60, 20), (80, 24), (120, 40)]


@pytest.fixture
def saved(keeper: Keeper, demo: DemoSalesforce) -> Keeper:
    connected(keeper, draft(demo, "password", name="Acme"))
    return keeper


async def opened(stage: Running) -> Running:
    await stage.press("enter")
    await stage.on(AccountScreen)
    return stage


@pytest.mark.parametrize("size", SIZES)
async def test_each_page_shows_its_rows(saved: Keeper, size: tuple[int, int]) -> None:
    async with on_accounts(saved, size=size) as stage:
        await opened(stage)
        await stage.shows("[Account]", "Esc Back")
        await stage.press("right")
        await stage.shows("[Limits]", "limits, read at", "DailyApiRequests", "F5 Read again", "Esc Back")
        await stage.press("right")
        await stage.shows("[Subscriptions]", "Salesforce", "Active")
        await stage.press("²", "4")
        await stage.shows("[Users]", "Ada Lovelace", "ada@acme.com", "Company")
        await stage.press("right")
        await stage.shows("[Logins]", "Success", "When")
        await stage.press("right")
        await stage.shows("[Account]", "connected", "User")
        await stage.press("left")
        await stage.shows("[Logins]")
        assert all(len(line) <= size[0] for line in stage.words().splitlines())
        await stage.press("escape")
        await stage.on(AccountsScreen)


async def test_the_marked_row_is_told_whole(saved: Keeper) -> None:
    async with on_accounts(saved) as stage:
        await opened(stage)
        await stage.press("4")
        await stage.shows("Email           ada.lovelace@mail.example")
        await stage.press("end", "k", "home", "down")
        await stage.shows("Email           former.colleague@mail.example")


async def test_a_page_is_read_once_until_it_is_asked_for_anew(saved: Keeper, demo: DemoSalesforce) -> None:
    def asked() -> int:
        return len([each for each in demo.requests() if each.path.endswith("/limits")])

    async with on_accounts(saved) as stage:
        await opened(stage)
        before = asked()
        await stage.press("2")
        await stage.shows("limits, read at")
        await stage.press("3")
        await stage.shows("subscriptions, read at")
        await stage.press("2")
        await stage.shows("limits, read at")
        assert asked() == before + 1
        await stage.press("f5")
        await stage.until(lambda: asked() == before + 2)
        await stage.shows("limits, read at")


async def test_what_went_wrong_stands_in_the_place_of_the_rows(saved: Keeper, demo: DemoSalesforce) -> None:
    demo.switch(fault="close", fault_on="/services/data")
    async with on_accounts(saved) as stage:
        await opened(stage)
        await stage.press("2")
        await stage.shows("F5 tries again.", "127.0.0.1")
        assert "read at" not in stage.words()
        demo.reset_switches()
        await stage.press("f5")
        await stage.shows("DailyApiRequests")


async def test_a_refused_password_is_told_with_the_key_that_helps(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    account = connected(keeper, draft(demo, "password", name="Refused")).entry.account
    demo.change_password(account.username)
    demo.end_sessions(account.username)
    keeper.check([account.id]).result(PATIENCE)
    async with on_accounts(keeper) as stage:
        await opened(stage)
        await stage.press("2")
        await stage.shows("Salesforce refused this password on ", " UTC. It was not sent again.")
        await stage.shows("r reconnects the account; then F5 reads this.")
        assert "F5 tries again" not in stage.words()


async def test_no_right_to_look_is_said(saved: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "read", answering(()))
    async with on_accounts(saved) as stage:
        await opened(stage)
        await stage.press("4")
        await stage.shows("Salesforce shows this user none of them.", "View All Users", "F5 Read again")


def answering(rows: tuple[OrgUser, ...]) -> object:
    def read(account_id: str, sheet: Sheet, on_stage: OnStage) -> Future[Reading]:
        job: Future[Reading] = Future()
        job.set_result(Reading(sheet=sheet, rows=rows, read_at=NOW))
        return job

    return read


async def test_esc_stops_a_reading_and_the_keys_answer_meanwhile(
    saved: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Future[Reading]] = []

    def read(account_id: str, sheet: Sheet, on_stage: OnStage) -> Future[Reading]:
        jobs.append(Future())
        on_stage(Stage.ASKING)
        return jobs[-1]

    monkeypatch.setattr(saved, "read", read)
    async with on_accounts(saved) as stage:
        await opened(stage)
        await stage.press("2")
        await stage.shows("Asking for a token", "Esc Stop")
        await stage.press("3")
        await stage.shows("[Subscriptions]", "Asking for a token", "Esc Stop")
        await stage.press("escape")
        await stage.shows("It was not read to the end. F5 reads it.", "Esc Back")
        assert [job.cancelled() for job in jobs] == [False, True]
        await stage.press("2")
        await stage.shows("[Limits]", "Asking for a token", "Esc Stop")
        jobs[0].set_result(Reading(sheet=Sheet.LIMITS, rows=(), read_at=datetime.now(UTC)))
        await stage.shows("Salesforce shows this user none of them.")
        await stage.press("escape")
        await stage.on(AccountsScreen)


def many(number: int) -> tuple[OrgUser, ...]:
    return tuple(
        OrgUser(
            id=f"005{each:012}",
            username=f"user{each}@acme.com",
            name=f"User [/red] {each}",
            email="",
            company="",
            active=True,
            licence="Salesforce",
        )
        for each in range(number)
    )


async def test_only_what_is_seen_of_many_rows_is_drawn(
    saved: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "read", answering(many(MOST_USERS)))
    async with on_accounts(saved) as stage:
        await opened(stage)
        await stage.press("4")
        await stage.shows("The first 500 users, read at 2026-11-22 09:30 UTC", "User [/red] 0")
        table = stage.screen.query_one(RecordTable)
        drawn: list[int] = []
        original = table.render_line

        def spy(y: int) -> Strip:
            drawn.append(y)
            return original(y)

        monkeypatch.setattr(table, "render_line", spy)
        await stage.press("end")
        await stage.shows("User [/red] 499", "user499@acme.com")
        assert table.cursor == MOST_USERS - 1
        assert max(drawn) < table.size.height


async def test_a_lock_drops_what_was_read(saved: Keeper) -> None:
    async with on_accounts(saved) as stage:
        await opened(stage)
        await stage.press("4")
        await stage.shows("Ada Lovelace")
        account = stage.screen
        await stage.press("ctrl+l")
        await stage.on(UnlockScreen)
        table = account.query_one(RecordTable)
        assert not any("Lovelace" in table.render_line(y).text for y in range(table.size.height))
        await stage.type(PASSPHRASE.text.reveal())
        await stage.press("enter")
        await stage.on(AccountScreen)
        await stage.shows("[Users]", "Ada Lovelace")
