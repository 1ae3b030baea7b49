"""Settings: every change holds at once, and what opens the file can be changed."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest

from sftui.account import Secret
from sftui.errors import Cause, LockedError, NotSaved, WrongKey
from sftui.keeper.keeper import Keeper
from sftui.tui.preferences import read_preferences
from sftui.tui.screens.confirm import ConfirmDialog
from sftui.tui.screens.new_key import KeyFilePlaceDialog, NewPassphraseDialog
from sftui.tui.screens.problem import ProblemDialog
from sftui.tui.screens.recovery_code import RecoveryCodeScreen
from sftui.tui.screens.rotate import RotateScreen
from sftui.tui.screens.settings import SettingsScreen
from sftui.tui.screens.unlock import UnlockScreen
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.menu import Menu
from sftui.vault.complaints import rotated, wrong_key
from sftui.vault.key_files import read_key_file
from sftui.vault.keys import Passphrase
from sftui.vault.recovery_code import new_recovery_key, show_recovery_code
from tests.support.keeping import PASSPHRASE, PATIENCE
from tests.support.screens import Running, on_accounts

NEW = "another passphrase entirely"


async def opened(stage: Running) -> None:
    await stage.press("s")
    await stage.on(SettingsScreen)
    await stage.shows("What opens the account file", "passphrase, used now")


async def go_to(stage: Running, door: str) -> None:
    stage.screen.query_one(f"#door-{door}").focus()
    await stage.press("enter")


def labels(keeper: Keeper) -> list[str]:
    return [slot.label for slot in keeper.slots().result(PATIENCE)]


async def test_theme_and_minutes_hold_at_once(keeper: Keeper, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    async with on_accounts(keeper, settings=path) as stage:
        await opened(stage)
        await stage.press("right")
        assert stage.app.theme == "sftui-light"
        field = stage.screen.query_one(FormField)
        field.value = ""
        field.focus()
        await stage.type("0")
        await stage.until(lambda: stage.app.preferences.lock_after_minutes == 0)
        await stage.type("x")
        await stage.shows("A number of minutes, from 0 (never)")
        assert stage.app.preferences.lock_after_minutes == 0
        await stage.until(lambda: read_preferences(path).theme == "sftui-light")
        await stage.until(lambda: read_preferences(path).lock_after_minutes == 0)


async def test_the_passphrase_is_changed(keeper: Keeper) -> None:
    async with on_accounts(keeper) as stage:
        await opened(stage)
        await go_to(stage, "passphrase")
        await stage.on(NewPassphraseDialog)
        await stage.type(NEW)
        await stage.press("enter")
        await stage.type("something else")
        await stage.press("enter")
        await stage.shows("This differs from the first one.")
        field = stage.screen.query_one("#field-again", FormField)
        field.value = ""
        await stage.type(NEW)
        await stage.press("enter")
        await stage.says("The passphrase is changed.")
    keeper.lock().result(PATIENCE)
    with pytest.raises(WrongKey):
        keeper.unlock(PASSPHRASE).result(PATIENCE)
    keeper.unlock(Passphrase(Secret(NEW))).result(PATIENCE)


async def test_of_several_passphrases_the_chosen_one_is_changed(keeper: Keeper) -> None:
    second, code = Passphrase(Secret("the second passphrase")), new_recovery_key()
    keeper.add_slot("second", second).result(PATIENCE)
    keeper.add_slot("recovery code", code).result(PATIENCE)
    keeper.lock().result(PATIENCE)
    keeper.unlock(code).result(PATIENCE)
    async with on_accounts(keeper) as stage:
        await stage.press("s")
        await stage.on(SettingsScreen)
        await stage.shows("second")
        await go_to(stage, "passphrase")
        await stage.on(NewPassphraseDialog)
        await stage.shows("Instead of", "(•) main", "( ) second")
        await stage.press("right", "enter")
        await stage.type(NEW)
        await stage.press("enter")
        await stage.type(NEW)
        await stage.press("enter")
        await stage.says("The passphrase “second” is changed.")
    for key, is_wrong in ((PASSPHRASE, False), (second, True), (Passphrase(Secret(NEW)), False)):
        keeper.lock().result(PATIENCE)
        job = keeper.unlock(key)
        assert (job.exception(PATIENCE) is not None) == is_wrong


async def test_a_recovery_code_is_no_new_passphrase(keeper: Keeper) -> None:
    before = keeper.places.accounts.read_bytes()
    async with on_accounts(keeper) as stage:
        await opened(stage)
        await go_to(stage, "passphrase")
        await stage.on(NewPassphraseDialog)
        code = show_recovery_code(new_recovery_key()).reveal().replace("\n", "-")
        for field in stage.screen.query(FormField):
            field.value = code
            field.focus()
        await stage.press("enter")
        await stage.shows("This is a recovery code or the text of a")
        assert isinstance(stage.screen, NewPassphraseDialog)
    assert keeper.places.accounts.read_bytes() == before


async def test_a_key_file_is_made(keeper: Keeper, tmp_path: Path) -> None:
    taken, path = tmp_path / "taken.key", tmp_path / "new.key"
    taken.write_text("precious")
    async with on_accounts(keeper) as stage:
        await opened(stage)
        await go_to(stage, "key-file")
        await stage.on(KeyFilePlaceDialog)
        stage.screen.query_one(FormField).value = str(taken)
        await stage.press("enter")
        await stage.shows("exists already")
        stage.screen.query_one(FormField).value = str(path)
        await stage.press("enter")
        await stage.on(SettingsScreen)
        await stage.shows("key file", "random key")
    keeper.lock().result(PATIENCE)
    keeper.unlock(read_key_file(path)).result(PATIENCE)
    assert taken.read_text() == "precious"


async def test_a_recovery_code_is_made(keeper: Keeper) -> None:
    async with on_accounts(keeper) as stage:
        await opened(stage)
        await go_to(stage, "recovery-code")
        await stage.on(RecoveryCodeScreen)
        assert isinstance(stage.screen, RecoveryCodeScreen)
        code = show_recovery_code(stage.screen._key).reveal()
        await stage.press("enter")
        await stage.paste(code)
        await stage.press("enter")
        await stage.on(SettingsScreen)
        await stage.shows("recovery code")
    assert labels(keeper) == ["main", "recovery code"]


async def test_a_slot_is_removed_after_a_question_and_never_the_last(keeper: Keeper) -> None:
    keeper.add_slot("recovery code", new_recovery_key()).result(PATIENCE)
    async with on_accounts(keeper) as stage:
        await opened(stage)
        stage.screen.query_one(Menu).focus()
        await stage.press("j", "enter")
        await stage.on(ConfirmDialog)
        await stage.shows("Remove “recovery code”?", "Enter Remove it")
        await stage.press("escape")
        assert labels(keeper) == ["main", "recovery code"]
        await stage.press("enter")
        await stage.on(ConfirmDialog)
        await stage.press("enter")
        await stage.on(SettingsScreen)
        await stage.shows("The last one cannot be removed.")
        assert labels(keeper) == ["main"]
        await stage.press("enter")
        await stage.pilot.pause()
        assert isinstance(stage.screen, SettingsScreen)


async def test_enter_is_offered_only_where_it_removes_something(keeper: Keeper) -> None:
    async with on_accounts(keeper) as stage:
        await opened(stage)
        stage.screen.query_one(Menu).focus()
        await stage.shows("The last one cannot be removed.", "Esc Back")
        assert "Remove" not in stage.words().splitlines()[-1]


async def test_a_new_data_key_keeps_what_was_proven_and_drops_the_rest(keeper: Keeper) -> None:
    keeper.add_slot("recovery code", new_recovery_key()).result(PATIENCE)
    async with on_accounts(keeper) as stage:
        await opened(stage)
        await go_to(stage, "rotate")
        await stage.on(RotateScreen)
        await stage.press("enter", "enter")
        await stage.shows("At least one must stay")
        await stage.type(PASSPHRASE.text.reveal())
        await stage.press("enter", "enter")
        await stage.on(ConfirmDialog)
        await stage.shows("These will not open the account file any more: recovery")
        await stage.press("enter")
        await stage.says("have a new data key")
        assert labels(keeper) == ["main"]
        assert not stage.app.is_locked
    keeper.lock().result(PATIENCE)
    keeper.unlock(PASSPHRASE).result(PATIENCE)


async def test_a_wrong_passphrase_makes_no_new_key_and_is_told_beside_its_field(keeper: Keeper) -> None:
    code = new_recovery_key()
    keeper.add_slot("recovery code", code).result(PATIENCE)
    before = keeper.places.accounts.read_bytes()
    async with on_accounts(keeper) as stage:
        await opened(stage)
        await go_to(stage, "rotate")
        await stage.on(RotateScreen)
        passphrase, recovery = stage.screen.query(FormField)
        recovery.value = show_recovery_code(code).reveal().replace("\n", "-")
        passphrase.value = "wrong"
        recovery.focus()
        await stage.press("enter")
        await stage.shows("What was given does not open “main”.")
        assert isinstance(stage.screen, RotateScreen)
        assert not stage.app.is_locked
        assert passphrase.input.has_focus
        assert keeper.places.accounts.read_bytes() == before
        passphrase.value = PASSPHRASE.text.reveal()
        recovery.focus()
        await stage.press("enter")
        await stage.says("have a new data key")
    assert labels(keeper) == ["main", "recovery code"]


async def test_a_new_key_that_is_not_made_keeps_what_was_typed(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.add_slot("recovery code", new_recovery_key()).result(PATIENCE)
    failed: Future[object] = Future()
    failed.set_exception(NotSaved("Not saved: the disk is full.", Cause("The disk is full.", "Make room.")))
    async with on_accounts(keeper) as stage:
        await opened(stage)
        await go_to(stage, "rotate")
        await stage.on(RotateScreen)
        await stage.type(PASSPHRASE.text.reveal())
        await stage.press("enter", "enter")
        await stage.on(ConfirmDialog)
        await stage.press("escape")
        await stage.on(RotateScreen)
        assert stage.screen.query(FormField).first().value == PASSPHRASE.text.reveal()
        monkeypatch.setattr(keeper, "rotate", lambda *_: failed)
        await stage.press("enter", "enter")
        await stage.on(ConfirmDialog)
        await stage.press("enter")
        await stage.on(RotateScreen)
        await stage.shows("Not saved: the disk is full.", "Make room.")
        assert stage.screen.query(FormField).first().value == PASSPHRASE.text.reveal()


async def test_another_sftui_s_new_key_locks_keeper_and_screens(keeper: Keeper) -> None:
    async with on_accounts(keeper) as stage:
        stage.app.tell(rotated())
        await stage.on(UnlockScreen)
        await stage.shows("accounts.toml was locked because its keys were changed by another sftui.")
    with pytest.raises(LockedError, match="is locked"):
        keeper.slots().result(PATIENCE)


async def test_a_wrong_key_locks_nothing(keeper: Keeper) -> None:
    async with on_accounts(keeper) as stage:
        stage.app.tell(wrong_key(PASSPHRASE, {"passphrase"}))
        await stage.on(ProblemDialog)
        assert not stage.app.is_locked


async def test_locking_takes_the_slots_off(keeper: Keeper) -> None:
    async with on_accounts(keeper) as stage:
        await opened(stage)
        settings = stage.screen
        await stage.press("ctrl+l")
        await stage.until(lambda: settings.query_one(Menu).option_count == 0)


async def test_a_small_terminal(keeper: Keeper) -> None:
    async with on_accounts(keeper, size=(60, 18)) as stage:
        await stage.press("s")
        await stage.on(SettingsScreen)
        await stage.shows("Colours", "Minutes to lock", "main", "Esc Back")
        await go_to(stage, "rotate")
        await stage.on(RotateScreen)
        await stage.shows("main")
