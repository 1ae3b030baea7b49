"""No known secret in anything that the vault writes, logs, raises or shows of itself (D23, below the screens)."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sftui.account import Secret, Token
from sftui.errors import SftuiError
from sftui.vault import cached, envelope, file, merging, recovery, rotation, sessions, slots
from sftui.vault.epoch import ask_to_lock
from sftui.vault.key_files import key_text, make_key_file, read_key_file
from sftui.vault.keys import Key, Passphrase, RawKey
from sftui.vault.places import find_places
from sftui.vault.recovery_code import new_recovery_key, read_recovery_code, show_recovery_code
from sftui.vault.refreshing import try_turn
from sftui.vault.unlock import UnlockOptions, find_key
from tests.vault.kit import KNOWN_SECRETS, LOW, PASS, WORDS, account, new_vault

WRONG, ACCESS, NEW = "planted-passphrase", "planted-token", "planted-new"
PLANTED = (*KNOWN_SECRETS, WORDS, WRONG, ACCESS, NEW)


def a_day_of_use(folder: Path) -> None:
    """Everything that the vault does, once."""
    path = folder / "accounts.toml"
    places = find_places(path, {})
    vault = new_vault(path, account("one"), account("two"), saves=3)
    one = vault.accounts[0]
    vault = file.edit(vault, merging.update(one, one.with_changes(password=Secret(NEW))))
    token = Token(access_token=Secret(ACCESS), instance_url="https://acme.my.salesforce.com")
    sessions.edit(places.sessions, vault, lambda each: each.having(one.id, token=token))
    turn = try_turn(places, one.id)
    assert turn is not None
    sessions.read(places.sessions, vault)
    turn.release()
    code = new_recovery_key()
    vault = slots.add_slot(vault, "recovery code", code, cost=LOW)
    vault = slots.change_passphrase(vault, Passphrase(Secret(WRONG)), cost=LOW)
    keys: dict[str, Key] = {
        vault.header.slots[0].id: Passphrase(Secret(WRONG)),
        vault.header.slots[1].id: code,
    }
    vault = rotation.rotate(vault, keys, cost=LOW, sessions=places.sessions)
    path.write_bytes(path.read_bytes()[:-50])
    recovery.restore(path, recovery.find_backup(path), key=code)
    ask_to_lock(places)


def test_a_day_of_use_leaves_no_secret_in_any_file_or_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        a_day_of_use(tmp_path)
    written = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    assert len(written) > 8
    printed = capfd.readouterr()
    for secret in PLANTED:
        for each, content in written.items():
            assert secret.encode() not in content, each
        assert secret not in caplog.text + printed.out + printed.err


def failures(folder: Path) -> Iterator[Callable[[], object]]:
    """Every way to fail while secrets are at hand."""
    path = folder / "accounts.toml"
    vault = new_vault(path, account("one"))
    raw = path.read_bytes()
    wrong = Passphrase(Secret(WRONG))
    key_file = folder / "key"
    make_key_file(key_file)
    key_file.chmod(0o644)
    yield lambda: file.unlock(path, wrong)
    yield lambda: file.create(path, {"main": wrong}, cost=LOW)
    yield lambda: file.edit(vault, merging.add(account("two", password=Secret(f"{NEW}\ud800"))))
    yield lambda: file.edit(vault, merging.add(account("one")))
    yield lambda: file.edit(vault, merging.add(account("")))
    yield lambda: envelope.read(raw[:-10])
    yield lambda: rotation.rotate(vault, {vault.header.slots[0].id: wrong}, cost=LOW)
    yield lambda: rotation.rotate(vault, {}, cost=LOW)
    yield lambda: slots.remove_slot(vault, vault.header.slots[0].id)
    yield lambda: read_key_file(key_file)
    yield lambda: read_recovery_code(WRONG)
    yield lambda: find_key(UnlockOptions(), {"SFTUI_PASSWORD_COMMAND": f"{WRONG} 'x"})
    yield lambda: find_key(UnlockOptions(), {"SFTUI_PASSPHRASE": "", "SFTUI_KEY_FILE": str(key_file)})
    yield lambda: cached.remember(vault)


def test_no_refusal_and_no_traceback_shows_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)
    count = 0
    for run in failures(tmp_path):
        with pytest.raises(SftuiError) as caught:
            run()
        count += 1
        error = caught.value
        shown = f"{error!r} {error} {error.problem()} {error.causes}"
        shown += "".join(traceback.format_exception(error))
        for secret in PLANTED:
            assert secret not in shown
        assert error.__cause__ is None
    assert count == 14


def test_a_crash_deep_inside_shows_no_secret_even_with_its_locals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The objects that carry secrets from room to room give nothing away in a frame's locals."""
    vault = new_vault(tmp_path / "accounts.toml", account("one"))
    carried: dict[str, object] = {
        "vault": vault,
        "accounts": vault.accounts,
        "passphrase": PASS,
        "code": new_recovery_key(),
        "shown": show_recovery_code(new_recovery_key()),
        "line": key_text(RawKey(vault.data_key)),
        "options": UnlockOptions(password_command="pass show sftui"),
        "sessions": sessions.Sessions().having(
            "a" * 32, token=Token(access_token=Secret(ACCESS), instance_url="https://x")
        ),
    }

    def crash(accounts: object, held: dict[str, object]) -> object:
        raise RuntimeError("unexpected")

    try:
        crash(vault.accounts, carried)
    except RuntimeError as error:
        shown = "".join(
            traceback.TracebackException.from_exception(error, capture_locals=True).format()
        ) + repr(carried)
    for secret in PLANTED:
        assert secret not in shown
