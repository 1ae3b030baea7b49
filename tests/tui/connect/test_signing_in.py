"""Browser and device sign-ins in the dialog: every way home, and who it turns out to be."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest
from textual import events
from textual.events import Paste
from textual.message import Message

from sftui.account import Account, Identity, Secret
from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.keeper.events import Connected, Decision, Doubt, Undecided
from sftui.keeper.keeper import Keeper
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.device_step import PHISHING, DeviceStep
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.result_step import ResultStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.connect.undecided_step import UndecidedStep
from tests.support.keeping import PATIENCE, connected, draft
from tests.tui.connect.browser import ADA, at_the_browser, text_of, waiting_for_browser
from tests.tui.connect.stage import Host, Stage, dialog_on, fill


async def test_a_refused_sign_in_leads_to_its_causes(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        step = await waiting_for_browser(stage)
        password = demo.person(ADA).password
        address = await asyncio.to_thread(demo.browser.sign_in, step.link, ADA, password, approve=False)
        await stage.paste(address)
        await stage.press("enter")
        await stage.step(FailureStep)
        assert "Deny was chosen" in stage.words()
        await stage.press("enter")
        await stage.step(BrowserStep)


async def test_a_device_sign_in_shows_the_code_large(keeper: Keeper, demo: DemoSalesforce) -> None:
    async with dialog_on(keeper, ConnectScreen(draft(demo, "device"))) as stage:
        await stage.press("ctrl+s")
        await stage.step(DeviceStep)
        waiting = stage.dialog.waiting
        assert waiting is not None
        spaced = " ".join(waiting.user_code[:4])
        assert spaced in stage.words()
        assert waiting.link in text_of(stage)
        assert PHISHING[:40] in " ".join(stage.words().split())
        await asyncio.to_thread(demo.approve_device, waiting.user_code, ADA)
        await stage.step(ResultStep)


async def test_a_denied_code_says_so(keeper: Keeper, demo: DemoSalesforce) -> None:
    async with dialog_on(keeper, ConnectScreen(draft(demo, "device"))) as stage:
        await stage.press("ctrl+s")
        await stage.step(DeviceStep)
        waiting = stage.dialog.waiting
        assert waiting is not None
        await asyncio.to_thread(demo.approve_device, waiting.user_code, ADA, approve=False)
        await stage.step(FailureStep)


async def test_tokens_are_made_by_a_browser_sign_in(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    wanted = draft(
        demo, "tokens", access_token=Secret(), refresh_token=Secret(), redirect_uri=web.redirect_uri
    )
    demo.add_callback(wanted.client_id, wanted.redirect_uri)
    async with dialog_on(keeper, ConnectScreen(wanted)) as stage:
        await stage.step(FormStep)
        stage.app.screen.query_one("#make-tokens").focus()
        await stage.press("enter")
        await stage.step(BrowserStep)
        step = stage.dialog.step
        assert isinstance(step, BrowserStep)
        await stage.paste(await at_the_browser(demo, step.link))
        await stage.press("enter")
        await stage.step(ResultStep)
    account = keeper.snapshot().result(PATIENCE).entries[0].account
    assert account.method == "tokens"
    assert account.refresh_token


async def test_another_person_is_the_persons_decision(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    waiting = keeper.begin_sign_in(web).result(PATIENCE)
    job = keeper.finish_sign_in(waiting.id)
    answer = await at_the_browser(demo, waiting.link)
    keeper.paste_answer(waiting.id, answer).result(PATIENCE)
    saved = job.result(PATIENCE).entry.account  # type: ignore[union-attr]  # nothing to decide yet
    other = next(
        name
        for name, each in demo.world.people.items()
        if each.org is demo.org("acme") and name != ADA and each.active and not each.api_only
    )
    async with dialog_on(keeper, ConnectScreen(saved, sign_in=True), size=(80, 30)) as stage:
        await stage.step(BrowserStep)
        step = stage.dialog.step
        assert isinstance(step, BrowserStep)
        await stage.paste(await at_the_browser(demo, step.link, other))
        await stage.press("enter")
        await stage.step(UndecidedStep)
        assert ADA in stage.words()
        assert other in stage.words()
        await stage.press("enter")
        await stage.step(ResultStep)
        await stage.press("enter")
        await stage.until(lambda: stage.results)
    accounts = [entry.account for entry in keeper.snapshot().result(PATIENCE).entries]
    assert len(accounts) == 2
    assert stage.results[0] != saved.id


async def test_a_paste_on_the_list_fills_the_form(keeper: Keeper, demo: DemoSalesforce) -> None:
    values = credentials(demo)["password"]
    text = (
        f'{{"baseUrl": "{values["login_url"]}", "username": "{values["username"]}",\n'
        f'"password": "{values["password"]}", "clientId": "{values["client_id"]}"}}'
    )
    async with dialog_on(keeper, size=(80, 30)) as stage:
        stage.app.post_message(Paste(text))
        await stage.until(lambda: "a Coalesce Catalog JSON" in stage.words())
        assert "Still missing" in stage.words()
        assert values["password"] not in stage.words()
        await stage.press("enter")
        await stage.step(FormStep)
        account = stage.dialog.account()
        assert (account.method, account.username) == ("password", values["username"])
        assert account.password == Secret(values["password"])
        await fill(
            stage, {"security_token": values["security_token"], "client_secret": values["client_secret"]}
        )
        await stage.press("ctrl+s")
        await stage.step(ResultStep)


async def test_a_paste_that_is_nothing_known_says_so(keeper: Keeper) -> None:
    async with dialog_on(keeper) as stage:
        await stage.paste("nothing that anybody knows")
        await stage.until(lambda: "Not recognised" in stage.words())


async def test_approvals_that_run_out_are_told_before_the_sign_in(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    account: Account | None = None
    for _ in range(5):
        waiting = keeper.begin_sign_in(account or web).result(PATIENCE)
        job = keeper.finish_sign_in(waiting.id)
        keeper.paste_answer(waiting.id, await at_the_browser(demo, waiting.link)).result(PATIENCE)
        account = job.result(PATIENCE).entry.account  # type: ignore[union-attr]  # the same person each time
    assert account is not None
    async with dialog_on(keeper, ConnectScreen(account, sign_in=True), size=(80, 30)) as stage:
        await stage.until(lambda: "keeps five" in " ".join(stage.words().split()))


async def test_connected_drafts_need_no_browser(keeper: Keeper, demo: DemoSalesforce) -> None:
    outcome = connected(keeper, draft(demo, "client-credentials"))
    async with dialog_on(keeper, ConnectScreen(outcome.entry.account)) as stage:
        await stage.press("ctrl+s")
        await stage.step(ResultStep)


async def test_no_code_and_no_secret_is_readable_in_messages(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    """What the developer's log would write of each message."""
    from rich.pretty import pretty_repr

    seen: list[str] = []
    snapshot = await asyncio.wrap_future(keeper.snapshot())
    app = Host(keeper, snapshot=snapshot)
    dialog = ConnectScreen(web)

    def note(message: Message) -> None:
        if not isinstance(message, events.Key | Paste):
            seen.append(pretty_repr(message) + repr(message))

    async with app.run_test(size=(80, 24), message_hook=note) as pilot:
        stage = Stage(app, pilot, dialog)
        app.call_later(app.push_screen, dialog)
        await stage.step(FormStep)
        step = await waiting_for_browser(stage)
        address = await at_the_browser(demo, step.link)
        code = address.split("code=")[1].split("&")[0]
        await stage.paste(address)
        await stage.press("enter")
        await stage.step(ResultStep)
    everything = "\n".join(seen)
    assert "AnswerInput.Changed" in everything
    assert code[:20] not in everything
    assert web.client_secret.reveal() not in everything


@pytest.mark.parametrize(("key", "said"), [("home", "Saving it …"), ("end", "Ending the new sign-in")])
async def test_a_decision_is_made_once_and_what_it_waits_for_is_said(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch, key: str, said: str
) -> None:
    jobs: list[Future[Connected | None]] = []

    def decide(undecided_id: str, decision: Decision) -> Future[Connected | None]:
        jobs.append(Future())
        return jobs[-1]

    monkeypatch.setattr(keeper, "decide", decide)
    undecided = Undecided(
        id="one",
        doubt=Doubt.ANOTHER_PERSON,
        expected=Account(id="0" * 32, name="Acme", method="web", username=ADA),
        identity=Identity(username="lee@acme.com"),
    )
    async with dialog_on(keeper, ConnectScreen(undecided=undecided)) as stage:
        await stage.step(UndecidedStep)
        await stage.press(key, "enter", "enter")
        await stage.until(lambda: said in stage.words() and "Esc Back" in stage.words())
        assert len(jobs) == 1
        await stage.press("escape")
        await stage.until(lambda: stage.results == [None])


async def test_esc_leaves_a_decision_undecided(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Throwing away ends the new sign-in at Salesforce, which nothing brings back: Esc must not do that."""
    jobs: list[Decision] = []
    monkeypatch.setattr(keeper, "decide", lambda _, decision: jobs.append(decision))
    undecided = Undecided(
        id="one",
        doubt=Doubt.ANOTHER_PERSON,
        expected=Account(id="0" * 32, name="Acme", method="web", username=ADA),
        identity=Identity(username="lee@acme.com"),
    )
    async with dialog_on(keeper, ConnectScreen(undecided=undecided)) as stage:
        await stage.step(UndecidedStep)
        await stage.until(lambda: "Esc Decide later" in stage.words())
        await stage.press("escape")
        await stage.until(lambda: stage.results == [None])
        assert stage.dialog.undecided == undecided
    assert not jobs
