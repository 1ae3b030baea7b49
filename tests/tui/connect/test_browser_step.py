"""The step that waits for a browser: the link, the keys, the listener, and what a browser can show instead."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sftui.account import Account
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.salesforce import listener
from sftui.salesforce.diagnosis import BROWSER_ERRORS
from sftui.salesforce.refusals import app_causes as app
from sftui.tui import clipboard
from sftui.tui.screens.connect.browser_errors import BrowserErrorsDialog
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.device_step import DeviceStep
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.qr_dialog import QrDialog
from sftui.tui.screens.connect.result_step import ResultStep
from sftui.tui.screens.connect.screen import ConnectScreen
from tests.support.broken import broken_listener
from tests.support.keeping import PATIENCE, draft
from tests.tui.connect.browser import at_the_browser, text_of, waiting_for_browser
from tests.tui.connect.stage import SIZES, Stage, clipboard_into, dialog_on


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


async def test_at_the_orgs_own_address_nobody_is_sent_there_first(keeper: Keeper, web: Account) -> None:
    async with dialog_on(keeper, ConnectScreen(web), size=(120, 40)) as stage:
        await waiting_for_browser(stage)
        await stage.press("b")
        await stage.until(lambda: isinstance(stage.app.screen, BrowserErrorsDialog))
        at = next(
            index for index, error in enumerate(BROWSER_ERRORS) if error.causes[0] == app.GENERIC_HOST_FOR_ECA
        )
        await stage.press(*["down"] * at)
        await stage.until(lambda: app.APP_OF_ANOTHER_ORG.what in stage.words())
        assert app.GENERIC_HOST_FOR_ECA.what not in stage.words()
        await stage.press("enter")
        await stage.step(FormStep)
        form = stage.dialog.step
        assert isinstance(form, FormStep)
        await stage.until(lambda: form.guide_topic() == "client-id")


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
