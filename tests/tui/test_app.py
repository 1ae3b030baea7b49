"""The app as a whole: palette, help, banner, themes, foreign text, crashes, signals."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import work
from textual.app import ComposeResult
from textual.command import CommandPalette
from textual.widgets import Static

from sftui.account import Secret
from sftui.errors import Cause, LockedError, SftuiError
from sftui.keeper.events import Warned
from sftui.keeper.keeper import Keeper
from sftui.tui.actions import TABLE
from sftui.tui.app import SftuiApp
from sftui.tui.glyphs import Looks
from sftui.tui.offered import offers
from sftui.tui.palette import Command
from sftui.tui.preferences import read_preferences
from sftui.tui.screens.base import BaseScreen
from sftui.tui.screens.help import HelpScreen
from sftui.tui.screens.problem import ProblemDialog
from sftui.tui.screens.unlock import UnlockScreen
from sftui.tui.signals import end_on_signals
from sftui.tui.widgets.account_list import AccountList
from sftui.tui.widgets.facts import Facts
from tests.support.keeping import PATIENCE
from tests.support.screens import entry, on_accounts, running

PLANTED = "planted-secret-9431"


# What the keeper warns of


async def test_a_warning_about_a_save_is_shown(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        stage.app.hear(Warned(words="Saved, but the disk did not confirm it [EIO]."))
        await stage.says("the disk did not confirm it [EIO]")


# Palette and help


async def test_ctrl_c_says_how_to_leave(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        await stage.press("ctrl+c")
        await stage.says("ctrl+q leaves sftui.")


async def test_the_palette_has_every_action_that_works_here(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        titles = {command.title for command in stage.app.get_system_commands(stage.screen)}
        for offer in offers(stage.screen):
            row = offer.action
            assert not row.in_palette or (row.palette or row.label) in titles
        assert {"Connect to Salesforce", "Settings", "Theme: light", "Lock the account file"} <= titles
        assert "Stop testing" not in titles
        assert not any("creenshot" in title for title in titles)


async def test_letters_work_from_the_palette_even_while_typing(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        await stage.press("slash")
        titles = {command.title for command in stage.app.get_system_commands(stage.screen)}
        assert "Connect to Salesforce" in titles


async def test_an_action_is_done_from_the_palette(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        await stage.press("ctrl+p")
        await stage.until(lambda: isinstance(stage.screen, CommandPalette))
        await stage.type("filter the")
        await stage.shows("Filter the accounts")
        await stage.press("enter")
        await stage.shows("Esc Clear filter")


async def test_what_the_caller_brings_along(keeper: Keeper) -> None:
    app = SftuiApp(
        keeper,
        snapshot=keeper.snapshot().result(PATIENCE),
        banner="Demo [/red]: nothing leaves this machine.",
        extra_commands=[Command("Demo: do it", "Does it", lambda: "It is [/done].")],
    )
    async with running(app) as stage:
        await stage.shows("Demo [/red]: nothing leaves this machine.")
        command = next(c for c in app.get_system_commands(stage.screen) if c.title == "Demo: do it")
        command.callback()
        await stage.says("It is [/done].")


async def test_help_lists_the_whole_table(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        await stage.press("question_mark")
        await stage.on(HelpScreen)
        await stage.shows("Here and now", "Connect a new account to Salesforce")
        text = "\n".join(str(row.value) for facts in stage.screen.query(Facts) for row in facts.rows)
        assert all(row.tooltip in text for row in TABLE)
        await stage.press("question_mark", "f2")
        assert sum(isinstance(screen, HelpScreen) for screen in stage.app.screen_stack) == 1
        await stage.press("j", "end", "home", "escape")
        assert not isinstance(stage.screen, HelpScreen)


async def test_help_is_one_key_away_while_typing(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        await stage.press("slash", "question_mark")
        assert not isinstance(stage.screen, HelpScreen)
        await stage.press("f2")
        await stage.on(HelpScreen)


# Looks


@pytest.mark.parametrize("theme", ["sftui-dark", "sftui-light", "ansi-dark", "ansi-light"])
async def test_every_theme_draws_every_variable(keeper: Keeper, tmp_path: Path, theme: str) -> None:
    path = tmp_path / "settings.toml"
    async with on_accounts(keeper, entry(1), settings=path) as stage:
        stage.app.choose_theme(theme)
        await stage.press("s")
        await stage.shows("Colours", "Minutes to lock")
        await stage.until(lambda: theme == "sftui-dark" or read_preferences(path).theme == theme)


async def test_without_any_colour_the_cursor_is_in_reverse(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with on_accounts(keeper, entry(1), entry(2)) as stage:
        await stage.shows("Account 00001")
        accounts = stage.screen.query_one(AccountList)
        assert any(segment.style and segment.style.reverse for segment in accounts.render_line(0))
        assert not any(segment.style and segment.style.reverse for segment in accounts.render_line(1))
        for key in ("m", "escape", "s", "escape", "slash"):
            await stage.press(key)
        assert stage.app.is_running


async def test_a_plain_terminal_gets_ascii_only(keeper: Keeper) -> None:
    looks = Looks(plain=True, letters=False)
    async with on_accounts(keeper, entry(1, "Zoë"), size=(120, 40), looks=looks) as stage:
        await stage.press("m")
        await stage.shows("Rename the account")
        svg = stage.app.export_screenshot()
        drawn = svg[svg.index("</style>") :].replace("&#160;", " ")
        assert drawn.isascii()
        assert "Rename" in drawn


# Foreign text


@pytest.mark.parametrize(
    "name", ["[/red]", "[bold]x", "[@click=app.quit]x[/]", "\x1b[2Jx", "a\u202eb", "日本語" * 20]
)
async def test_any_name_is_plain_text_everywhere(keeper: Keeper, name: str) -> None:
    async with on_accounts(
        keeper, entry(1, name, org_name=name, username=f"{name}@x"), size=(120, 40)
    ) as stage:
        for key in ("enter", "escape", "m", "escape", "d", "escape", "question_mark", "escape"):
            await stage.press(key)
        stage.app.tell(SftuiError(f"{name} failed.", Cause(name, name)))
        await stage.on(ProblemDialog)
        await stage.shows("failed.")
        assert "\x1b" not in stage.words()
        assert stage.app.is_running


# Errors and faults


async def test_our_errors_are_told_with_what_to_do(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        stage.app.tell(
            SftuiError("It did not work.", Cause("The cause.", "The remedy.", guide="security-token"))
        )
        await stage.on(ProblemDialog)
        await stage.shows("It did not work.", "The cause.", "The remedy.", "Enter Close", "F1 Guide")
        await stage.press("enter")
        assert not isinstance(stage.screen, ProblemDialog)


async def test_a_locked_file_asks_for_the_passphrase_instead(keeper: Keeper) -> None:
    async with on_accounts(keeper, entry(1)) as stage:
        keeper.lock().result(PATIENCE)
        stage.app.tell(LockedError("Its keys were changed."))
        await stage.on(UnlockScreen)


class Faulty(BaseScreen[None]):
    """Has a bug, in a frame that holds a secret."""

    def body(self) -> ComposeResult:
        yield Static("faulty")

    def fail_here(self) -> None:
        secret = PLANTED + os.urandom(0).decode()
        raise ZeroDivisionError(Secret(secret).reveal())

    @work(exit_on_error=False)
    async def fail_in_a_worker(self) -> None:
        secret = PLANTED + os.urandom(0).decode()
        raise ZeroDivisionError(secret)


async def crash(app: SftuiApp, where: str) -> None:
    async with running(app) as stage:
        screen = Faulty()
        await app.push_screen(screen)
        if where == "handler":
            screen.call_later(screen.fail_here)
        else:
            screen.fail_in_a_worker()
        await stage.until(lambda: app._exception is not None)


@pytest.mark.parametrize("where", ["handler", "worker"])
async def test_a_crash_shows_where_it_happened_and_nothing_that_it_held(
    keeper: Keeper, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = SftuiApp(keeper, snapshot=keeper.snapshot().result(PATIENCE))
    with pytest.raises(ZeroDivisionError):
        await crash(app, where)
    app._print_error_renderables()
    shown = capsys.readouterr()
    assert app.return_code == 1
    assert "ZeroDivisionError" in shown.err
    assert "fail_" in shown.err
    assert PLANTED not in shown.err + shown.out


@pytest.fixture
def handlers_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers_as_before")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_ends_it_in_order(keeper: Keeper, number: signal.Signals) -> None:
    app = SftuiApp(keeper, snapshot=keeper.snapshot().result(PATIENCE))
    async with running(app) as stage:
        end_on_signals(app)  # an app without a terminal leaves the signals to its host
        assert signal.getsignal(number) not in {signal.SIG_DFL, signal.SIG_IGN}
        os.kill(os.getpid(), number)
        await stage.until(lambda: app._exit)
    assert app.return_code == 128 + number
