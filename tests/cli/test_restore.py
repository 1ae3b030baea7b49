"""``sftui restore``: listing backups and bringing one back."""

from __future__ import annotations

import json

import pytest

from sftui.vault.places import Places
from tests.cli.conftest import Connect, Run
from tests.cli.person import at_terminal
from tests.support.keeping import PASSPHRASE


@pytest.fixture
def saved_twice(connect: Connect) -> None:
    """Backup 1 holds the first account, backup 2 none."""
    connect("client-credentials", name="First")
    connect("password", name="Second")


def names(run: Run) -> list[str]:
    return [each["name"] for each in json.loads(run("list", "--json").out)]


@pytest.mark.usefixtures("saved_twice")
def test_list_tells_generation_time_and_number_of_accounts(run: Run) -> None:
    done = run("restore", "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert [(each["backup"], each["number"], each["accounts"]) for each in found] == [
        ("accounts.toml.bak1", 1, 1),
        ("accounts.toml.bak2", 2, 0),
    ]
    assert [each["generation"] for each in found] == [2, 1]
    assert all(each["problem"] == "" and each["saved_at"].endswith("Z") for each in found)


@pytest.mark.usefixtures("saved_twice")
def test_without_a_key_the_list_is_shorter_but_there(run: Run, environment: dict[str, str]) -> None:
    del environment["SFTUI_PASSPHRASE"]
    assert [each["accounts"] for each in json.loads(run("restore", "--json").out)] == [None, None]


@pytest.mark.usefixtures("saved_twice")
@pytest.mark.parametrize("damage", [b"", b"\0" * 5000, b"half a file"])
def test_a_damaged_file_is_replaced_and_kept_aside(run: Run, places: Places, damage: bytes) -> None:
    places.accounts.write_bytes(damage)
    refused = run("list")
    assert refused.code == 5
    assert f"sftui restore 1 --accounts {places.accounts} (generation 2, saved " in refused.err
    done = run("restore", "1", "--json")
    assert done.code == 0, done.out
    found = json.loads(done.out)
    assert (found["backup"], found["generation"]) == ("accounts.toml.bak1", 2)
    assert places.accounts.with_name(found["kept_aside"].rpartition("/")[2]).read_bytes() == damage
    assert names(run) == ["First"]


@pytest.mark.usefixtures("saved_twice")
def test_a_missing_file(run: Run, places: Places) -> None:
    places.accounts.unlink()
    assert run("list").code == 5
    assert run("restore", "accounts.toml.bak1").code == 0
    assert names(run) == ["First"]


@pytest.mark.usefixtures("saved_twice")
@pytest.mark.parametrize("wanted", ["9", ".", "..", "/"])
def test_no_such_backup(run: Run, places: Places, wanted: str) -> None:
    before = places.accounts.read_bytes()
    done = run("restore", wanted)
    assert done.code == 2
    assert "accounts.toml.bak1, accounts.toml.bak2" in done.err
    assert places.accounts.read_bytes() == before


@pytest.mark.usefixtures("vault")
def test_nothing_to_list(run: Run) -> None:
    done = run("restore")
    assert (done.code, done.out) == (0, "")
    assert "No backup lies beside" in done.err


@pytest.mark.usefixtures("saved_twice")
def test_chosen_at_a_terminal(run: Run, places: Places, environment: dict[str, str]) -> None:
    places.accounts.write_bytes(b"")
    del environment["SFTUI_PASSPHRASE"]
    with at_terminal(["restore"], environment) as person:
        person.answer("Passphrase, to count the accounts in each", PASSPHRASE.text.reveal())
        person.answer("Restore which number?", "2")
        code, out, err = person.ends()
    assert code == 0, err
    assert "Generation 1 from accounts.toml.bak2 is in place again." in out
    environment["SFTUI_PASSPHRASE"] = PASSPHRASE.text.reveal()
    assert names(run) == []


@pytest.mark.usefixtures("saved_twice")
def test_a_restore_can_be_undone_by_the_name_of_what_it_put_aside(run: Run, places: Places) -> None:
    before = places.accounts.read_bytes()
    done = run("restore", "2", "--accounts", str(places.accounts))
    assert done.code == 0
    assert names(run) == []
    (aside,) = places.accounts.parent.glob("accounts.toml.replaced-*")
    assert f"To undo this: sftui restore {aside.name} --accounts {places.accounts}" in done.err
    undone = run("restore", aside.name)
    assert undone.code == 0, undone.err
    assert f"from {aside.name} is in place again." in undone.out
    assert places.accounts.read_bytes() == before
    assert sorted(names(run)) == ["First", "Second"]


@pytest.mark.usefixtures("saved_twice")
def test_only_what_a_restore_put_aside_is_taken(run: Run, places: Places) -> None:
    before = places.accounts.read_bytes()
    other = places.accounts.with_name("other.toml")
    other.write_bytes(before)
    assert run("restore", "other.toml").code == 2
    assert run("restore", "accounts.toml.replaced-never").code == 2
    assert places.accounts.read_bytes() == before
