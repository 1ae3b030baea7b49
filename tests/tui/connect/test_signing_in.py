"""Browser and device sign-ins in the dialog: every way home, every way to take the link, and what survives."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from concurrent.futures import Future
from pathlib import Path

import pytest
from textual import events
from textual.events import Paste
from textual.message import Message

from sftui.account import Account, Identity, Secret
from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.keeper.events import Connected, Decision, Doubt, Undecided
from sftui.keeper.keeper import Keeper
from sftui.salesforce import listener
from sftui.salesforce.diagnosis import BROWSER_ERRORS
from sftui.tui import clipboard
from sftui.tui.errands.connecting import offer_waiting
from sftui.tui.screens.connect.browser_errors import BrowserErrorsDialog
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.device_step import PHISHING, DeviceStep
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.method_step import MethodStep
from sftui.tui.screens.connect.qr_dialog import QrDialog
from sftui.tui.screens.connect.remedies import Kind
from sftui.tui.screens.connect.result_step import ResultStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.connect.undecided_step import UndecidedStep
from sftui.tui.screens.waiting import WaitingDialog
from tests.support.broken import broken_listener
from tests.support.keeping import PATIENCE, connected, draft
from tests.tui.connect.stage import Host, Stage, clipboard_into, dialog_on, fill

ADA = "ada@acme.com"
SIZES = [(80, 24), (120, 40), (60, 20), (60, 18)]


@pytest.fixture
def web(demo: DemoSalesforce) -> Account:
    """A browser sign-in on a callback port that is free right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wanted = draft(demo, "web", redirect_uri=f"http://localhost:{port}/OauthRedirect")
    demo.add_callback(wanted.client_id, wanted.redirect_uri)
    return wanted


async def waiting_for_browser(stage: Stage) -> BrowserStep:
    await stage.press("ctrl+s")
    await stage.step(BrowserStep)
    assert isinstance(stage.dialog.step, BrowserStep)
    return stage.dialog.step


async def at_the_browser(
    demo: DemoSalesforce, link: str, username: str = ADA, *, deliver: bool = False
) -> str:
    password = demo.person(username).password
    return await asyncio.to_thread(demo.browser.sign_in, link, username, password, deliver=deliver)


def text_of(stage: Stage) -> str:
    """The words of the screen without the breaks of its lines."""
    return "".join(line.strip() for line in stage.words().splitlines())


@pytest.mark.parametrize("size", SIZES)
async def test_the_link_stands_whole_at_every_size_and_a_pasted_answer_connects(
    keeper: Keeper, demo: DemoSalesforce, web: Account, size: tuple[int, int]
) -> None:
    async with dialog_on(keeper, ConnectScreen(web), size=size) as stage:
        step = await waiting_for_browser(stage)
        assert step.link in text_of(stage)
        address = await at_the_browser(demo, step.link)
        broken = "\n".join(address[at : at + 30] for at in range(0, len(address), 30))
        await stage.paste(broken)
        assert stage.app.screen.query_one("#answer").value == address  # type: ignore[attr-defined]  # an input has a value
        await stage.press("enter")
        await stage.step(ResultStep)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("method", ["web", "device"])
async def test_the_way_out_stands_in_the_key_line_at_every_size(
    keeper: Keeper, demo: DemoSalesforce, web: Account, method: str, size: tuple[int, int]
) -> None:
    account = web if method == "web" else draft(demo, "device")
    async with dialog_on(keeper, ConnectScreen(account), size=size) as stage:
        await stage.press("ctrl+s")
        await stage.step(BrowserStep if method == "web" else DeviceStep)
        keys = stage.words().splitlines()[-1]
        assert "Esc" in keys
        assert keys.rstrip().endswith("Help")
        assert len(keys) <= size[0]


async def test_an_answer_without_bracketed_paste_is_no_row_of_commands(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        step = await waiting_for_browser(stage)
        address = await at_the_browser(demo, step.link)
        await stage.type(address)
        await stage.press("enter")
        await stage.step(ResultStep)


async def test_the_listener_brings_the_answer_by_itself(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    async with dialog_on(keeper, ConnectScreen(web), size=(80, 30)) as stage:
        step = await waiting_for_browser(stage)
        await stage.until(lambda: "● Listening" in stage.words())
        await at_the_browser(demo, step.link, deliver=True)
        await stage.step(ResultStep)


async def test_a_fault_of_the_listener_is_shown_and_paste_still_works(
    keeper: Keeper, demo: DemoSalesforce, web: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "listen", broken_listener)
    async with dialog_on(keeper, ConnectScreen(web), size=(80, 30)) as stage:
        step = await waiting_for_browser(stage)
        await stage.until(lambda: "▲ sftui can't listen there" in stage.words())
        assert "ZeroDivisionError" in stage.words()
        await stage.paste(await at_the_browser(demo, step.link))
        await stage.press("enter")
        await stage.step(ResultStep)


async def test_a_paste_that_is_no_answer_stays_with_a_word(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        await waiting_for_browser(stage)
        await stage.paste("???")
        await stage.press("enter")
        await stage.until(lambda: "Paste the whole address" in stage.words())
        assert "???" in stage.words()


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


async def test_esc_gives_the_sign_in_up_and_keeps_the_form(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        await waiting_for_browser(stage)
        await stage.press("escape")
        await stage.step(FormStep)
        assert stage.dialog.account().client_id == web.client_id
        await stage.until(lambda: keeper.waiting_sign_ins().result(PATIENCE) == ())


async def test_every_way_to_take_the_link(
    keeper: Keeper, demo: DemoSalesforce, web: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(clipboard, "send", clipboard_into(sent))
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        step = await waiting_for_browser(stage)
        await stage.press("y")
        assert sent == [step.link]
        await stage.press("f")
        await stage.until(lambda: step.written is not None)
        written = step.written
        assert written is not None
        assert written.parent == Path(os.environ["HOME"])
        assert written.read_text(encoding="utf-8").strip() == step.link
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
        await stage.press("k")
        await stage.until(lambda: isinstance(stage.app.screen, QrDialog))
        await stage.pilot.pause()
        assert "needs a window of" in stage.words()
        await stage.press("escape")
        await stage.press("l")
        await stage.until(
            lambda: any("full screen" in str(toast.message) for toast in stage.app._notifications)
        )
        assert "connect.browser" not in shown_keys(stage), "no browser can be seen here"
        await stage.press("escape")
        await stage.step(FormStep)
        assert not written.exists()


def shown_keys(stage: Stage) -> set[str | None]:
    working = {each.binding.id for each in stage.app.screen.active_bindings.values() if each.enabled}
    return working & set(stage.dialog.keys_now())


async def test_over_ssh_the_tunnel_is_spelled_out_and_the_countdown_is_coarse(
    keeper: Keeper, demo: DemoSalesforce, web: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "198.51.100.7 50022 192.0.2.10 22")
    monkeypatch.setenv("USER", "ada")
    async with dialog_on(keeper, ConnectScreen(web), size=(80, 30)) as stage:
        await waiting_for_browser(stage)
        port = web.redirect_uri.split(":")[2].split("/")[0]
        shown = stage.words()
        assert f"ssh -N -L {port}:localhost:{port} ada@192.0.2.10" in shown
        assert f"  -L {port}:localhost:{port}" in shown
        assert "~C" in shown
        assert "about 30 min" in shown


async def test_the_browser_errors_lead_back_to_the_field(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    async with dialog_on(keeper, ConnectScreen(web), size=(80, 40)) as stage:
        await waiting_for_browser(stage)
        await stage.press("b")
        await stage.until(lambda: isinstance(stage.app.screen, BrowserErrorsDialog))
        await stage.pilot.pause()
        assert "redirect_uri_mismatch" in stage.words()
        assert "letter by letter" in stage.words()
        await stage.press("enter")
        await stage.step(FormStep)
        await stage.until(lambda: stage.app.screen.focused is not None)
        form = stage.dialog.step
        assert isinstance(form, FormStep)
        await stage.until(lambda: form.guide_topic() == "callback-url")


@pytest.mark.parametrize("size", SIZES)
async def test_everything_about_a_browser_error_can_be_read(
    keeper: Keeper, web: Account, size: tuple[int, int]
) -> None:
    async with dialog_on(keeper, ConnectScreen(web), size=size) as stage:
        await waiting_for_browser(stage)
        await stage.press("b")
        await stage.until(lambda: isinstance(stage.app.screen, BrowserErrorsDialog))
        for error in BROWSER_ERRORS:
            await read_to(stage, error.causes[-1].do)
            await stage.press("down")


async def read_to(stage: Stage, sentence: str) -> None:
    """Page down until the end of this sentence stands in the dialog."""
    body, last = stage.app.screen.query_one("#dialog-body"), "".join(sentence.split())[-20:]

    def is_there() -> bool:
        return last in "".join(stage.words().replace("│", "").split())

    while not is_there():
        await stage.until(lambda: is_there() or body.scroll_y < body.max_scroll_y, sentence)
        await stage.until(lambda: is_there() or "PgDn Read on" in stage.words(), "the key is named")
        await stage.press("pagedown")


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


async def test_a_lock_stops_the_waiting_and_unlocking_goes_on(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        step = await waiting_for_browser(stage)
        link = step.link
        stage.app.ask_to_unlock = lambda reason: None  # type: ignore[method-assign]  # no unlock screen here
        stage.app.shut("for the test")
        await stage.pilot.pause()
        stage.app.opened(await asyncio.wrap_future(keeper.snapshot()))
        await stage.until(
            lambda: stage.dialog.step is not step and isinstance(stage.dialog.step, BrowserStep)
        )
        await stage.step(BrowserStep)
        await stage.paste(await at_the_browser(demo, link))
        await stage.press("enter")
        await stage.step(ResultStep)


async def test_a_waiting_sign_in_is_taken_up_and_takes_an_answer_from_the_first_step(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    waiting = keeper.begin_sign_in(web).result(PATIENCE)
    answer = await at_the_browser(demo, waiting.link)
    async with dialog_on(keeper) as stage:
        await stage.step(MethodStep)
        await stage.paste(answer)
        await stage.step(ResultStep)
    async with dialog_on(keeper) as stage:
        await stage.paste(answer)
        await stage.until(lambda: "none of yours waits for it" in " ".join(stage.words().split()))


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


async def test_after_unlocking_a_waiting_sign_in_is_offered_and_gone_on_with(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    begun = keeper.begin_sign_in(web).result(PATIENCE)
    async with dialog_on(keeper) as stage:
        stage.app.run_worker(offer_waiting(stage.app))
        await stage.until(lambda: isinstance(stage.app.screen, WaitingDialog))
        await stage.pilot.pause()
        await stage.press("enter")
        await stage.until(
            lambda: isinstance(stage.app.screen, ConnectScreen) and stage.app.screen is not stage.dialog
        )
        taken_up = stage.app.screen
        assert isinstance(taken_up, ConnectScreen)
        await stage.until(lambda: isinstance(taken_up.step, BrowserStep) and taken_up.step.is_mounted)
        assert isinstance(taken_up.step, BrowserStep)
        assert taken_up.step.link == begun.link
        await stage.pilot.pause()
        await stage.paste(await at_the_browser(demo, begun.link))
        await stage.press("enter")
        await stage.until(lambda: isinstance(taken_up.step, ResultStep))


async def test_a_sign_in_that_is_on_the_screen_is_not_offered_a_second_time(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        await waiting_for_browser(stage)
        worker = stage.app.run_worker(offer_waiting(stage.app))
        await worker.wait()
        assert stage.app.screen is stage.dialog


async def test_a_sign_in_goes_on_where_its_line_broke(
    keeper: Keeper, demo: DemoSalesforce, web: Account
) -> None:
    """Salesforce answered, and then was not reached: the approval is not asked for again."""
    async with dialog_on(keeper, ConnectScreen(web)) as stage:
        step = await waiting_for_browser(stage)
        address = await at_the_browser(demo, step.link)
        demo.hang_up(demo.my_domain_url)
        await stage.paste(address)
        await stage.press("enter")
        await stage.step(FailureStep)
        failure = stage.dialog.step
        assert isinstance(failure, FailureStep)
        demo.pick_up(demo.my_domain_url)
        again = next(each for each in failure.failure.remedies if each.kind in {Kind.SEND, Kind.SIGN_IN})
        await stage.press(str(again.number))
        await stage.step(ResultStep)
    assert len(demo.approvals(ADA, web.client_id)) == 1


@pytest.mark.parametrize(("key", "said"), [("enter", "Saving it …"), ("escape", "Ending the new sign-in")])
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
        assert "Throw away " not in stage.words().splitlines()[-1]
        assert len(jobs) == 1
        await stage.press("escape")
        await stage.until(lambda: stage.results == [None])
