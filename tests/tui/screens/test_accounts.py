"""The list people live in: filter, order, selection, and every key an intent."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.message import Message

from sftui.account import Environment, Health, Status
from sftui.keeper.events import AccountsLoaded, Entry, EntryChanged, EntryRemoved, Snapshot
from sftui.keeper.keeper import Keeper
from sftui.tui import intents
from sftui.tui.errands.routing import Routes
from sftui.tui.preferences import read_preferences
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.widgets.account_list import AccountList
from tests.support.screens import Running, entry, on_accounts

ROWS = (
    entry(1, "Acme production", environment=Environment.PRODUCTION),
    entry(2, "Acme UAT", status=Status.NEEDS_RECONNECT),
    entry(3, "Nightly export"),
    entry(4, "Old partner [/red]", status=Status.NOT_CHECKED),
)


def selected(stage: Running) -> str:
    entry = stage.screen.query_one(AccountList).selected
    return entry.account.name if entry is not None else ""


async def test_it_is_useful_when_empty(keeper: Keeper) -> None:
    async with on_accounts(keeper) as stage:
        await stage.shows("sftui · 0 accounts", "No accounts yet.", "Press n to connect the first one.")


async def test_one_account(keeper: Keeper) -> None:
    async with on_accounts(keeper, ROWS[0]) as stage:
        await stage.shows("sftui · 1 account ", "Acme production", "Production", "Enter Open")


async def test_ten_thousand(keeper: Keeper) -> None:
    rows = [entry(number) for number in range(10_000)]
    async with on_accounts(keeper, *rows) as stage:
        await stage.shows("10,000 accounts", "Account 00000")
        await stage.press("slash")
        await stage.type("user9998@")
        await stage.shows("Account 09998", "1 of 10,000")


async def test_the_filter_takes_every_word_over_every_field(keeper: Keeper) -> None:
    async with on_accounts(keeper, *ROWS) as stage:
        await stage.press("slash")
        await stage.type("acme needs")
        await stage.shows("1 of 4", "Acme UAT")
        assert "Acme production" not in stage.words()
        await stage.press("enter")
        await stage.shows("/  acme needs", "Esc Clear filter", "r Reconnect")
        await stage.press("escape")
        await stage.shows("Acme production", "Environment")
        await stage.press("escape")
        assert isinstance(stage.screen, AccountsScreen)


async def test_no_match_says_so(keeper: Keeper) -> None:
    async with on_accounts(keeper, *ROWS) as stage:
        await stage.press("slash")
        await stage.type("[/nothing]")
        await stage.shows("No account contains all of: [/nothing]", "0 of 4")
        await stage.press("escape")
        await stage.shows("Acme UAT")
        assert selected(stage)


async def test_the_selection_survives_filtering(keeper: Keeper) -> None:
    async with on_accounts(keeper, *ROWS) as stage:
        await stage.press("j", "j")
        assert selected(stage) == "Nightly export"
        await stage.press("slash")
        await stage.type("n")
        await stage.shows("Nightly")
        assert selected(stage) == "Nightly export"
        await stage.press("escape")
        assert selected(stage) == "Nightly export"


async def test_arrows_move_while_the_filter_is_typed(keeper: Keeper) -> None:
    async with on_accounts(keeper, *ROWS) as stage:
        await stage.press("slash")
        await stage.type("acme")
        await stage.shows("4 of 4")
        await stage.press("down")
        assert selected(stage) == "Acme UAT"
        await stage.press("up")
        assert selected(stage) == "Acme production"


async def test_the_selection_survives_refreshing(keeper: Keeper) -> None:
    async with on_accounts(keeper, *ROWS) as stage:
        await stage.press("j", "j")
        more = (*ROWS, entry(9, "AAA first"))
        stage.app.hear(AccountsLoaded(snapshot=Snapshot(entries=tuple(sorted_(more)))))
        await stage.shows("5 accounts", "AAA first")
        assert selected(stage) == "Nightly export"
        stage.app.hear(EntryRemoved(account_id=ROWS[2].account.id))
        await stage.shows("4 accounts")
        assert selected(stage) == "Old partner [/red]"


def sorted_(rows: tuple[Entry, ...]) -> list[Entry]:
    return sorted(rows, key=lambda row: row.account.name)


async def test_one_change_redraws_one_row(keeper: Keeper) -> None:
    async with on_accounts(keeper, *ROWS) as stage:
        changed = Entry(account=ROWS[2].account, health=Health(status=Status.UNREACHABLE))
        stage.app.hear(EntryChanged(entry=changed))
        await stage.shows("✕ Nightly export")


async def test_the_count_of_what_needs_reconnecting_follows(keeper: Keeper) -> None:
    async with on_accounts(keeper, *ROWS) as stage:
        await stage.shows("4 accounts, 1 to reconnect")
        worse = entry(3, "Nightly export", status=Status.NEEDS_RECONNECT)
        stage.app.hear(EntryChanged(entry=worse))
        await stage.shows("2 to reconnect")


async def test_a_renamed_account_moves_to_its_place(keeper: Keeper) -> None:
    async with on_accounts(keeper, *ROWS) as stage:
        stage.app.hear(EntryChanged(entry=entry(1, "Zulu")))
        await stage.until(lambda: stage.words().index("Nightly") < stage.words().find("Zulu"))
        assert selected(stage) == "Zulu"


async def test_orders_are_kept_for_the_next_time(keeper: Keeper, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    async with on_accounts(keeper, *ROWS, settings=path) as stage:
        await stage.press("o")
        await stage.shows("by state")
        assert stage.words().index("Acme UAT") < stage.words().index("Acme production")
        await stage.press("o")
        await stage.shows("by last use")
        await stage.until(lambda: read_preferences(path).order == "used")


@pytest.mark.parametrize("width", [109, 110, 120])
async def test_the_pane_is_there_from_110_columns(keeper: Keeper, width: int) -> None:
    async with on_accounts(keeper, *ROWS, size=(width, 30)) as stage:
        pane = "acme.my.salesforce.com"
        if width < 110:
            await stage.shows("Acme UAT")
            assert pane not in stage.words()
            return
        await stage.shows(pane)
        await stage.press("j")
        await stage.shows("▲ needs reconnect", "user2@acme.com")


async def test_resizing_keeps_everything(keeper: Keeper) -> None:
    async with on_accounts(keeper, *ROWS, size=(120, 40)) as stage:
        await stage.press("j", "j")
        for size in ((60, 18), (300, 80), (80, 24)):
            await stage.pilot.resize_terminal(*size)
            await stage.shows("Nightly export", "n New")
            assert selected(stage) == "Nightly export"


KEYS = [
    ("n", intents.NewWanted()),
    ("enter", intents.OpenWanted(ROWS[1].account.id)),
    ("r", intents.ReconnectWanted(ROWS[1].account.id)),
    ("R", intents.ReconnectNeededWanted()),
    ("t", intents.TestWanted((ROWS[1].account.id,))),
    ("T", intents.TestWanted(None)),
    ("c", intents.CopyTokenWanted(ROWS[1].account.id)),
    ("e", intents.EditWanted(ROWS[1].account.id)),
    ("D", intents.DuplicateWanted(ROWS[1].account.id)),
    ("m", intents.RenameWanted(ROWS[1].account.id)),
    ("d", intents.DeleteWanted(ROWS[1].account.id)),
    ("g", intents.GuideWanted()),
    ("s", intents.SettingsWanted()),
    ("w", intents.WaitingWanted()),
]


@pytest.mark.parametrize(("key", "intent"), KEYS, ids=[key for key, _ in KEYS])
async def test_every_key_posts_its_intent(keeper: Keeper, key: str, intent: Message) -> None:
    seen: list[Message] = []
    async with on_accounts(keeper, *ROWS, hook=seen.append) as stage:
        await stage.press("j", key)
        await stage.until(lambda: intent in seen)


async def test_q_leaves_and_esc_does_not(keeper: Keeper) -> None:
    async with on_accounts(keeper, *ROWS) as stage:
        await stage.press("escape", "escape")
        assert stage.app.is_running
        await stage.press("q")
    assert stage.app.return_value == ""


async def test_the_app_routes_every_intent() -> None:
    handled = {message.__name__ for message in vars(Routes)["_decorated_handlers"]}
    wanted = {
        name for name, kind in vars(intents).items() if isinstance(kind, type) and issubclass(kind, Message)
    }
    assert wanted - {"Message"} == handled
