"""Edits that leave the work of others alone (D15)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from sftui.account import Secret
from sftui.errors import NoSuchAccount
from sftui.vault import file, merging
from tests.vault.kit import PASS, account, names, new_vault, refusal


def test_only_what_a_person_changed_counts() -> None:
    before = account(id="a" * 32, rev=3, created="then", modified="then")
    after = before.with_changes(scope="api", password=Secret("new"), rev=9, modified="now", id="b" * 32)
    assert merging.changed_fields(before, after) == {"scope": "api", "password": Secret("new")}
    assert merging.changed_fields(before, before) == {}


def test_changes_go_onto_the_present_state() -> None:
    before = account()
    after = before.with_changes(scope="api")
    current = before.with_changes(name="renamed meanwhile", refresh_token=Secret("rotated"))
    merged = merging.apply_changes(current, before, after)
    assert (merged.name, merged.scope, merged.refresh_token) == (
        "renamed meanwhile",
        "api",
        Secret("rotated"),
    )
    assert merging.apply_changes(current, before, before) is current


def test_two_writers_change_different_fields_of_one_account(tmp_path: Path) -> None:
    mine = new_vault(tmp_path / "accounts.toml", account("shared"))
    theirs = file.unlock(mine.path, PASS)
    (seen,) = mine.accounts
    file.edit(theirs, merging.update(seen, seen.with_changes(password=Secret("theirs"))))
    mine = file.edit(mine, merging.update(seen, seen.with_changes(username="mine@acme.example")))
    (both,) = file.unlock(mine.path, PASS).accounts
    assert (both.password, both.username, both.rev) == (Secret("theirs"), "mine@acme.example", 3)


def test_an_account_removed_while_it_was_edited_is_a_clear_message(tmp_path: Path) -> None:
    mine = new_vault(tmp_path / "accounts.toml", account("shared"), account("other"))
    seen = mine.accounts[0]
    file.edit(file.unlock(mine.path, PASS), merging.remove(seen))
    before = mine.path.read_bytes()
    for change in (merging.update(seen, seen.with_changes(scope="api")), merging.remove(seen)):
        error = refusal(partial(file.edit, mine, change))
        assert type(error) is NoSuchAccount
        assert "shared" in error.message
        assert "still here" in error.do
    assert mine.path.read_bytes() == before
    assert names(file.edit(mine, merging.add(seen.with_changes(id="")))) == ["other", "shared"]


def test_an_account_edited_while_it_is_removed_is_gone_and_others_stay(tmp_path: Path) -> None:
    mine = new_vault(tmp_path / "accounts.toml", account("shared"), account("other"))
    seen = mine.accounts[0]
    file.edit(file.unlock(mine.path, PASS), merging.update(seen, seen.with_changes(scope="api")))
    assert names(file.edit(mine, merging.remove(seen))) == ["other"]


def test_a_wrong_field_name_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        account().with_changes(colour="red")
