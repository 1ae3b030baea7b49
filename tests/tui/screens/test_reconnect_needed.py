"""``R``: what needs nobody first, one question for each user, sign-ins last, and a summary of what is left."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

import pytest

from sftui.account import Account, Secret, Status
from sftui.demo.server import DemoSalesforce
from sftui.keeper.events import Connected
from sftui.keeper.keeper import Keeper
from sftui.salesforce.methods import DEFAULT_CALLBACK, DEFAULT_SCOPE
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.connect import draft as drafts
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.result_step import ResultStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.connect.undecided_step import UndecidedStep
from sftui.tui.screens.reconnect.dialog import ReconnectDialog
from sftui.tui.screens.reconnect.refusal import Refusal
from sftui.tui.screens.reconnect.summary import SummaryScreen
from sftui.tui.screens.unlock import UnlockScreen
from tests.support.keeping import PASSPHRASE, PATIENCE, connected, draft
from tests.support.screens import Running, on_accounts
from tests.tui.connect.browser import at_the_browser

ADA, LEE = "ada@acme.com", "lee@acme.com"
NEW = "N3w & better"


def password_draft(demo: DemoSalesforce, username: str, name: str) -> Account:
    return draft(
        demo,
        "password",
        name=name,
        username=username,
        password=Secret(demo.person(username).password),
        security_token=Secret(demo.reset_security_token(username)),
    )


@dataclass
class Broken:
    """Everything needs to reconnect: two users with a new password, an app, and a web account."""

    tokens: dict[str, str]


@pytest.fixture
def broken(keeper: Keeper, demo: DemoSalesforce) -> Broken:
    ada = password_draft(demo, ADA, "Ada 1")
    connected(keeper, ada)
    connected(keeper, ada.with_changes(name="Ada 2"))
    connected(keeper, password_draft(demo, LEE, "Lee"))
    connected(keeper, draft(demo, "client-credentials", name="App"))
    tokens = connected(keeper, draft(demo, "tokens", name="Web")).entry.account
    web = tokens.with_changes(
        method="web", login_url=demo.login_url, redirect_uri=DEFAULT_CALLBACK, scope=DEFAULT_SCOPE
    )
    keeper.save(tokens, web).result(PATIENCE)
    demo.revoke_approvals(ADA)
    new = {username: demo.change_password(username, NEW) for username in (ADA, LEE)}
    for username in (*new, "integration@acme.com"):
        demo.end_sessions(username)
    app = next(e.account for e in keeper.snapshot().result(PATIENCE).entries if e.account.name == "App")
    demo.set_app(app.client_id, blocked=True)
    keeper.check().result(PATIENCE)
    demo.set_app(app.client_id, blocked=False)
    return Broken(new)


def states(keeper: Keeper) -> dict[str, Status]:
    entries = keeper.snapshot().result(PATIENCE).entries
    return {entry.account.name: entry.health.status for entry in entries}


def needing(keeper: Keeper) -> set[str]:
    return {name for name, status in states(keeper).items() if status is Status.NEEDS_RECONNECT}


async def question(stage: Running, name: str) -> None:
    await stage.on(ReconnectDialog)
    await stage.shows(f"Reconnect {name}")


async def answer(stage: Running, token: str) -> None:
    await stage.type(NEW)
    await stage.press("tab")
    await stage.type(token)
    await stage.press("enter")


async def test_one_question_for_each_user_and_sign_ins_last(
    keeper: Keeper, demo: DemoSalesforce, broken: Broken
) -> None:
    assert needing(keeper) == {"Ada 1", "Ada 2", "Lee", "App", "Web"}
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await question(stage, "Ada 1")
        assert states(keeper)["App"] is Status.CONNECTED, "what needs nobody comes first"
        await stage.shows("1 of 3", "[x] ▲ Ada 2")
        await answer(stage, broken.tokens[ADA])
        await question(stage, "Lee")
        await stage.shows("2 of 3")
        await answer(stage, broken.tokens[LEE])
        await stage.on(ConnectScreen)
        await stage.until(lambda: stage.screen.query(BrowserStep))
        await stage.shows("3 of 3", "Esc Skip", "F4 Leave the rest")
        assert "step 3 of 3" not in stage.words()
        await stage.press("escape")
        await stage.on(SummaryScreen)
        await stage.shows("4 accounts connected again", "1 account is left", "Web", "needs a sign-in")
        await stage.press("escape")
        await stage.on(AccountsScreen)
    assert needing(keeper) == {"Web"}
    assert not demo.refused_twice()


async def test_skipping_and_going_on(keeper: Keeper, demo: DemoSalesforce, broken: Broken) -> None:
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await question(stage, "Ada 1")
        await stage.press("escape")
        await question(stage, "Lee")
        await stage.press("f4")
        await stage.on(SummaryScreen)
        await stage.shows(
            "ada@acme.com: Ada 1, Ada 2", "lee@acme.com: Lee", "4 accounts are left", "✓ 1 account"
        )
        await stage.press("down", "enter")
        await question(stage, "Lee")
        await answer(stage, broken.tokens[LEE])
        await stage.on(SummaryScreen)
        await stage.shows("3 accounts are left")
        assert "lee@acme.com" not in stage.words()
        await stage.press("R")
        await question(stage, "Ada 1")
        await answer(stage, broken.tokens[ADA])
        await stage.on(ConnectScreen)
        await stage.press("escape")
        await stage.on(SummaryScreen)
        await stage.shows("1 account is left")


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_a_long_list_of_names_wraps_in_its_own_column(
    keeper: Keeper, demo: DemoSalesforce, width: int
) -> None:
    ada = password_draft(demo, ADA, "Acme production, nightly exports")
    for number in range(4):
        connected(keeper, ada.with_changes(name=f"{ada.name} {number}"))
    demo.change_password(ADA, NEW)
    demo.end_sessions(ADA)
    keeper.check().result(PATIENCE)
    async with on_accounts(keeper, size=(width, 24)) as stage:
        await stage.press("R")
        await stage.on(ReconnectDialog)
        await stage.press("escape")
        await stage.on(SummaryScreen)
        await stage.shows("4 accounts are left", "needs the new password")
        row, second = stage.words().splitlines()[3:5]
        assert row.startswith(" ▲ ada@acme.com: Acme production")
        assert row.endswith("needs the new password")
        assert second.startswith("   ")
        assert len(second.rstrip()) <= row.index("needs the new password")


async def test_resuming_later_asks_only_for_what_is_left(
    keeper: Keeper, demo: DemoSalesforce, broken: Broken
) -> None:
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await question(stage, "Ada 1")
        await answer(stage, broken.tokens[ADA])
        await question(stage, "Lee")
        await stage.press("f4")
        await stage.on(SummaryScreen)
        await stage.press("escape")
        await stage.on(AccountsScreen)
        await stage.press("R")
        await question(stage, "Lee")


async def test_what_failed_alone_says_why_and_leads_to_its_causes(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    wanted = draft(demo, "jwt", name="Pipeline")
    connected(keeper, wanted)
    demo.set_app(wanted.client_id, blocked=True)
    demo.end_sessions(ADA)
    keeper.check().result(PATIENCE)
    async with on_accounts(keeper, size=(60, 20)) as stage:
        await stage.press("R")
        await stage.on(SummaryScreen)
        await stage.shows("Pipeline", "did not work", "Salesforce said")
        await stage.press("enter")
        await stage.on(ConnectScreen)
        await stage.until(lambda: stage.screen.query(FailureStep))
        await stage.press("escape", "escape")
        await stage.on(SummaryScreen)


async def test_another_try_from_the_summary_can_be_stopped(
    keeper: Keeper, demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = connected(keeper, draft(demo, "client-credentials", name="App")).entry.account
    demo.set_app(account.client_id, blocked=True)
    demo.end_sessions("integration@acme.com")
    keeper.check().result(PATIENCE)
    demo.set_app(account.client_id, blocked=False)
    demo.switch(fault="close")
    job: Future[Connected] = Future()
    monkeypatch.setattr(keeper, "reconnect", lambda *_: job)
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await stage.on(SummaryScreen)
        await stage.shows("App", "did not work")
        await stage.press("enter")
        await stage.on(AccountsScreen)
        await stage.shows("reconnecting “App”", "Esc Stop")
        await stage.press("escape")
        await stage.on(SummaryScreen)
        await stage.shows("App", "did not work")
        assert job.cancelled()


async def test_all_that_need_nobody_need_no_screen(keeper: Keeper, demo: DemoSalesforce) -> None:
    account = connected(keeper, draft(demo, "client-credentials", name="App")).entry.account
    demo.set_app(account.client_id, blocked=True)
    demo.end_sessions("integration@acme.com")
    keeper.check().result(PATIENCE)
    demo.set_app(account.client_id, blocked=False)
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await stage.shows("“App” is connected again.")
        await stage.press("R")
        await stage.shows("Nothing needs to be reconnected.")
        assert isinstance(stage.screen, AccountsScreen)


async def test_a_lock_on_the_summary_takes_the_names(
    keeper: Keeper, demo: DemoSalesforce, broken: Broken
) -> None:
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await question(stage, "Ada 1")
        await stage.press("f4")
        await stage.on(SummaryScreen)
        await stage.press("ctrl+l")
        await stage.on(UnlockScreen)
        await stage.type(PASSPHRASE.text.reveal())
        await stage.press("enter")
        await stage.on(SummaryScreen)
        await stage.shows("ada@acme.com: Ada 1, Ada 2")


async def test_a_refreshed_sandbox_is_the_persons_decision(keeper: Keeper, demo: DemoSalesforce) -> None:
    uat = "ada@acme.com.uat"
    wanted = password_draft(demo, uat, "Sandbox").with_changes(login_url=demo.test_url)
    account = connected(keeper, wanted).entry.account
    new_id = demo.refresh_sandbox("acme--uat")
    token = demo.change_password(uat, NEW)
    demo.end_sessions(uat)
    keeper.check().result(PATIENCE)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await question(stage, "Sandbox")
        await answer(stage, token)
        await stage.on(ConnectScreen)
        await stage.shows("The sandbox was refreshed")
        await stage.press("escape")
        await stage.on(SummaryScreen)
        await stage.shows("1 account is left", "needs your decision")
        await stage.press("enter")
        await stage.on(ConnectScreen)
        await stage.shows("The sandbox was refreshed", "the new password is kept")
        await stage.press("enter")
        await stage.until(lambda: stage.screen.query("#result-step"))
        await stage.press("enter")
        await stage.on(AccountsScreen)
    entry = keeper.snapshot().result(PATIENCE).entry(account.id)
    assert entry is not None
    assert (entry.account.org_id, entry.account.name) == (new_id, "Sandbox")


def web_account(keeper: Keeper, demo: DemoSalesforce, name: str) -> Account:
    tokens = connected(keeper, draft(demo, "tokens", name=name)).entry.account
    web = tokens.with_changes(
        method="web", login_url=demo.login_url, redirect_uri=DEFAULT_CALLBACK, scope=DEFAULT_SCOPE
    )
    return keeper.save(tokens, web).result(PATIENCE).account


async def at_the_sign_in(stage: Running) -> BrowserStep:
    await stage.on(ConnectScreen)
    await stage.until(lambda: stage.screen.query(BrowserStep))
    return stage.screen.query_one(BrowserStep)


async def test_an_account_of_its_own_leaves_the_one_that_is_still_broken(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    web = web_account(keeper, demo, "Web")
    connected(keeper, password_draft(demo, LEE, "Lee"))
    demo.revoke_approvals(ADA)
    demo.change_password(LEE, NEW)
    for username in (ADA, LEE):
        demo.end_sessions(username)
    keeper.check().result(PATIENCE)
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await question(stage, "Lee")
        await stage.press("escape")
        step = await at_the_sign_in(stage)
        await stage.paste(await at_the_browser(demo, step.link, LEE))
        await stage.press("enter")
        await stage.shows("Another user signed in")
        await stage.press("home", "enter")
        await stage.until(lambda: stage.screen.query("#result-step"))
        await stage.press("enter")
        await stage.on(SummaryScreen)
        await stage.shows("✓ 1 account connected again", "2 accounts are left", "Web", "needs a sign-in")
        await stage.press("end")
        await stage.shows("an account of its own", "“Web” is not connected by it")
    assert states(keeper)["Web"] is Status.NEEDS_RECONNECT
    assert web.username == ADA


async def test_the_rest_can_be_left_from_a_sign_in(keeper: Keeper, demo: DemoSalesforce) -> None:
    for name in ("Web 1", "Web 2"):
        web_account(keeper, demo, name)
    demo.revoke_approvals(ADA)
    demo.end_sessions(ADA)
    keeper.check().result(PATIENCE)
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await at_the_sign_in(stage)
        await stage.shows("1 of 2")
        await stage.press("f4")
        await stage.on(SummaryScreen)
        await stage.shows("2 accounts are left", "Web 1", "Web 2")
    assert keeper.waiting_sign_ins().result(PATIENCE) == ()


async def corrected_on_the_whole_screen(stage: Running, token: str) -> None:
    """Refused in the dialog, put right in the account's own form."""
    await stage.type("wrong")
    await stage.press("tab", "enter")
    await stage.until(lambda: stage.screen.query(Refusal) and stage.screen.query_one(Refusal).is_open)
    await stage.press("up", "enter")
    await stage.on(ConnectScreen)
    await stage.until(lambda: stage.screen.query(FailureStep))
    await stage.press("enter")
    await stage.until(lambda: stage.screen.query("#field-password"))
    await stage.until(lambda: stage.screen.query_one("#field-password Input").has_focus)
    await stage.type(NEW)
    await stage.press("tab")
    await stage.until(lambda: stage.screen.query_one("#field-security-token Input").has_focus)
    await stage.type(token)
    await stage.press("ctrl+s")
    await stage.until(lambda: stage.screen.query("#result-step"))
    await stage.press("enter")


@pytest.mark.parametrize("key", ["r", "R"])
async def test_what_is_put_right_on_the_whole_screen_serves_those_that_were_ticked(
    keeper: Keeper, demo: DemoSalesforce, key: str
) -> None:
    ada = password_draft(demo, ADA, "Ada 1")
    for number in (1, 2, 3):
        connected(keeper, ada.with_changes(name=f"Ada {number}"))
    token = demo.change_password(ADA, NEW)
    demo.end_sessions(ADA)
    keeper.check().result(PATIENCE)
    before = len(demo.attempts(ADA))
    async with on_accounts(keeper) as stage:
        await stage.press(key)
        await question(stage, "Ada 1")
        await corrected_on_the_whole_screen(stage, token)
        await stage.on(AccountsScreen)
        await stage.shows("3 accounts are connected again.")
    assert set(states(keeper).values()) == {Status.CONNECTED}
    assert len(demo.attempts(ADA)) == before + 4, "one refusal, and one log-in for each account"
    assert not demo.refused_twice()


async def test_those_that_log_in_elsewhere_are_told_of(keeper: Keeper, demo: DemoSalesforce) -> None:
    ada = password_draft(demo, ADA, "Ada 1")
    connected(keeper, ada)
    connected(keeper, ada.with_changes(name="Ada 2"))
    token = demo.change_password(ADA, NEW)
    demo.end_sessions(ADA)
    keeper.check().result(PATIENCE)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await question(stage, "Ada 1")
        await stage.type("wrong")
        await stage.press("tab", "enter")
        await stage.until(lambda: stage.screen.query(Refusal) and stage.screen.query_one(Refusal).is_open)
        await stage.press("up", "enter")
        await stage.on(ConnectScreen)
        screen = stage.screen
        assert isinstance(screen, ConnectScreen)
        await stage.until(lambda: stage.screen.query(FailureStep))
        values = (("login_url", demo.my_domain_url), ("password", NEW), ("security_token", token))
        for name, text in values:
            screen.draft = drafts.type_in(screen.draft, name, text)
        screen.send()
        await stage.until(lambda: stage.screen.query("#result-step"))
        await stage.press("enter")
        await stage.on(SummaryScreen)
        await stage.shows("1 account is left", "Ada 2", "logs in elsewhere")
    assert needing(keeper) == {"Ada 2"}


async def test_without_its_tick_an_account_is_left_in_the_summary(
    keeper: Keeper, demo: DemoSalesforce, broken: Broken
) -> None:
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await question(stage, "Ada 1")
        await stage.type(NEW)
        await stage.press("tab")
        await stage.type(broken.tokens[ADA])
        await stage.press("tab", "space", "enter")
        await question(stage, "Lee")
        await stage.press("f4")
        await stage.on(SummaryScreen)
        await stage.shows("ada@acme.com: Ada 2", "3 accounts are left")


async def test_no_new_password_is_asked_for_where_another_answered_to_the_stored_one(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    """As by the account's own key: what nobody refused is tried first, and the person only decides."""
    ada = connected(keeper, password_draft(demo, ADA, "Ada")).entry.account
    connected(keeper, password_draft(demo, LEE, "Lee"))
    keeper.save(ada, ada.with_changes(user_id="005000000000009AAA")).result(PATIENCE)
    token = demo.change_password(LEE, NEW)
    for username in (ADA, LEE):
        demo.end_sessions(username)
    keeper.check().result(PATIENCE)
    assert needing(keeper) == {"Ada", "Lee"}
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await question(stage, "Lee")
        await answer(stage, token)
        await stage.on(SummaryScreen)
        await stage.shows("1 account is left", "Ada", "needs your decision")
        await stage.press("enter")
        await stage.on(ConnectScreen)
        await stage.until(lambda: stage.screen.query(UndecidedStep))
        await stage.press("down", "enter")
        await stage.until(lambda: stage.screen.query(ResultStep))
    assert states(keeper) == {"Ada": Status.CONNECTED, "Lee": Status.CONNECTED}
    assert not any(each.refused for each in demo.attempts(ADA))


async def test_a_stored_password_that_is_refused_then_is_asked_for(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    """Another answered to it, and then it was changed: it goes once, and joins the question of its user."""
    ada = connected(keeper, password_draft(demo, ADA, "Ada")).entry.account
    keeper.save(ada, ada.with_changes(user_id="005000000000009AAA")).result(PATIENCE)
    demo.end_sessions(ADA)
    keeper.check().result(PATIENCE)
    demo.change_password(ADA, NEW)
    async with on_accounts(keeper) as stage:
        await stage.press("R")
        await question(stage, "Ada")
        await stage.press("escape")
        await stage.on(SummaryScreen)
        await stage.shows("needs the new password")
    assert sum(each.refused for each in demo.attempts(ADA)) == 1
    assert not demo.refused_twice()
