"""``sftui passphrase`` and ``sftui lock``: what opens the account file, and shutting what is open."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sftui.account import Secret
from sftui.errors import WrongKey
from sftui.vault import file
from sftui.vault.epoch import lock_epoch
from sftui.vault.key_files import key_text
from sftui.vault.keys import Passphrase
from sftui.vault.places import Places
from sftui.vault.recovery_code import new_recovery_key, read_recovery_code, show_recovery_code
from sftui.vault.slots import add_slot
from tests.cli.conftest import Connect, Run
from tests.cli.person import at_terminal
from tests.support.keeping import PASSPHRASE

pytestmark = pytest.mark.usefixtures("vault")

NEW = "another correct horse battery"
CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


def slots(run: Run) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("passphrase", "--list", "--json").out)
    return found


def opens(places: Places, passphrase: str) -> bool:
    try:
        file.unlock(places.accounts, Passphrase(Secret(passphrase)))
    except WrongKey:
        return False
    return True


def through_descriptor(text: str) -> int:
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    return reading


def test_list(run: Run) -> None:
    done = run("passphrase", "--list")
    assert done.code == 0
    heading, main = done.out.splitlines()
    assert heading.split() == ["Id", "Kind", "Label", "Cost", "of", "a", "guess"]
    assert re.fullmatch(r"[0-9a-f]{8}  passphrase  main   Argon2id.*  used now", main)


def test_change_at_a_terminal(places: Places, environment: dict[str, str]) -> None:
    with at_terminal(["passphrase"], environment) as person:
        person.answer("New passphrase", NEW)
        person.answer("Once more:", NEW)
        code, out, err = person.ends()
    assert code == 0, err
    assert out.startswith("The passphrase is changed. Backups made before still open with the old one")
    assert opens(places, NEW)
    assert not opens(places, PASSPHRASE.text.reveal())


def test_change_unattended(run: Run, places: Places) -> None:
    descriptor = through_descriptor(NEW)
    assert run("passphrase", "--new-passphrase-fd", str(descriptor)).code == 0
    os.close(descriptor)
    assert opens(places, NEW)


def test_change_with_nobody_to_ask(run: Run, places: Places) -> None:
    done = run("passphrase")
    assert done.code == 2
    assert "--new-passphrase-fd" in done.err
    assert opens(places, PASSPHRASE.text.reveal())


def test_add_and_remove_a_key_file(run: Run, environment: dict[str, str], tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    assert run("passphrase", "--add-key-file", str(key_file), "--label", "backup server").code == 0
    assert [slot["label"] for slot in slots(run)] == ["main", "backup server"]
    passphrase = environment.pop("SFTUI_PASSPHRASE")
    assert run("list", "--key-file", str(key_file)).code == 0
    environment["SFTUI_PASSPHRASE"] = passphrase
    assert run("passphrase", "--remove", "Backup Server").code == 0
    assert [slot["label"] for slot in slots(run)] == ["main"]
    del environment["SFTUI_PASSPHRASE"]
    assert run("list", "--key-file", str(key_file)).code == 3


def test_the_last_slot_stays(run: Run) -> None:
    done = run("passphrase", "--remove", "main")
    assert done.code == 2
    assert "last slot" in done.err
    assert len(slots(run)) == 1


def test_no_such_slot_and_several(run: Run, tmp_path: Path) -> None:
    assert "There is no slot “x”." in run("passphrase", "--remove", "x").err
    run("passphrase", "--add-key-file", str(tmp_path / "one"), "--label", "main")
    done = run("passphrase", "--remove", "main")
    assert done.code == 2
    assert "Several slots are called “main”." in done.err


def test_a_further_passphrase_and_changing_the_named_one(run: Run, places: Places) -> None:
    descriptor = through_descriptor(NEW)
    assert (
        run(
            "passphrase", "--add-passphrase", "--label", "second", "--new-passphrase-fd", str(descriptor)
        ).code
        == 0
    )
    os.close(descriptor)
    assert opens(places, NEW)
    assert opens(places, PASSPHRASE.text.reveal())
    descriptor = through_descriptor("a third one altogether")
    assert run("passphrase", "--slot", "second", "--new-passphrase-fd", str(descriptor)).code == 0
    os.close(descriptor)
    assert not opens(places, NEW)
    assert opens(places, PASSPHRASE.text.reveal())


def test_a_recovery_code_is_proved_by_typing(places: Places, environment: dict[str, str]) -> None:
    with at_terminal(["passphrase", "--add-recovery-code"], environment) as person:
        person.expect("Recovery code:")
        code_text = "".join(CODE.findall(person.seen))
        person.type(code_text)
        code, out, err = person.ends()
    assert code == 0, err
    assert CODE.search(out + err) is None
    file.unlock(places.accounts, read_recovery_code(code_text))
    del environment["SFTUI_PASSPHRASE"]
    with at_terminal(["list"], environment) as person:
        person.answer("Passphrase", code_text)
        assert person.ends()[0] == 0


def test_rotate_keeps_accounts_and_asks_for_every_slot(
    run: Run, connect: Connect, places: Places, environment: dict[str, str], tmp_path: Path
) -> None:
    connect("client-credentials", name="Nightly")
    key_file = tmp_path / "key"
    run("passphrase", "--add-key-file", str(key_file))
    before = file.unlock(places.accounts, PASSPHRASE).data_key
    alone = run("passphrase", "--rotate")
    assert alone.code == 2
    assert "The slot “key file” needs its key again." in alone.err
    with at_terminal(["passphrase", "--rotate"], environment) as person:
        person.answer("Recovery code, or the name of the key file", "/nonexistent")
        person.expect("cannot be read")
        person.answer("Recovery code, or the name of the key file", str(key_file))
        code, out, err = person.ends()
    assert code == 0, err
    assert out == "The account file has a new key.\n"
    assert file.unlock(places.accounts, PASSPHRASE).data_key != before
    assert [each["name"] for each in json.loads(run("list", "--json").out)] == ["Nightly"]
    assert run("list", "--key-file", str(key_file)).code == 0


def test_rotate_asks_again_and_repeats_nothing_that_may_be_a_secret(
    run: Run, places: Places, environment: dict[str, str], tmp_path: Path
) -> None:
    key_file = tmp_path / "key"
    run("passphrase", "--add-key-file", str(key_file))
    code = show_recovery_code(new_recovery_key()).reveal().replace("\n", "-")
    mistyped = ("1" if code[0] != "1" else "2") + code[1:]
    question = "Recovery code, or the name of the key file"
    with at_terminal(["passphrase", "--rotate"], environment) as person:
        person.answer(question, mistyped)
        person.expect("This looks like a recovery code, but a letter or digit was mistyped.")
        person.answer(question, NEW)
        person.expect("neither a recovery code nor a key file")
        person.answer(question, code)
        person.expect("What was given does not open “key file”.")
        person.answer(question, str(key_file))
        ended, out, err = person.ends()
    assert ended == 0, err
    for told in (person.seen, out, err):
        assert mistyped[:9] not in told
        assert NEW not in told


def test_a_recovery_code_or_a_key_is_no_new_passphrase(
    run: Run, places: Places, environment: dict[str, str]
) -> None:
    key = new_recovery_key()
    code = show_recovery_code(key).reveal().replace("\n", "-")
    with at_terminal(["passphrase"], environment) as person:
        for refused in (code, key_text(key).reveal()):
            person.answer("New passphrase", refused)
            person.expect("This is a recovery code or the text of a key file")
        person.answer("New passphrase", NEW)
        person.answer("Once more:", NEW)
        assert person.ends()[0] == 0
    assert opens(places, NEW)
    environment["SFTUI_PASSPHRASE"] = NEW
    descriptor = through_descriptor(code)
    done = run("passphrase", "--new-passphrase-fd", str(descriptor))
    os.close(descriptor)
    assert done.code == 2
    assert "This is a recovery code or the text of a key file" in done.err
    assert opens(places, NEW)


def test_rotate_drops_what_is_named(run: Run, tmp_path: Path) -> None:
    run("passphrase", "--add-key-file", str(tmp_path / "key"))
    done = run("passphrase", "--rotate", "--drop", "key file", "--json")
    assert done.code == 0, done.out
    assert [slot["label"] for slot in json.loads(done.out)] == ["main"]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """An OS keyring in memory, where the optional package would be."""
    kept: dict[tuple[str, str], str] = {}
    module = ModuleType("keyring")
    module.get_password = lambda service, name: kept.get((service, name))  # type: ignore[attr-defined]  # a stand-in
    module.set_password = lambda service, name, text: kept.__setitem__((service, name), text)  # type: ignore[attr-defined]  # a stand-in
    module.delete_password = lambda service, name: kept.__delitem__((service, name))  # type: ignore[attr-defined]  # a stand-in
    monkeypatch.setitem(sys.modules, "keyring", module)
    return kept


def test_remember_and_forget(
    run: Run, environment: dict[str, str], keyring: dict[tuple[str, str], str]
) -> None:
    assert run("passphrase", "--remember").code == 0
    assert len(keyring) == 1
    passphrase = environment.pop("SFTUI_PASSPHRASE")
    assert run("list").code == 0
    environment["SFTUI_PASSPHRASE"] = passphrase
    assert run("passphrase", "--forget").code == 0
    assert keyring == {}
    del environment["SFTUI_PASSPHRASE"]
    assert run("list").code == 3


def test_forgetting_without_a_keyring_names_the_slot(
    run: Run, keyring: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("passphrase", "--remember")
    monkeypatch.setitem(sys.modules, "keyring", None)
    done = run("passphrase", "--forget")
    assert done.code == 2
    assert f"--remove {slots(run)[1]['id']}" in done.err
    assert run("passphrase", "--remove", "this computer").code == 0
    assert run("passphrase", "--forget").code == 0


@pytest.mark.parametrize(("slots_before", "label"), [(8, "further"), (1, "x" * 65)])
def test_a_key_file_whose_slot_is_refused_goes_again(
    run: Run, vault: file.Vault, tmp_path: Path, slots_before: int, label: str
) -> None:
    for number in range(1, slots_before):
        vault = add_slot(vault, f"number {number}", new_recovery_key())
    key_file = tmp_path / "key"
    done = run("passphrase", "--add-key-file", str(key_file), "--label", label)
    assert done.code == 2
    assert not key_file.exists()


def test_a_file_that_was_there_before_stays(run: Run, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text("precious")
    assert run("passphrase", "--add-key-file", str(key_file)).code == 2
    assert key_file.read_text() == "precious"


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["--drop", "main"], "--drop"),
        (["--remove", "main", "--drop", "main"], "--drop"),
        (["--rotate", "--slot", "main"], "--slot"),
        (["--add-passphrase", "--slot", "main"], "--slot"),
        (["--label", "new name"], "--label"),
        (["--rotate", "--label", "new name"], "--label"),
        (["--rotate", "--new-passphrase-fd", "9"], "--new-passphrase-fd"),
        (["--add-recovery-code", "--new-passphrase-fd", "9"], "--new-passphrase-fd"),
        (["--list", "--new-passphrase-fd", "0"], "--new-passphrase-fd"),
    ],
)
def test_an_option_that_would_be_ignored_is_refused(
    run: Run, places: Places, arguments: list[str], option: str
) -> None:
    before = places.accounts.read_bytes()
    done = run("passphrase", *arguments)
    assert done.code == 2
    assert f"{option} does not belong here" in done.err
    assert places.accounts.read_bytes() == before


def test_lock_reaches_every_open_sftui(run: Run, places: Places, environment: dict[str, str]) -> None:
    del environment["SFTUI_PASSPHRASE"]
    before = lock_epoch(places)
    done = run("lock")
    assert done.code == 0
    assert lock_epoch(places) == before + 1
    assert run("lock", "--json").out == '{\n  "locked": true\n}\n'


def test_lock_without_an_account_file(run: Run, tmp_path: Path) -> None:
    assert run("lock", "--accounts", str(tmp_path / "none.toml")).code == 1


def damage(path: Path) -> None:
    path.write_bytes(bytes(4096))


def make_too_new(path: Path) -> None:
    path.write_text(path.read_text().replace("version = 1", "version = 2"))


def remove_but_for_a_backup(path: Path) -> None:
    path.rename(f"{path}.bak1")


@pytest.mark.parametrize(
    ("break_", "said"),
    [(damage, "only zeros"), (make_too_new, "newer sftui"), (remove_but_for_a_backup, "is gone")],
)
def test_a_file_that_does_not_open_any_more_is_no_reason_to_leave_screens_open(
    run: Run, places: Places, break_: Callable[[Path], None], said: str
) -> None:
    break_(places.accounts)
    before = lock_epoch(places)
    done = run("lock")
    assert (done.code, done.out.startswith("Locked.")) == (0, True)
    assert said in done.err
    assert lock_epoch(places) == before + 1
