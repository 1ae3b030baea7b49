"""Making the account file."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

from sftui.account import Secret
from sftui.vault import file
from sftui.vault.complaints import no_locks
from sftui.vault.keys import Passphrase
from sftui.vault.places import Places
from sftui.vault.recovery_code import read_recovery_code
from sftui.vault.slots import list_slots
from tests.cli.conftest import Run
from tests.cli.person import at_terminal, without_terminal

CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


def test_with_a_passphrase_from_the_environment(
    run: Run, environment: dict[str, str], places: Places
) -> None:
    environment["SFTUI_PASSPHRASE"] = "correct horse battery staple"
    done = run("init", "--json")
    assert done.code == 0
    assert json.loads(done.out) == {"accounts": str(places.accounts), "slots": ["main"]}
    assert stat.S_IMODE(places.accounts.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.accounts.parent.stat().st_mode) == 0o700
    assert run("list", "--json").out == "[]\n"


def test_a_second_one_is_refused_and_nothing_is_changed(
    run: Run, vault: file.Vault, places: Places, tmp_path: Path
) -> None:
    before = places.accounts.read_bytes()
    done = run("init", "--new-key-file", str(tmp_path / "key"))
    assert done.code == 2
    assert "There is an account file already" in done.err
    assert places.accounts.read_bytes() == before
    assert not (tmp_path / "key").exists()


def test_never_a_fresh_file_where_one_was_lost(run: Run, vault: file.Vault, places: Places) -> None:
    places.accounts.rename(places.accounts.with_name("accounts.toml.bak1"))
    done = run("init")
    assert done.code == 5
    assert not places.accounts.exists()


def test_with_a_new_key_file_alone(run: Run, places: Places, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    assert run("init", "--new-key-file", str(key_file)).code == 0
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert run("list", "--key-file", str(key_file)).code == 0


def test_the_new_key_file_goes_again_when_the_account_file_cannot_be_made(
    run: Run, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_file = tmp_path / "key"
    original = file.create

    def refused(path: Path, *_: object, **__: object) -> file.Vault:
        raise no_locks(path)

    monkeypatch.setattr(file, "create", refused)
    done = run("init", "--new-key-file", str(key_file))
    assert done.code == 5
    assert not key_file.exists()
    monkeypatch.setattr(file, "create", original)
    assert run("init", "--new-key-file", str(key_file)).code == 0


def test_without_anybody_to_ask(environment: dict[str, str], places: Places) -> None:
    done = without_terminal(["init"], environment)
    assert done.code == 3
    assert "An account file is made with a passphrase or a key" in done.err
    assert "--new-key-file" in done.err
    assert "keyring" not in done.err  # nothing is remembered of a file that is not there yet
    assert "is locked" not in done.err
    assert not places.accounts.exists()


def test_asked_for_at_a_terminal(environment: dict[str, str], places: Places) -> None:
    with at_terminal(["init"], environment) as person:
        person.answer("New passphrase", "abc")
        person.expect("Weak.")
        person.answer("Use it all the same?", "n")
        person.answer("New passphrase", "correct horse battery staple")
        person.answer("Once more:", "correct horse battery stable")
        person.expect("The two differ.")
        person.answer("New passphrase", "correct horse battery staple")
        person.answer("Once more:", "correct horse battery staple")
        person.answer("Make one?", "y")
        person.expect("Write it down")
        shown = "".join(CODE.findall(person.seen))
        person.answer("Recovery code:", "not a code")
        person.expect("It has 8 letters and digits instead of 56.")
        person.answer("Recovery code:", shown.lower().replace("-", " "))
        code, out, err = person.ends()
    assert code == 0
    assert "It opens with: main, recovery code." in out
    assert "correct horse" not in person.seen + out + err
    assert CODE.search(out + err) is None
    for key in (Passphrase(Secret("correct horse battery staple")), read_recovery_code(shown)):
        opened = file.unlock(places.accounts, key)
        assert [slot.label for slot in list_slots(opened)] == ["main", "recovery code"]


@pytest.mark.parametrize("answer", ["n", "y"])
def test_the_suggestion_and_no_recovery_code(
    environment: dict[str, str], places: Places, answer: str
) -> None:
    with at_terminal(["init"], environment) as person:
        person.expect("A suggestion: ")
        person.expect("New passphrase")
        suggestion = re.search(r"A suggestion: (\S+)", person.seen)
        assert suggestion is not None
        person.type("")
        person.answer("Once more:", suggestion[1])
        person.answer("Make one?", answer)
        if answer == "y":
            person.answer("Recovery code:", "")
        code, out, _ = person.ends()
    assert code == 0
    assert out.endswith("It opens with: main.\n")
    file.unlock(places.accounts, Passphrase(Secret(suggestion[1])))
