"""First run: a passphrase twice or a key file, a recovery code, a door elsewhere."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from sftui.account import Secret
from sftui.errors import NotSaved
from sftui.keeper.events import Snapshot
from sftui.keeper.keeper import Keeper
from sftui.tui.app import Door, SftuiApp
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.first_run import FirstRunScreen
from sftui.tui.screens.recovery_code import RecoveryCodeScreen
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.new_passphrase import NewPassphrase
from sftui.vault.file import FileState
from sftui.vault.key_files import read_key_file
from sftui.vault.keys import Key, Passphrase
from sftui.vault.recovery_code import new_recovery_key, read_recovery_code, show_recovery_code
from tests.support.keeping import PATIENCE
from tests.support.screens import Running, running

TYPED = "correct horse battery"


async def type_passphrase(stage: Running, again: str = TYPED) -> None:
    await stage.on(FirstRunScreen)
    await stage.type(TYPED)
    await stage.press("enter")
    await stage.type(again)
    await stage.press("enter")


def code_on(stage: Running) -> str:
    assert isinstance(stage.screen, RecoveryCodeScreen)
    return show_recovery_code(stage.screen._key).reveal()


async def test_passphrase_recovery_code_and_an_open_file(new_keeper: Keeper) -> None:
    async with running(SftuiApp(new_keeper)) as stage:
        await type_passphrase(stage)
        await stage.press("enter")
        await stage.on(RecoveryCodeScreen)
        code = code_on(stage)
        assert all(line in stage.words() for line in code.splitlines())
        assert new_keeper.state() is FileState.FIRST_RUN
        await stage.press("enter")
        assert code.splitlines()[0] not in stage.words()
        await stage.type("0000-0000")
        await stage.press("enter")
        await stage.shows("It has 8 letters and digits instead of 56.")
        stage.screen.query_one(FormField).value = ""
        await stage.type(code.replace("\n", " ").lower())
        await stage.press("enter")
        await stage.on(AccountsScreen)
        await stage.shows("No accounts yet", "accounts.toml unlocked")
    key = stage.app.keeper.unlock(Passphrase(Secret(TYPED))).result(PATIENCE)
    assert key.entries == ()
    slots = new_keeper.slots().result(PATIENCE)
    assert [slot.label for slot in slots] == ["main", "recovery code"]


async def test_a_recovery_code_is_no_passphrase(new_keeper: Keeper) -> None:
    async with running(SftuiApp(new_keeper)) as stage:
        await stage.on(FirstRunScreen)
        for name in ("passphrase", "again"):
            field = stage.screen.query_one(f"#field-{name}", FormField)
            field.value = show_recovery_code(new_recovery_key()).reveal().replace("\n", "-")
        stage.screen.query_one("#recovery").focus()
        await stage.press("enter")
        await stage.shows("This is a recovery code or the text of a key file")
        assert isinstance(stage.screen, FirstRunScreen)
    assert new_keeper.state() is FileState.FIRST_RUN


async def test_until_the_file_is_made_nothing_can_be_begun(
    new_keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, may_go_on = new_keeper.create, Event()

    def when_told(keys: Mapping[str, Key]) -> Snapshot:
        assert may_go_on.wait(PATIENCE)
        return make(keys).result(PATIENCE)

    pool = ThreadPoolExecutor(1)
    monkeypatch.setattr(new_keeper, "create", lambda keys: pool.submit(when_told, keys))
    async with running(SftuiApp(new_keeper)) as stage:
        await type_passphrase(stage)
        await stage.press("space", "enter")
        await stage.on(AccountsScreen)
        await stage.shows("One moment: the account file is being opened.", "q Quit")
        assert "No accounts yet" not in stage.words()
        await stage.press("n", "s")
        assert isinstance(stage.screen, AccountsScreen)
        may_go_on.set()
        await stage.shows("No accounts yet", "n New")
        assert "One moment" not in stage.words()
    pool.shutdown()


async def test_without_a_recovery_code(new_keeper: Keeper) -> None:
    async with running(SftuiApp(new_keeper)) as stage:
        await type_passphrase(stage)
        await stage.press("space", "enter")
        await stage.on(AccountsScreen)
        await stage.shows("No accounts yet")
    assert len(new_keeper.slots().result(PATIENCE)) == 1


async def test_a_code_that_was_mistyped_on_paper_can_be_seen_again(new_keeper: Keeper) -> None:
    async with running(SftuiApp(new_keeper)) as stage:
        await type_passphrase(stage)
        await stage.press("enter")
        await stage.on(RecoveryCodeScreen)
        first_line = code_on(stage).splitlines()[0]
        await stage.press("enter", "escape")
        assert first_line in stage.words()
        await stage.press("f4")
        await stage.on(AccountsScreen)
        await stage.shows("No accounts yet")
    assert len(new_keeper.slots().result(PATIENCE)) == 1


async def test_two_different_passphrases_make_nothing(new_keeper: Keeper) -> None:
    async with running(SftuiApp(new_keeper)) as stage:
        await type_passphrase(stage, again="something else")
        await stage.press("enter")
        await stage.shows("This differs from the first one.")
        assert isinstance(stage.screen, FirstRunScreen)
        assert new_keeper.state() is FileState.FIRST_RUN


async def test_an_empty_passphrase_makes_nothing(new_keeper: Keeper) -> None:
    async with running(SftuiApp(new_keeper)) as stage:
        await stage.on(FirstRunScreen)
        await stage.press("enter", "enter", "enter")
        await stage.shows("Passphrase is needed.")
        assert new_keeper.state() is FileState.FIRST_RUN


async def test_the_strength_is_told_and_a_suggestion_shown(new_keeper: Keeper) -> None:
    async with running(SftuiApp(new_keeper)) as stage:
        await stage.on(FirstRunScreen)
        await stage.type("abc")
        await stage.shows("Weak. Guessing it takes")
        await stage.press("ctrl+g")
        await stage.shows("Strong. Guessing it takes")
        suggested = stage.screen.query_one(NewPassphrase).secret.reveal()
        assert suggested in stage.words()
        await stage.press("tab")
        assert suggested not in stage.words()
        assert stage.screen.query_one("#field-again", FormField).value == ""


async def test_what_is_typed_after_a_suggestion_stands_behind_it(new_keeper: Keeper) -> None:
    async with running(SftuiApp(new_keeper)) as stage:
        await stage.on(FirstRunScreen)
        await stage.type("x")
        await stage.press("ctrl+g")
        passphrase = stage.screen.query_one(NewPassphrase)
        suggested = passphrase.secret.reveal()
        await stage.type("!")
        assert passphrase.secret.reveal() == f"{suggested}!"
        await stage.press("ctrl+u")
        assert passphrase.secret.reveal() == ""


async def test_a_code_is_typed_hidden_and_ctrl_r_shows_it(new_keeper: Keeper) -> None:
    async with running(SftuiApp(new_keeper)) as stage:
        await type_passphrase(stage)
        await stage.press("enter")
        await stage.on(RecoveryCodeScreen)
        await stage.press("enter")
        await stage.type("0")
        await stage.press("enter")
        await stage.shows("It has 1 letter or digit instead of 56.")
        await stage.type("123-4567")
        await stage.shows("ctrl+r Show")
        assert "0123-4567" not in stage.words()
        await stage.press("ctrl+r")
        await stage.shows("0123-4567", "ctrl+r Hide")


async def test_a_key_file(new_keeper: Keeper, tmp_path: Path) -> None:
    path = tmp_path / "my.key"
    async with running(SftuiApp(new_keeper)) as stage:
        await stage.on(FirstRunScreen)
        await stage.press("shift+tab", "right")
        field = stage.screen.query_one("#field-key-file", FormField)
        await stage.until(lambda: field.display)
        field.value = str(path)
        field.focus()
        await stage.press("enter", "space", "enter")
        await stage.on(AccountsScreen)
        await stage.shows("No accounts yet")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    new_keeper.unlock(read_key_file(path)).result(PATIENCE)


def key_files_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if ".key" in each.name]


async def choose_key_file(stage: Running, path: Path) -> None:
    await stage.on(FirstRunScreen)
    await stage.press("shift+tab", "right")
    field = stage.screen.query_one("#field-key-file", FormField)
    await stage.until(lambda: field.display)
    field.value = str(path)
    field.focus()
    await stage.press("enter")


async def test_what_was_typed_is_kept_when_the_file_cannot_be_made(
    new_keeper: Keeper, tmp_path: Path
) -> None:
    path = tmp_path / "taken.key"
    path.write_text("precious")
    async with running(SftuiApp(new_keeper)) as stage:
        await choose_key_file(stage, path)
        first = stage.screen
        await stage.press("space", "enter")
        await stage.until(lambda: isinstance(stage.screen, FirstRunScreen) and stage.screen is not first)
        await stage.shows("exists already", str(path)[-30:])
        assert stage.screen.query_one("#field-key-file", FormField).value == str(path)
    assert path.read_text() == "precious"
    assert new_keeper.state() is FileState.FIRST_RUN


@pytest.mark.parametrize(("name", "why"), [("taken.key", "exists already"), ("none/my.key", "Not saved")])
async def test_a_key_file_that_cannot_be_made_is_told_beside_its_field_before_the_code_is_shown(
    new_keeper: Keeper, tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "taken.key").write_text("precious")
    async with running(SftuiApp(new_keeper)) as stage:
        await choose_key_file(stage, tmp_path / name)
        first = stage.screen
        await stage.press("enter")
        await stage.until(lambda: stage.screen is not first)
        await stage.on(FirstRunScreen)
        await stage.shows(why)
        field = stage.screen.query_one("#field-key-file", FormField)
        assert why in field.problem
        assert field.input.has_focus
        assert "ctrl+g" not in stage.words()
        assert "ctrl+r" not in stage.words()
        await stage.press("ctrl+g")
        await stage.type("2")
        assert field.value == f"{tmp_path / name}2"
        assert stage.screen.query_one(NewPassphrase).secret.reveal() == ""
    assert key_files_in(tmp_path) == ["taken.key"]


async def test_the_code_on_the_paper_is_the_one_that_opens_however_often_it_is_tried(
    new_keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = new_keeper.create

    def fail(keys: Mapping[str, Key]) -> Future[Snapshot]:
        monkeypatch.setattr(new_keeper, "create", create)
        failed: Future[Snapshot] = Future()
        failed.set_exception(NotSaved("Not saved: the disk is full."))
        return failed

    monkeypatch.setattr(new_keeper, "create", fail)
    async with running(SftuiApp(new_keeper)) as stage:
        await choose_key_file(stage, tmp_path / "my.key")
        await stage.press("enter")
        await stage.on(RecoveryCodeScreen)
        code = code_on(stage)
        await stage.press("enter")
        await stage.paste(code)
        await stage.press("enter")
        await stage.on(FirstRunScreen)
        await stage.shows("the disk is full")
        await stage.press("enter", "enter")
        await stage.on(AccountsScreen)
        await stage.shows("No accounts yet")
    new_keeper.unlock(read_recovery_code(code)).result(PATIENCE)


async def test_a_door_leads_out(new_keeper: Keeper) -> None:
    app = SftuiApp(new_keeper, doors=[Door("Look around in the demo", "demo")])
    async with running(app) as stage:
        await stage.on(FirstRunScreen)
        await stage.shows("Look around in the demo")
        await stage.press("shift+tab", "shift+tab")
        await stage.shows("Enter Go there")
        await stage.press("enter")
    assert app.return_value == "demo"
    assert new_keeper.state() is FileState.FIRST_RUN


async def test_it_fits_into_a_small_terminal(new_keeper: Keeper) -> None:
    async with running(SftuiApp(new_keeper), size=(60, 18)) as stage:
        await stage.on(FirstRunScreen)
        await stage.shows("Passphrase", "Once more", "Enter Next")
        await stage.type(TYPED)
        await stage.press("enter")
        await stage.type(TYPED)
        await stage.press("enter")
        await stage.shows("Recovery code", "Enter Make the file")
