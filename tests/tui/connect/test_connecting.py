"""From the list of methods to a named account, and every way it can go wrong on the way."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import Static

from sftui.account import Account, Secret
from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.salesforce import diagnosis
from sftui.salesforce.methods import METHODS
from sftui.tui.screens.connect import host_question
from sftui.tui.screens.connect.app_picker import AppPicker
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.host_question import HostQuestion
from sftui.tui.screens.connect.leave_question import LeaveQuestion
from sftui.tui.screens.connect.method_step import MethodStep
from sftui.tui.screens.connect.progress_step import ProgressStep
from sftui.tui.screens.connect.remedies import Kind
from sftui.tui.screens.connect.result_step import ResultStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.widgets.form_field import FormField
from tests.support.keeping import PATIENCE, connected, draft
from tests.tui.connect.stage import SIZES, Stage, choose, clipboard_into, dialog_on, fill

ADA = "ada@acme.com"


def without(values: dict[str, str], *names: str) -> dict[str, str]:
    return {name: text for name, text in values.items() if name not in {"method", *names}}


@pytest.mark.parametrize("method", ["password", "client-credentials", "jwt", "tokens"])
async def test_each_method_without_a_person_connects(
    keeper: Keeper, demo: DemoSalesforce, method: str
) -> None:
    async with dialog_on(keeper) as stage:
        await choose(stage, method)
        await fill(stage, without(credentials(demo)[method]))
        await stage.press("ctrl+s")
        await stage.step(ResultStep)
        shown = stage.words()
        assert "Connected, and saved." in shown
        assert "Acme" in shown
        assert "API Enabled" in shown
        await stage.press("enter")
        await stage.until(lambda: stage.results)
    saved = keeper.snapshot().result(PATIENCE).entries
    assert stage.results == [saved[0].account.id]
    assert saved[0].account.method == method


@pytest.mark.parametrize("method", [method.id for method in METHODS])
async def test_no_hint_of_a_form_is_cut_off(keeper: Keeper, method: str) -> None:
    async with dialog_on(keeper, ConnectScreen(Account(method=method))) as stage:
        await stage.step(FormStep)
        everywhere = stage.dialog.query(".form-field--hint").results(Static)
        hints = [hint for hint in everywhere if hint.region.width]  # the own address waits for its choice
        assert len(hints) >= 2
        for hint in hints:
            assert cell_len(str(hint.content)) <= hint.content_size.width


@pytest.mark.parametrize("size", SIZES)
async def test_keyboard_only_from_first_key_to_name(
    keeper: Keeper, demo: DemoSalesforce, size: tuple[int, int]
) -> None:
    values = credentials(demo)["password"]
    async with dialog_on(keeper, size=size) as stage:
        await stage.press("down", "j", "down", "enter")
        await stage.step(FormStep)
        await stage.press("right", "right", "enter")
        for name in ("login_url", "username", "password", "security_token", "client_id", "client_secret"):
            await stage.type(values[name])
            await stage.press("enter")
        await stage.step(ResultStep)
        await stage.press("ctrl+u")
        await stage.type("My [/x] org")
        await stage.press("enter")
        await stage.until(lambda: stage.results)
    assert keeper.snapshot().result(PATIENCE).entries[0].account.name == "My [/x] org"


@pytest.mark.parametrize(("typed", "kept"), [("Mine", "Mine"), ("", "Acme production")])
async def test_esc_keeps_the_name_that_was_typed(
    keeper: Keeper, demo: DemoSalesforce, typed: str, kept: str
) -> None:
    async with dialog_on(keeper) as stage:
        await choose(stage, "password")
        await fill(stage, without(credentials(demo)["password"]))
        await stage.press("ctrl+s")
        await stage.step(ResultStep)
        await stage.press("ctrl+u")
        await stage.type(typed)
        await stage.press("escape")
        await stage.until(lambda: stage.results)
    assert keeper.snapshot().result(PATIENCE).entries[0].account.name == kept


async def test_a_name_that_is_taken_does_not_hold_the_person_back(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    connected(keeper, draft(demo, "client-credentials", name="Taken"))
    async with dialog_on(keeper) as stage:
        await choose(stage, "password")
        await fill(stage, without(credentials(demo)["password"]))
        await stage.press("ctrl+s")
        await stage.step(ResultStep)
        await stage.press("ctrl+u")
        await stage.type("Taken")
        await stage.press("escape")
        await stage.until(lambda: "already" in stage.words())
        await stage.press("escape")
        await stage.until(lambda: stage.results)


async def test_without_an_answer_there_is_no_login_history_to_look_at(keeper: Keeper) -> None:
    async with dialog_on(keeper, size=(120, 40)) as stage:
        await choose(stage, "client-credentials")
        nobody = {"login_url": "http://127.0.0.1:9", "client_id": "3MVG9key", "client_secret": "secret"}
        await fill(stage, nobody)
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        assert "Copy report" in stage.words()
        assert "Login history" not in stage.words()


async def test_a_password_of_odd_characters_arrives_as_it_is(keeper: Keeper, demo: DemoSalesforce) -> None:
    odd = "Pa55 wörd&+%=\"'#"
    demo.change_password(ADA, odd)
    values = {**credentials(demo)["password"], "password": odd}
    async with dialog_on(keeper) as stage:
        await choose(stage, "password")
        await fill(stage, without(values))
        await stage.press("ctrl+s")
        await stage.step(ResultStep)


async def test_all_problems_stand_beside_their_fields_at_once(keeper: Keeper, demo: DemoSalesforce) -> None:
    async with dialog_on(keeper, size=(80, 40)) as stage:
        await choose(stage, "password")
        await fill(stage, {"client_id": "two words"})
        await stage.press("ctrl+s")
        problems = {row.field_name: row.problem for row in stage.app.screen.query(FormField)}
        assert problems["username"] == "Username is needed."
        assert "without blanks" in problems["client_id"]
        assert problems["client_secret"] == "Client secret is needed."
        assert problems["security_token"] == ""
        focused = stage.app.screen.focused
        assert focused is stage.app.screen.query_one("#field-username", FormField).input
        assert isinstance(stage.dialog.step, FormStep)
    assert not demo.requests("/services/oauth2/token")


async def test_a_refused_password_is_sent_once_and_everything_typed_comes_back(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    values = {**credentials(demo)["password"], "password": "not this one"}
    async with dialog_on(keeper, size=(80, 40)) as stage:
        await choose(stage, "password")
        await fill(stage, without(values))
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        shown = stage.words()
        assert "Salesforce said: authentication failure" in shown
        assert "No second try was made" in shown
        assert "not this one" not in shown
        await stage.press("escape")
        await stage.step(FormStep)
        account = stage.dialog.account()
        assert account.username == ADA
        assert account.password == Secret("not this one")
        assert account.client_secret == Secret(values["client_secret"])
    assert len(demo.attempts(ADA)) == 1


async def test_what_was_refused_goes_again_only_on_a_yes(keeper: Keeper, demo: DemoSalesforce) -> None:
    """It was right all along: the user was locked."""
    demo.lock(ADA)
    async with dialog_on(keeper, size=(80, 24)) as stage:
        await choose(stage, "password")
        await fill(stage, without(credentials(demo)["password"]))
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        await stage.press("²")
        demo.unlock(ADA)
        await stage.press("escape")
        await stage.step(FormStep)
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        assert "Salesforce refused exactly this before. It was not sent again." in stage.words()
        assert len(demo.attempts(ADA)) == 1
        await stage.press("2")
        await stage.step(ResultStep)
    assert len(demo.attempts(ADA)) == 2


async def test_enter_leads_to_the_field_that_is_most_likely_wrong(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    values = {**credentials(demo)["client-credentials"], "client_secret": "wrong"}
    async with dialog_on(keeper) as stage:
        await choose(stage, "client-credentials")
        await fill(stage, without(values))
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        await stage.press("enter")
        await stage.step(FormStep)
        row = stage.app.screen.query_one("#field-client-secret", FormField)
        await stage.until(lambda: stage.app.screen.focused is row.input)
        await stage.press("ctrl+u")
        await stage.type(credentials(demo)["client-credentials"]["client_secret"])
        await stage.press("enter")
        await stage.step(ResultStep)


async def test_a_sandbox_user_at_production_is_one_key_from_the_sandbox(keeper: Keeper) -> None:
    typed = {"username": "ada@acme.com.uat", "password": "p", "client_id": "k", "client_secret": "s"}
    async with dialog_on(keeper, size=(80, 40)) as stage:
        await choose(stage, "password")
        await fill(stage, typed)
        account = stage.dialog.account()
        assert account.login_url == "https://login.salesforce.com"
        said = diagnosis.refusal(
            diagnosis.Step.TOKEN, account, error="invalid_grant", said="authentication failure", status=400
        )
        await stage.dialog.show_failure(said, account)
        await stage.step(FailureStep)
        assert isinstance(stage.dialog.step, FailureStep)
        login = next(each for each in stage.dialog.step.failure.remedies if each.kind is Kind.LOGIN)
        await stage.press(str(login.number))
        await stage.step(FormStep)
        assert "changed to Sandbox" in stage.words()
        assert stage.dialog.account().login_url == "https://test.salesforce.com"
        assert stage.dialog.account().password == Secret("p")


async def test_a_dead_host_says_so_and_can_be_tried_again(keeper: Keeper, demo: DemoSalesforce) -> None:
    org = demo.add_org("faraway", dead=True)
    values = {**credentials(demo)["client-credentials"], "login_url": org.url}
    async with dialog_on(keeper, size=(80, 40)) as stage:
        await choose(stage, "client-credentials")
        await fill(stage, without(values))
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        failure = stage.dialog.step
        assert isinstance(failure, FailureStep)
        assert any(each.kind in {Kind.SEND, Kind.FIELD} for each in failure.failure.remedies)


async def test_esc_stops_an_exchange_and_keeps_what_was_typed(keeper: Keeper, demo: DemoSalesforce) -> None:
    demo.switch(delay=30.0)
    values = credentials(demo)["client-credentials"]
    async with dialog_on(keeper) as stage:
        await choose(stage, "client-credentials")
        await fill(stage, without(values))
        await stage.press("ctrl+s")
        await stage.step(ProgressStep)
        await stage.until(lambda: "Asking for a token" in stage.words())
        await stage.press("escape")
        await stage.step(FormStep)
        assert stage.dialog.account().client_secret == Secret(values["client_secret"])
        assert "Stopped" in stage.words()
    assert keeper.snapshot().result(PATIENCE).entries == ()


async def test_a_host_that_is_not_salesforces_is_asked_about_by_name(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    values = {**credentials(demo)["password"], "login_url": "https://login.acme.example"}
    async with dialog_on(keeper) as stage:
        await choose(stage, "password")
        await fill(stage, without(values))
        await stage.press("ctrl+s")
        await stage.until(lambda: isinstance(stage.app.screen, HostQuestion))
        await stage.pilot.pause()
        assert "login.acme.example" in stage.words()
        assert host_question.OF_WHAT_WAS_TYPED in in_a_frame(stage)
        await stage.press("enter")
        await stage.step(FormStep)
        await stage.until(lambda: stage.app.screen is stage.dialog)
        assert "Nothing was sent" in stage.words()
        assert stage.dialog.account().trusted_host == ""
        await stage.press("ctrl+s")
        await stage.until(lambda: isinstance(stage.app.screen, HostQuestion))
        await stage.pilot.pause()
        await stage.press("down", "enter")
        await stage.until(lambda: stage.dialog.account().trusted_host == "login.acme.example")
        await stage.step(FailureStep)


def in_a_frame(stage: Stage) -> str:
    """The words of a dialog without its frame, wherever their lines break."""
    return " ".join(stage.words().replace("│", " ").split())


async def test_a_reply_that_names_a_foreign_host_is_questioned_and_not_followed(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    demo.switch(foreign_instance_url="https://salesforce.com.evil.example")
    async with dialog_on(keeper, ConnectScreen(draft(demo, "client-credentials"))) as stage:
        await stage.press("ctrl+s")
        await stage.until(lambda: isinstance(stage.app.screen, HostQuestion))
        await stage.pilot.pause()
        assert "salesforce.com.evil.example" in stage.words()
        assert host_question.OF_ITS_ANSWER in in_a_frame(stage)
        assert host_question.OF_WHAT_WAS_TYPED not in in_a_frame(stage)
        await stage.press("escape")
        await stage.step(FormStep)
        await stage.until(lambda: stage.app.screen is stage.dialog)
        assert "The token was not sent to salesforce.com.evil.example." in stage.words()
        assert "Nothing was sent" not in stage.words()
    assert keeper.snapshot().result(PATIENCE).entries == ()


async def test_an_app_of_a_saved_account_is_offered_again(keeper: Keeper, demo: DemoSalesforce) -> None:
    first = connected(keeper, draft(demo, "client-credentials")).entry.account
    async with dialog_on(keeper) as stage:
        await choose(stage, "client-credentials")
        await fill(stage, {"login_url": demo.my_domain_url})
        await stage.press("enter", "down")
        await stage.until(lambda: isinstance(stage.app.screen, AppPicker))
        await stage.pilot.pause()
        assert first.name in stage.words()
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is stage.dialog)
        await stage.pilot.pause()
        assert f"from “{first.name}”" in stage.words()
        assert "appsecret" not in repr(stage.dialog.draft)
        await stage.press("ctrl+s")
        await stage.step(ResultStep)
        await stage.press("escape")
        await stage.until(lambda: stage.results)
    accounts = [entry.account for entry in keeper.snapshot().result(PATIENCE).entries]
    assert len({account.client_secret.reveal() for account in accounts}) == 1
    assert len(accounts) == 2


async def test_editing_shows_no_saved_secret_and_keeps_it(keeper: Keeper, demo: DemoSalesforce) -> None:
    saved = connected(keeper, draft(demo, "password", name="Acme [/x]")).entry.account
    async with dialog_on(keeper, ConnectScreen(saved), size=(80, 40)) as stage:
        await stage.step(FormStep)
        for row in stage.app.screen.query(FormField):
            assert saved.password.reveal() not in row.value
        assert "saved; type to replace it" in stage.words()
        await stage.press("ctrl+s")
        await stage.step(ResultStep)
        await stage.press("enter")
        await stage.until(lambda: stage.results)
    again = keeper.snapshot().result(PATIENCE).entries
    assert [entry.account.name for entry in again] == ["Acme [/x]"]
    assert again[0].account.password == saved.password


async def test_an_optional_saved_secret_can_be_emptied(keeper: Keeper, demo: DemoSalesforce) -> None:
    saved = connected(keeper, draft(demo, "password")).entry.account
    async with dialog_on(keeper, ConnectScreen(saved, focus="security_token")) as stage:
        await stage.step(FormStep)
        await stage.press("f4")
        await stage.until(lambda: "will be left empty" in stage.words())
        assert not stage.dialog.account().security_token


async def test_the_name_must_be_free(keeper: Keeper, demo: DemoSalesforce) -> None:
    connected(keeper, draft(demo, "client-credentials", name="Taken"))
    async with dialog_on(keeper) as stage:
        await choose(stage, "jwt")
        await fill(stage, without(credentials(demo)["jwt"]))
        await stage.press("ctrl+s")
        await stage.step(ResultStep)
        await stage.press("ctrl+u")
        await stage.type("Taken")
        await stage.press("enter")
        await stage.until(lambda: "called “Taken” already" in stage.words())
        assert stage.results == []


async def test_leaving_asks_only_when_something_was_typed(keeper: Keeper) -> None:
    async with dialog_on(keeper) as stage:
        await stage.press("escape")
        await stage.until(lambda: stage.results == [None])
    async with dialog_on(keeper) as stage:
        await choose(stage, "password")
        await fill(stage, {"username": ADA})
        await stage.press("escape")
        await stage.step(MethodStep)
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.app.screen, LeaveQuestion))
        await stage.pilot.pause()
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is stage.dialog)
        await choose(stage, "password")
        assert stage.dialog.account().username == ADA
        await stage.press("escape", "escape")
        await stage.until(lambda: isinstance(stage.app.screen, LeaveQuestion))
        await stage.pilot.pause()
        await stage.press("down", "enter")
        await stage.until(lambda: stage.results == [None])


async def test_a_lock_takes_saved_secrets_away_and_keeps_what_was_typed(
    keeper: Keeper, demo: DemoSalesforce
) -> None:
    saved = connected(keeper, draft(demo, "password")).entry.account
    async with dialog_on(keeper, ConnectScreen(saved)) as stage:
        await fill(stage, {"security_token": "newtoken"})
        stage.app.ask_to_unlock = lambda reason: None  # type: ignore[method-assign]  # no unlock screen here
        stage.app.shut("for the test")
        assert not stage.dialog.account().password
        assert stage.dialog.account().security_token == Secret("newtoken")
        assert saved.password.reveal() not in repr(vars(stage.dialog))
        stage.app.opened(await asyncio.wrap_future(keeper.snapshot()))
        assert stage.dialog.account().password == saved.password
        assert stage.dialog.account().security_token == Secret("newtoken")


async def test_a_resize_keeps_the_form(keeper: Keeper) -> None:
    async with dialog_on(keeper) as stage:
        await choose(stage, "password")
        await fill(stage, {"username": ADA, "password": "swordfish"})
        for width, height in SIZES:
            await stage.pilot.resize_terminal(width, height)
            await stage.pilot.pause()
            assert stage.app.screen.query_one("#field-username", FormField).value == ADA
        assert "swordfish" not in stage.words()


async def test_two_quick_enters_connect_once(keeper: Keeper, demo: DemoSalesforce) -> None:
    async with dialog_on(keeper) as stage:
        await choose(stage, "client-credentials")
        await fill(stage, without(credentials(demo)["client-credentials"]))
        await stage.pilot.press("enter", "enter")
        await stage.step(ResultStep)
    assert len(keeper.snapshot().result(PATIENCE).entries) == 1


async def test_foreign_words_are_never_markup(keeper: Keeper, demo: DemoSalesforce) -> None:
    saved = connected(keeper, draft(demo, "password", name="[/red] [bold]x\u202e")).entry.account
    async with dialog_on(keeper, ConnectScreen(saved), size=(120, 40)) as stage:
        assert "[/red] [bold]x" in stage.words()


async def test_the_report_goes_to_the_terminal_without_secrets(
    keeper: Keeper, demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sftui.tui import clipboard

    sent: list[str] = []
    monkeypatch.setattr(clipboard, "send", clipboard_into(sent))
    values = {**credentials(demo)["password"], "password": "not this one"}
    async with dialog_on(keeper) as stage:
        await choose(stage, "password")
        await fill(stage, without(values))
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        await stage.press("y")
        await stage.until(lambda: sent)
        await stage.until(lambda: "no secret is in it" in stage.words() and "Likely causes" in stage.words())
        await stage.press("f")
        await stage.until((Path(os.environ["HOME"]) / "sftui-report.txt").exists)
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.dialog)
    assert "authentication failure" in sent[0]
    for name in ("password", "security_token", "client_secret"):
        assert values[name] not in sent[0]


@pytest.mark.parametrize("method", ["web", "password", "tokens", "jwt", "client-credentials", "device"])
async def test_every_field_has_its_guide_beside_it(keeper: Keeper, method: str) -> None:
    from sftui import guides
    from sftui.salesforce.methods import method_of

    found = method_of(method)
    assert found is not None
    async with dialog_on(keeper, ConnectScreen(Account(method=method)), size=(80, 24)) as stage:
        await stage.step(FormStep)
        form = stage.dialog.step
        assert isinstance(form, FormStep)
        for field in found.fields:
            form.focus_field(field.name)
            await stage.pilot.pause()
            await stage.pilot.pause()
            first = guides.topic(field.guide).short.split()[:3]
            assert " ".join(first) in " ".join(stage.words().split())
