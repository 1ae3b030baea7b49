"""Reconnect by one key: the question, the refusal, and what just happens without any question."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import App

from sftui.account import Account, Secret, Status
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.salesforce.methods import DEFAULT_CALLBACK, DEFAULT_SCOPE
from sftui.tui.errands.reconnecting import GROUP
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.guides import GuidesScreen
from sftui.tui.screens.reconnect.dialog import ReconnectDialog
from sftui.tui.screens.reconnect.refusal import MOST_CAUSES, Refusal
from sftui.tui.screens.unlock import UnlockScreen
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.tick_list import TickList
from tests.support.keeping import PASSPHRASE, PATIENCE, connected, draft
from tests.support.screens import Running, on_accounts

ADA = "ada@acme.com"
LEE = "lee@acme.com"
NEW = "N3w & better"
TOKEN = "/services/oauth2/token"
NAMES = ["Acme", "Acme reports", "Nightly"]


@pytest.fixture
def family(keeper: Keeper, demo: DemoSalesforce) -> list[Account]:
    """Three saved password accounts of one user."""
    return [connected(keeper, draft(demo, "password", name=name)).entry.account for name in NAMES]


def change_password(keeper: Keeper, demo: DemoSalesforce) -> str:
    """At Salesforce; the next use finds out. Returns the new security token."""
    token = demo.change_password(ADA, NEW)
    demo.end_sessions(ADA)
    keeper.check().result(PATIENCE)
    return token


def states(keeper: Keeper) -> dict[str, Status]:
    entries = keeper.snapshot().result(PATIENCE).entries
    return {entry.account.name: entry.health.status for entry in entries}


async def refused(stage: Running) -> Refusal:
    """Wait until the dialog shows a refusal."""
    await stage.until(lambda: stage.screen.query(Refusal) and stage.screen.query_one(Refusal).is_open)
    return stage.screen.query_one(Refusal)


async def answer(stage: Running, password: str, token: str) -> None:
    await stage.on(ReconnectDialog)
    await stage.type(password)
    await stage.press("tab")
    await stage.type(token)
    await stage.press("enter")


def field(stage: Running, name: str) -> FormField:
    return stage.screen.query_one(f"#field-{name}", FormField)


async def test_three_keys_besides_the_secrets_mend_all_three(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    token = change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        assert "3 to reconnect" in stage.line(0)
        await stage.press("r")
        await stage.on(ReconnectDialog)
        words = stage.words()
        assert "Reconnect Acme" in words
        assert "[x] ▲ Acme reports" in words
        assert "[x] ▲ Nightly" in words
        assert "The password of ada@acme.com" in words
        await stage.type(NEW)
        await stage.press("tab")
        await stage.type(token)
        await stage.press("enter")
        await stage.on(AccountsScreen)
        await stage.shows("3 accounts are connected again.")
    assert states(keeper) == dict.fromkeys(NAMES, Status.CONNECTED)
    assert not demo.refused_twice(ADA)


async def test_a_copy_that_differs_is_offered_and_replaced_too(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    keeper.save(family[2], family[2].with_changes(password=Secret("an older one"))).result(PATIENCE)
    token = change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.shows("has another copy")
        await answer(stage, NEW, token)
        await stage.on(AccountsScreen)
    stored = {entry.account.password for entry in keeper.snapshot().result(PATIENCE).entries}
    assert stored == {Secret(NEW)}


async def test_what_is_not_ticked_stays_as_it_is(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    token = change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.on(ReconnectDialog)
        await stage.type(NEW)
        await stage.press("tab")
        await stage.type(token)
        await stage.press("tab", "down", "space")
        assert stage.screen.query_one(TickList).ticked == (family[1].id,)
        await stage.press("enter")
        await stage.on(AccountsScreen)
        await stage.shows("2 accounts are connected again.")
    assert states(keeper)["Nightly"] is Status.NEEDS_RECONNECT


async def test_a_refusal_stays_with_what_was_typed_and_its_true_cause_first(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    connected(keeper, draft(demo, "password", name="Ada", login_url=demo.my_domain_url))
    lee = draft(
        demo,
        "password",
        name="Lee",
        login_url=demo.my_domain_url,
        username=LEE,
        password=Secret(demo.person(LEE).password),
        security_token=Secret(demo.reset_security_token(LEE)),
    )
    connected(keeper, lee)
    demo.change_password(LEE, NEW)
    async with on_accounts(keeper) as stage:
        await stage.press("down", "r")
        await answer(stage, NEW, "")
        shown = await refused(stage)
        assert shown.failure is not None
        assert "security token" in shown.failure.best.what
        await stage.shows("The true cause, by Login History, read through “Ada”:")
        assert len(shown.failure.remedies) == 1, "what it rules out is not offered"
        await stage.shows("authentication failure", "No second try was made")
        assert field(stage, "password").secret == Secret(NEW)
        await stage.press("enter")
        assert field(stage, "security-token").input.has_focus, "Enter goes to what was wrong"
    attempts = demo.attempts(LEE)
    assert len(attempts) == 2, "connected once, refused once"


async def test_the_same_again_is_sent_only_after_a_plain_yes(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    token = change_password(keeper, demo)
    demo.lock(ADA)
    before = len(demo.attempts(ADA))
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, NEW, token)
        await refused(stage)
        assert len(demo.attempts(ADA)) == before + 1
        demo.unlock(ADA)
        await stage.press("enter", "tab", "enter")
        await stage.shows("refused exactly this before")
        assert len(demo.attempts(ADA)) == before + 1
        await stage.press("2")
        await stage.on(AccountsScreen)
    assert states(keeper) == dict.fromkeys(NAMES, Status.CONNECTED)


async def test_two_refusals_warn_with_the_way_to_an_unlock(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, "wrong", "wrong")
        await refused(stage)
        await stage.shows("2 refusals in 15 minutes", "Unlock")
        await stage.press("escape")
        await stage.on(AccountsScreen)
        await stage.press("r")
        await stage.shows("2 refusals in 15 minutes")


async def test_nothing_typed_is_nothing_sent(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    change_password(keeper, demo)
    before = len(demo.attempts(ADA))
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.on(ReconnectDialog)
        await stage.press("enter", "enter")
        await stage.shows("Type what is new")
        assert field(stage, "password").input.has_focus
    assert len(demo.attempts(ADA)) == before


async def test_only_the_token_changed(keeper: Keeper, demo: DemoSalesforce, family: list[Account]) -> None:
    token = demo.reset_security_token(ADA)
    demo.end_sessions(ADA)
    keeper.check().result(PATIENCE)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, "", token)
        await stage.on(AccountsScreen)
    assert states(keeper) == dict.fromkeys(NAMES, Status.CONNECTED)
    stored = {entry.account.password for entry in keeper.snapshot().result(PATIENCE).entries}
    assert stored == {family[0].password}


async def test_esc_stops_waiting_and_what_was_sent_is_kept(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    token = change_password(keeper, demo)
    demo.switch(hold=TOKEN)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, NEW, token)
        await stage.shows("Asking for a token")
        await asyncio.to_thread(demo.wait_until_held, 1)
        await stage.press("escape")
        await stage.shows("heard out")
        assert field(stage, "password").secret == Secret(NEW)
        demo.let_go()
        await stage.press("escape")
        await stage.on(AccountsScreen)
        await stage.until(lambda: states(keeper) == dict.fromkeys(NAMES, Status.CONNECTED))


async def test_the_guide_is_one_key_away(keeper: Keeper, demo: DemoSalesforce, family: list[Account]) -> None:
    change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.on(ReconnectDialog)
        await stage.type(NEW)
        await stage.press("tab", "f1")
        await stage.on(GuidesScreen)
        await stage.shows("The security token")
        await stage.press("escape")
        await stage.on(ReconnectDialog)
        assert field(stage, "password").secret == Secret(NEW)


async def test_the_whole_failure_screen_and_back_lose_nothing(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, "wrong", "too")
        await refused(stage)
        await stage.press("up", "enter")
        await stage.on(ConnectScreen)
        await stage.until(lambda: isinstance(stage.screen.query("Step").first(), FailureStep))
        await stage.press("escape")
        await stage.until(lambda: stage.screen.query("#field-password"))
        assert field(stage, "password").value == "wrong"
        assert field(stage, "security-token").value == "too"


async def test_a_lock_takes_the_names_and_keeps_what_was_typed(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    token = change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.on(ReconnectDialog)
        await stage.type(NEW)
        dialog = stage.screen
        await stage.press("ctrl+l")
        await stage.on(UnlockScreen)
        assert "Nightly" not in str(dialog.query_one(TickList).items)
        await stage.type(
            PASSPHRASE.text.reveal() if hasattr(PASSPHRASE, "text") else "correct horse battery staple"
        )
        await stage.press("enter")
        await stage.on(ReconnectDialog)
        await stage.shows("[x] ▲ Nightly")
        await stage.press("tab")
        await stage.type(token)
        await stage.press("enter")
        await stage.on(AccountsScreen)
    assert states(keeper) == dict.fromkeys(NAMES, Status.CONNECTED)


@pytest.mark.parametrize("method", ["client-credentials", "jwt", "tokens"])
async def test_the_others_reconnect_in_place(keeper: Keeper, demo: DemoSalesforce, method: str) -> None:
    connected(keeper, draft(demo, method, name="Mine"))
    demo.end_sessions(ADA)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.shows("“Mine” is connected again.")
        assert isinstance(stage.screen, AccountsScreen)


async def test_a_sign_in_opens_only_when_the_refresh_token_is_refused(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    wanted = draft(demo, "tokens", name="Web")
    account = connected(keeper, wanted).entry.account
    web = account.with_changes(
        method="web", login_url=demo.login_url, redirect_uri=DEFAULT_CALLBACK, scope=DEFAULT_SCOPE
    )
    keeper.save(account, web).result(PATIENCE)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.shows("is connected again")
        demo.revoke_approvals(ADA)
        await stage.press("r")
        await stage.on(ConnectScreen)
        await stage.until(lambda: stage.screen.query(BrowserStep))
        await stage.press("escape")
        await stage.on(AccountsScreen)
    assert keeper.waiting_sign_ins().result(PATIENCE) == ()


async def test_a_refused_certificate_opens_its_causes(keeper: Keeper, demo: DemoSalesforce) -> None:
    wanted = draft(demo, "jwt", name="Mine")
    connected(keeper, wanted)
    demo.set_app(wanted.client_id, blocked=True)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.on(ConnectScreen)
        await stage.until(lambda: stage.screen.query(FailureStep))
        await stage.press("escape", "escape")
        await stage.on(AccountsScreen)
    assert states(keeper)["Mine"] is Status.NEEDS_RECONNECT


async def test_secrets_stay_out_of_pictures_and_messages(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    seen: list[str] = []
    async with on_accounts(keeper, hook=lambda message: seen.append(repr(message))) as stage:
        await stage.press("r")
        await stage.on(ReconnectDialog)
        await stage.paste("hunter2-secret")
        await stage.press("ctrl+r")
        assert "hunter2-secret" in stage.words()
        app: App[str] = stage.app
        assert "hunter2-secret" not in app.export_screenshot()
    assert not any("hunter2-secret" in each for each in seen if "Paste" not in each)


@pytest.mark.parametrize("size", [(60, 18), (60, 20), (80, 24), (120, 40)])
async def test_at_every_size_the_keys_stay_on_the_screen(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account], size: tuple[int, int]
) -> None:
    change_password(keeper, demo)
    async with on_accounts(keeper, size=size) as stage:
        await stage.press("r")
        await stage.on(ReconnectDialog)
        await stage.shows("Enter Next", "Esc Cancel", "New security token")
        await stage.type("wrong")
        await stage.press("tab", "enter")
        await refused(stage)
        await stage.shows("Enter Do it", "Esc Cancel")
        await stage.press("down", "down", "down")
        await stage.shows("whole screen")


def was_away(keeper: Keeper, demo: DemoSalesforce) -> None:
    """The host was away at the last test; the session ended meanwhile."""
    account = connected(keeper, draft(demo, "password", name="Ada")).entry.account
    demo.switch(fault="close", fault_on="/services/data")
    keeper.check([account.id]).result(PATIENCE)
    demo.reset_switches()
    demo.end_sessions(ADA)


async def test_no_new_password_is_asked_for_that_nobody_refused(keeper: Keeper, demo: DemoSalesforce) -> None:
    was_away(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.shows("“Ada” is connected again.")
        await stage.on(AccountsScreen)
    assert states(keeper) == {"Ada": Status.CONNECTED}


async def test_the_two_fields_open_when_the_stored_password_is_refused(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    was_away(keeper, demo)
    token = demo.change_password(ADA, NEW)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, NEW, token)
        await stage.on(AccountsScreen)
        await stage.shows("is connected again.")
    assert not demo.refused_twice(ADA)
    assert sum(each.refused for each in demo.attempts(ADA)) == 1


async def test_two_presses_are_one_reconnect(keeper: Keeper, demo: DemoSalesforce) -> None:
    connected(keeper, draft(demo, "client-credentials", name="Mine"))
    before = len(demo.requests(TOKEN))
    demo.switch(hold=TOKEN)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await asyncio.to_thread(demo.wait_until_held, 1)
        await stage.press("r")
        demo.let_go()
        await stage.shows("is connected again")
        await stage.until(lambda: not any(each.group.startswith(GROUP) for each in stage.app.workers))
    assert len(demo.requests(TOKEN)) == before + 1


async def test_what_helps_against_each_cause_stands_in_one_column(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, "wrong", "another")
        await refused(stage)
        lines = [line for line in stage.words().splitlines() if "▸" in line and line.strip(" │")[0].isdigit()]
    assert len(lines) == MOST_CAUSES
    assert len({line.rstrip(" │").rpartition("▸")[2] for line in lines}) > 1, "their words differ in length"
    assert len({line.rindex("▸") for line in lines}) == 1


async def test_after_a_refusal_the_first_key_replaces_what_was_refused(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    token = change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, "wrong", "another")
        await refused(stage)
        await stage.press("enter")
        assert field(stage, "password").input.has_focus
        assert field(stage, "password").secret == Secret("wrong"), "it stays until something else is typed"
        assert field(stage, "password").input.selected_text == "wrong"
        await stage.type(NEW)
        assert field(stage, "password").secret == Secret(NEW)
        await stage.press("tab")
        assert field(stage, "security-token").input.selected_text == "another"
        await stage.paste(token)
        await stage.press("shift+tab")
        assert field(stage, "password").input.selected_text == "", "what is new is not replaced by a key"
        await stage.press("tab", "enter")
        await stage.on(AccountsScreen)
    assert states(keeper) == dict.fromkeys(NAMES, Status.CONNECTED)


async def test_the_connect_form_replaces_what_was_refused_too(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account]
) -> None:
    change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, "wrong", "another")
        await refused(stage)
        await stage.press("up", "enter")
        await stage.on(ConnectScreen)
        await stage.until(lambda: stage.screen.query(FailureStep))
        await stage.press("enter")
        await stage.until(lambda: stage.screen.query("#field-password"))
        await stage.until(lambda: field(stage, "password").input.has_focus)
        await stage.type("N")
        assert field(stage, "password").secret == Secret("N")
        await stage.press("tab")
        await stage.type("T")
        assert field(stage, "security-token").secret == Secret("T")
        assert field(stage, "username").value == "ada@acme.com"


async def test_what_the_first_key_replaces_is_seen_without_colours(
    keeper: Keeper, demo: DemoSalesforce, family: list[Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    change_password(keeper, demo)
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, "wrong", "another")
        await refused(stage)
        await stage.press("enter")
        drawn = field(stage, "password").input.render_line(0)
        marked = "".join(each.text for each in drawn if each.style is not None and each.style.reverse)
        assert marked.startswith("•••••")


def away(keeper: Keeper, demo: DemoSalesforce, method: str) -> Account:
    """A saved account whose org answers no more."""
    org = demo.add_org("away", people=1)
    username = next(name for name in demo.world.people if "away" in name)
    app = demo.app("Acme Integration")
    wanted = draft(demo, method, name="Away", login_url=org.url).with_changes(
        client_id=app.client_id, client_secret=Secret(app.client_secret)
    )
    if method == "password":
        wanted = wanted.with_changes(
            username=username,
            password=Secret(demo.person(username).password),
            security_token=Secret(demo.reset_security_token(username)),
        )
    account = connected(keeper, wanted).entry.account
    demo.hang_up(org.url)
    return account


async def test_what_is_out_of_reach_opens_no_screen(keeper: Keeper, demo: DemoSalesforce) -> None:
    """It would come seconds later, under keys that were meant for the list."""
    away(keeper, demo, "client-credentials")
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.says("“Away” is not connected: ")
        await stage.shows("unreachable")
        assert isinstance(stage.screen, AccountsScreen)


async def test_out_of_reach_the_same_once_more_comes_first(keeper: Keeper, demo: DemoSalesforce) -> None:
    away(keeper, demo, "password")
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await answer(stage, NEW, "token")
        shown = await refused(stage)
        assert shown.failure is not None
        assert shown.failure.best.label == "try again"
        assert [each.number for each in shown.failure.remedies] == [
            *range(1, len(shown.failure.remedies) + 1)
        ]
        await stage.shows("1 A firewall refuses it.", "▸ try again")


async def test_alone_the_guide_stands_apart_from_the_fields(keeper: Keeper, demo: DemoSalesforce) -> None:
    connected(keeper, draft(demo, "password", name="Acme"))
    async with on_accounts(keeper) as stage:
        await stage.press("r")
        await stage.on(ReconnectDialog)
        token, guide = (
            stage.screen.query_one(each).region for each in ("#field-security-token", "#reconnect-guide")
        )
        assert guide.y == token.bottom + 1
