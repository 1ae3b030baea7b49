"""Which key opens the account file, and what is said when none does (account-file.md §4)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sftui.vault import file
from sftui.vault.key_files import make_key_file
from sftui.vault.places import Places
from sftui.vault.slots import add_slot
from tests.cli.conftest import Run
from tests.cli.person import at_terminal, without_terminal
from tests.support.keeping import CHEAP, PASSPHRASE

WORDS = PASSPHRASE.text.reveal()


@pytest.fixture
def locked(vault: file.Vault, environment: dict[str, str]) -> file.Vault:
    """The account file, and nothing in the environment that opens it."""
    del environment["SFTUI_PASSPHRASE"]
    return vault


def test_no_account_file_yet(run: Run) -> None:
    done = run("list")
    assert done.code == 1
    assert "There is no account file yet" in done.err
    assert "sftui init" in done.err


def test_no_terminal_and_no_source_fails_at_once_with_the_ways(
    locked: file.Vault, environment: dict[str, str]
) -> None:
    done = without_terminal(["list"], environment)
    assert done.code == 3
    for way in ("--passphrase-fd", "--key-file", "--password-command", "SFTUI_PASSPHRASE"):
        assert way in done.err
    assert without_terminal(["list", "--no-input", "--json"], environment).code == 3


def test_no_input_asks_nobody_even_at_a_terminal(locked: file.Vault, environment: dict[str, str]) -> None:
    with at_terminal(["list", "--no-input"], environment) as person:
        code, out, err = person.ends()
    assert (code, out) == (3, "")
    assert "nobody can be asked" in err


def test_the_prompt_hides_what_is_typed_and_takes_three_tries(
    locked: file.Vault, environment: dict[str, str]
) -> None:
    with at_terminal(["list"], environment) as person:
        person.expect("Passphrase for accounts.toml:")
        assert not person.echoes()
        person.type("wrong one")
        person.expect("does not open the account file")
        person.answer("Passphrase for accounts.toml:", WORDS)
        code, out, err = person.ends()
        assert person.echoes()
    assert (code, out) == (0, "")
    assert err == "No accounts yet. Connect one with: sftui connect\n"
    assert "wrong one" not in person.seen
    assert WORDS not in person.seen


def test_three_wrong_passphrases_are_enough(locked: file.Vault, environment: dict[str, str]) -> None:
    with at_terminal(["list", "--json"], environment) as person:
        for wrong in ("one", "two", "three"):
            person.answer("Passphrase for accounts.toml:", wrong)
        code, out, err = person.ends()
    assert (code, err) == (3, "")
    assert json.loads(out)["error"]["code"] == "wrong-key"


def test_leaving_the_prompt(locked: file.Vault, environment: dict[str, str]) -> None:
    with at_terminal(["list"], environment) as person:
        person.expect("Passphrase")
        person.press_ctrl_c()
        code, out, err = person.ends()
        assert person.echoes()
    assert (code, out, err) == (130, "", "sftui: Interrupted.\n")
    with at_terminal(["list"], environment) as person:
        person.expect("Passphrase")
        os.write(person.terminal, b"\x04")
        assert person.ends()[0] == 130


def test_a_descriptor(locked: file.Vault, environment: dict[str, str], run: Run) -> None:
    reading, writing = os.pipe()
    os.write(writing, WORDS.encode() + b"\n")
    os.close(writing)
    try:
        assert run("list", "--passphrase-fd", str(reading)).code == 0
    finally:
        os.close(reading)


def test_a_key_file(locked: file.Vault, tmp_path: Path, run: Run) -> None:
    key_file = tmp_path / "key"
    add_slot(locked, "key file", make_key_file(key_file).key, cost=CHEAP)
    assert run("list", "--key-file", str(key_file)).code == 0
    key_file.chmod(0o644)
    refused = run("list", "--key-file", str(key_file))
    assert refused.code == 3
    assert "can be used by others" in refused.err


def test_a_password_command(locked: file.Vault, run: Run) -> None:
    assert run("list", "--password-command", f"printf '%s' '{WORDS}'").code == 0


@pytest.mark.parametrize(
    "named",
    [
        ["--passphrase-fd", "987"],
        ["--key-file", "/nonexistent"],
        ["--password-command", "false"],
    ],
)
def test_a_named_source_that_fails_is_an_error_though_another_would_do(
    vault: file.Vault, run: Run, named: list[str]
) -> None:
    done = run("list", *named)
    assert done.code == 3
    assert done.out == ""


def test_the_passphrase_leaves_the_environment(vault: file.Vault, run: Run) -> None:
    assert run("list").code == 0
    assert "SFTUI_PASSPHRASE" not in os.environ


def test_a_wrong_passphrase_from_a_source_is_not_asked_again(
    vault: file.Vault, environment: dict[str, str], run: Run
) -> None:
    environment["SFTUI_PASSPHRASE"] = WORDS + " "
    assert run("list").code == 3


@pytest.mark.parametrize("contents", [b"", b"\0" * 4096, b"not a file of sftui"])
def test_a_damaged_file_is_told_before_anybody_is_asked(
    vault: file.Vault, places: Places, environment: dict[str, str], run: Run, contents: bytes
) -> None:
    places.accounts.write_bytes(contents)
    del environment["SFTUI_PASSPHRASE"]
    done = run("list", "--json")
    assert done.code == 5
    assert json.loads(done.out)["error"]["code"] in {"file-damaged", "file-missing"}
    assert places.accounts.read_bytes() == contents


def test_a_file_from_a_newer_version(vault: file.Vault, places: Places, run: Run) -> None:
    text = places.accounts.read_text().replace("version = 1", "version = 2")
    places.accounts.write_text(text)
    done = run("list")
    assert done.code == 5
    assert "newer" in done.err
    assert places.accounts.read_text() == text


def test_accounts_names_another_file(vault: file.Vault, tmp_path: Path, run: Run) -> None:
    assert run("list", "--accounts", str(tmp_path / "other.toml")).code == 1
