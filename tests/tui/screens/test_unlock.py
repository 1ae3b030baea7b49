"""Unlock: each reason in its own words; the field keeps focus and text."""

from __future__ import annotations

import base64
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from sftui.keeper.keeper import Keeper
from sftui.tui.app import SftuiApp
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.recovery import RecoveryScreen
from sftui.tui.screens.unlock import UnlockScreen
from sftui.tui.widgets.form_field import FormField
from sftui.vault import file, layout
from sftui.vault.key_files import make_key_file
from sftui.vault.keys import Key
from sftui.vault.recovery_code import new_recovery_key, show_recovery_code
from tests.support.keeping import PASSPHRASE, PATIENCE
from tests.support.screens import Running, running


@pytest.fixture
def locked(keeper: Keeper) -> Keeper:
    keeper.lock().result(PATIENCE)
    return keeper


async def submit(stage: Running, text: str) -> None:
    await stage.on(UnlockScreen)
    await stage.type(text)
    await stage.press("enter")


async def test_the_right_passphrase(locked: Keeper) -> None:
    async with running(SftuiApp(locked)) as stage:
        await stage.shows("accounts.toml is locked.")
        await submit(stage, PASSPHRASE.text.reveal())
        await stage.on(AccountsScreen)
        await stage.shows("No accounts yet", "unlocked")


async def test_a_wrong_one_can_be_typed_over(locked: Keeper) -> None:
    async with running(SftuiApp(locked)) as stage:
        await submit(stage, "wrong")
        await stage.shows("The passphrase does not open the account file.")
        field = stage.screen.query_one("#field-passphrase", FormField)
        assert field.input.has_focus
        assert field.value == "wrong"
        await stage.press("ctrl+r")
        await stage.shows("wrong")
        await submit(stage, PASSPHRASE.text.reveal())
        await stage.on(AccountsScreen)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda code: ("1" if code[0] != "1" else "2") + code[1:], "but a letter or digit was mistyped."),
        (lambda code: code[1:], "but has 55 letters and digits instead of 56."),
        (lambda code: code + "ab", "but has 58 letters and digits instead of 56."),
    ],
)
async def test_a_mistyped_recovery_code_is_not_called_a_passphrase(
    locked: Keeper, change: Callable[[str], str], said: str
) -> None:
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        await stage.paste(change(show_recovery_code(new_recovery_key()).reveal()))
        await stage.press("enter")
        await stage.shows(f"This looks like a recovery code, {said}")


async def test_a_file_without_a_passphrase_says_so(locked: Keeper) -> None:
    locked.unlock(PASSPHRASE).result(PATIENCE)
    locked.add_slot("recovery code", new_recovery_key()).result(PATIENCE)
    locked.remove_slot(locked.slots().result(PATIENCE)[0].id).result(PATIENCE)
    locked.lock().result(PATIENCE)
    async with running(SftuiApp(locked)) as stage:
        await submit(stage, PASSPHRASE.text.reveal())
        await stage.shows("No passphrase opens this account file, only a key file or a recovery code.")


async def test_the_recovery_code_opens_as_well(locked: Keeper) -> None:
    key = new_recovery_key()
    locked.unlock(PASSPHRASE).result(PATIENCE)
    locked.add_slot("recovery code", key).result(PATIENCE)
    locked.lock().result(PATIENCE)
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        await stage.paste(show_recovery_code(key).reveal())
        await stage.press("enter")
        await stage.on(AccountsScreen)


async def test_a_key_file_opens_as_well(locked: Keeper, tmp_path: Path) -> None:
    locked.unlock(PASSPHRASE).result(PATIENCE)
    locked.add_key_file("key file", tmp_path / "my.key").result(PATIENCE)
    locked.lock().result(PATIENCE)
    make_key_file(tmp_path / "other.key")
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        await stage.press("f3")
        await stage.shows("Key file", "F3 Passphrase")
        await submit(stage, str(tmp_path / "nothing.key"))
        await stage.shows("cannot be read")
        await stage.press("escape")
        await submit(stage, str(tmp_path / "other.key"))
        await stage.shows("The key does not open the account file.")
        await stage.press("escape")
        await submit(stage, str(tmp_path / "my.key"))
        await stage.on(AccountsScreen)


async def test_a_bare_name_is_in_the_home_folder_as_at_the_first_run(locked: Keeper) -> None:
    locked.unlock(PASSPHRASE).result(PATIENCE)
    locked.add_key_file("key file", Path.home() / "my.key").result(PATIENCE)
    locked.lock().result(PATIENCE)
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        await stage.press("f3")
        await submit(stage, "my.key")
        await stage.on(AccountsScreen)


def opened_only_by(keeper: Keeper, label: str, path: Path) -> None:
    """Take the passphrase away; the key file stands at ``path``."""
    keeper.unlock(PASSPHRASE).result(PATIENCE)
    main = keeper.slots().result(PATIENCE)[0]
    keeper.add_key_file(label, path).result(PATIENCE)
    keeper.remove_slot(main.id).result(PATIENCE)
    keeper.lock().result(PATIENCE)


async def test_a_file_that_opens_by_a_key_file_asks_for_that(locked: Keeper, tmp_path: Path) -> None:
    opened_only_by(locked, "key file", tmp_path / "my.key")
    async with running(SftuiApp(locked)) as stage:
        await submit(stage, str(tmp_path / "none.key"))
        await stage.shows("Key file", "cannot be read", "F3 Passphrase")
        assert "--key-file" not in stage.words()
        await stage.press("f3")
        assert "recovery code" not in stage.words()
        await submit(stage, "a passphrase")
        await stage.shows("F3 asks for the key file.")
        await stage.press("f3", "escape")
        await submit(stage, str(tmp_path / "my.key"))
        await stage.on(AccountsScreen)


async def test_the_usual_key_file_is_there_already(locked: Keeper, tmp_path: Path) -> None:
    opened_only_by(locked, "key file", tmp_path / "home" / "sftui.key")
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        await stage.shows("~/sftui.key")
        await stage.press("enter")
        await stage.on(AccountsScreen)


async def test_a_recovery_code_is_spoken_of_where_one_may_open_the_file(
    locked: Keeper, tmp_path: Path
) -> None:
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        await stage.shows("Passphrase")
        assert "recovery code" not in stage.words()
    opened_only_by(locked, "ada's", tmp_path / "my.key")
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        await stage.shows("Key file", "F3 Recovery code")


async def test_each_reason_has_its_own_words(locked: Keeper) -> None:
    path = locked.places.accounts
    whole = path.read_text()
    for typed, content, expected in (
        (PASSPHRASE.text.reveal(), _altered(whole), "changed by something other than sftui"),
        (
            PASSPHRASE.text.reveal(),
            whole.replace("version = 1", "version = 2"),
            "saved by a newer sftui (format 2; this one reads",
        ),
        ("wrong", whole, "The passphrase does not open the account file."),
    ):
        path.write_text(content)
        async with running(SftuiApp(locked)) as stage:
            await submit(stage, typed)
            await stage.shows(expected)


async def test_a_newer_file_says_so_before_a_passphrase_is_typed(locked: Keeper) -> None:
    path = locked.places.accounts
    path.write_text(path.read_text().replace("version = 1", "version = 2"))
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        await stage.shows("saved by a newer sftui (format 2; this one reads format 1", "Upgrade sftui.")


def _altered(text: str) -> str:
    """A generation that somebody edited, with a checksum that fits again."""
    edited = text.replace("generation = 1", "generation = 9")
    document = tomllib.loads(edited)
    ciphertext = base64.b64decode("".join(document["payload"]["data"].split()))
    return edited.replace(document["payload"]["sha256"], layout.checksum_of(document["sftui"], ciphertext))


async def test_a_damaged_file_leads_to_its_backups(locked: Keeper) -> None:
    path = locked.places.accounts
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        path.write_bytes(b"")
        await submit(stage, PASSPHRASE.text.reveal())
        await stage.shows("F4 shows the backups.", "F4 Backups")
        await stage.press("f4")
        await stage.on(RecoveryScreen)


async def test_the_screen_answers_while_the_key_is_derived(
    locked: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    original = file.unlock

    def slow(path: Path, key: Key) -> file.Vault:
        go_on.wait(PATIENCE)
        return original(path, key)

    monkeypatch.setattr(file, "unlock", slow)
    async with running(SftuiApp(locked)) as stage:
        await submit(stage, PASSPHRASE.text.reveal())
        await stage.shows("Opening …")
        await stage.press("enter", "enter")
        await stage.press("f2")
        await stage.shows("sftui · keys")
        await stage.press("escape")
        go_on.set()
        await stage.on(AccountsScreen)


async def test_esc_empties_the_field_and_never_quits(locked: Keeper) -> None:
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        await stage.type("abc")
        await stage.press("escape", "escape")
        assert stage.screen.query_one("#field-passphrase", FormField).value == ""
        assert isinstance(stage.screen, UnlockScreen)
        await stage.press("ctrl+q")
    assert stage.app.return_value == ""


async def test_an_empty_field_asks_nothing(locked: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(locked, "unlock", asked.append)
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        await stage.press("enter")
        await stage.shows("Passphrase is needed.")
        assert asked == []


async def test_half_a_character_is_told(locked: Keeper) -> None:
    async with running(SftuiApp(locked)) as stage:
        await stage.on(UnlockScreen)
        stage.screen.query_one("#field-passphrase", FormField).value = "abc\ud800"
        await stage.press("enter")
        await stage.shows("half a character")


async def test_the_passphrase_is_nowhere_on_the_screen(locked: Keeper) -> None:
    async with running(SftuiApp(locked)) as stage:
        await submit(stage, "my-wrong-passphrase")
        await stage.shows("does not open")
        assert "my-wrong" not in stage.words()
        await stage.press("ctrl+r")
        await stage.shows("my-wrong-passphrase")
        assert "my-wrong" not in stage.app.export_screenshot()
