"""What a person reads beside connecting: the book of guides, the request sheet, sign-ins that still wait."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import Markdown, Static

from sftui import guides
from sftui.account import Account
from sftui.keeper.keeper import Keeper
from sftui.keeper.pending import Waiting
from sftui.tui import clipboard
from sftui.tui.screens.connect.method_step import MethodStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.guides import GuidesScreen
from sftui.tui.screens.sheet import SheetScreen
from sftui.tui.screens.waiting import Choice, WaitingDialog
from sftui.tui.widgets.menu import Menu
from tests.tui.connect.stage import Stage, clipboard_into, dialog_on

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


async def book(stage: Stage) -> GuidesScreen:
    await stage.until(lambda: isinstance(stage.app.screen, GuidesScreen) and stage.app.screen.is_mounted)
    await stage.pilot.pause()
    assert isinstance(stage.app.screen, GuidesScreen)
    return stage.app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)])
async def test_f1_opens_the_guide_of_the_focused_field(keeper: Keeper, size: tuple[int, int]) -> None:
    draft = Account(method="client-credentials", login_url="https://acme.my.salesforce.com")
    async with dialog_on(keeper, ConnectScreen(draft, focus="login_url"), size=size) as stage:
        await stage.press("f1")
        screen = await book(stage)
        await stage.until(lambda: "Every org has an address" in " ".join(stage.words().split()))
        source = screen.query_one("#guides-text", Markdown).source
        assert "https://acme.my.salesforce-setup.com/lightning/setup/OrgDomain/home" in source
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.dialog)


async def test_every_topic_can_be_opened_and_shows_its_title(keeper: Keeper) -> None:
    async with dialog_on(keeper, size=(120, 40)) as stage:
        screen = GuidesScreen()
        stage.app.push_screen(screen)
        await book(stage)
        for topic in guides.topics():
            screen._show(topic.name)
            assert screen.where == f"Guides · {topic.title}"
        await stage.pilot.pause()


async def test_the_search_finds_every_word_and_esc_clears_it_first(keeper: Keeper) -> None:
    async with dialog_on(keeper) as stage:
        await stage.press("g")
        screen = await book(stage)
        everything = screen.query_one("#guides-topics", Menu).option_count
        await stage.press("slash")
        await stage.type("security mail")
        await stage.until(lambda: screen.query_one("#guides-topics", Menu).option_count < everything)
        names = {option.id for option in screen.query_one("#guides-topics", Menu).options}
        assert "security-token" in names
        await stage.press("escape")
        await stage.until(lambda: screen.query_one("#guides-topics", Menu).option_count == everything)
        assert stage.app.screen is screen
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.dialog)


async def test_a_search_for_nothing_known_says_so(keeper: Keeper) -> None:
    async with dialog_on(keeper) as stage:
        await stage.press("g")
        await book(stage)
        await stage.press("slash")
        await stage.type("xyzzy [/x]")
        await stage.until(lambda: "Nothing found" in stage.words())
        keys = stage.words().splitlines()[-1]
        assert "Search" not in keys, "a slash is a letter here"
        assert "To the list" not in keys
        await stage.press("escape", "slash")
        await stage.until(lambda: "Enter To the list" in stage.words())


async def test_reading_from_the_list_and_back_to_it(keeper: Keeper) -> None:
    async with dialog_on(keeper, size=(60, 20)) as stage:
        await stage.press("g")
        screen = await book(stage)
        await stage.press("j", "enter")
        await stage.until(lambda: bool(screen.query_one("#guides-reader").display))
        assert not screen.query_one("#guides-list").display
        await stage.press("escape")
        await stage.until(lambda: bool(screen.query_one("#guides-list").display))
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.dialog)


async def test_an_unknown_topic_opens_the_book(keeper: Keeper) -> None:
    async with dialog_on(keeper) as stage:
        stage.app.push_screen(GuidesScreen("no-such-topic"))
        screen = await book(stage)
        assert screen.query_one("#guides-list").display


async def test_the_request_sheet_is_copied_and_saved(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(clipboard, "send", clipboard_into(sent))
    async with dialog_on(keeper) as stage:
        await stage.step(MethodStep)
        await stage.press("down", "f3")
        await stage.until(lambda: isinstance(stage.app.screen, SheetScreen))
        await stage.pilot.pause()
        assert "Request: an app in Salesforce" in stage.words()
        screen = stage.app.screen
        assert isinstance(screen, SheetScreen)
        await stage.press("y")
        assert sent == [screen.text]
        assert "Enable Client Credentials Flow" in screen.text
        await stage.press("f")
        written = Path(os.environ["HOME"]) / "salesforce-request-client-credentials.txt"
        await stage.until(written.exists)
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.dialog)


def waiting(name: str) -> Waiting:
    draft = Account(method="web", name=name, login_url="https://acme.my.salesforce.com")
    return Waiting(id=name, draft=draft, link="https://x", expires_at=NOW + timedelta(minutes=12, seconds=5))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("enter",), ("one [/x]", Choice.GO_ON)),
        (("down", "enter"), ("one [/x]", Choice.GIVE_UP)),
        (("j", "j", "enter"), ("two", Choice.GO_ON)),
        (("escape",), None),
    ],
)
async def test_a_waiting_sign_in_is_gone_on_with_given_up_or_left(
    keeper: Keeper, keys: tuple[str, ...], expected: tuple[str, Choice] | None
) -> None:
    answers: list[tuple[Waiting, Choice] | None] = []
    async with dialog_on(keeper) as stage:
        stage.app.push_screen(WaitingDialog((waiting("one [/x]"), waiting("two")), NOW), answers.append)
        await stage.until(lambda: isinstance(stage.app.screen, WaitingDialog))
        await stage.pilot.pause()
        assert "13 min left" in stage.words()
        await stage.press(*keys)
        await stage.until(lambda: answers)
    answer = answers[0]
    assert (answer if answer is None else (answer[0].draft.name, answer[1])) == expected


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("",), "It was begun before. Its answer can still come, or be pasted, until it expires."),
        (("W6KACR63",), "It was begun before. Its code can still be entered until it expires."),
        (("W6KACR63", ""), "Their answers can still come, or be pasted, until they expire."),
    ],
)
async def test_what_is_said_of_a_waiting_sign_in_fits_its_method(
    keeper: Keeper, codes: tuple[str, ...], words: str
) -> None:
    async with dialog_on(keeper) as stage:
        begun = tuple(replace(waiting(f"number {index}"), user_code=code) for index, code in enumerate(codes))
        await stage.app.push_screen(WaitingDialog(begun, NOW))
        assert words in str(stage.app.screen.query_one(".para", Static).content)
