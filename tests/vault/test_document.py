"""The inner document: exact round trips, unknown keys, refusals before sealing (D6, D22)."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.account import SECRET_FIELDS, Account, Environment, Secret
from sftui.errors import FileDamaged, FileTooNew, InvalidFields
from sftui.vault import document as inner
from sftui.vault import file, merging
from sftui.vault.fields import STORED_SECRETS, TEXT_FIELDS
from tests.vault.kit import LOW, PASS, account, new_vault, refusal

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
STRANGE = [
    "-----BEGIN X-----\r\nabc\r\n-----END X-----\r\n",
    "quotes ' '' ''' \" \"\" \"\"\"",
    "back\\slash \\u0041 \\",
    "tab\tnul\0bell\x07escape\x1b[31mdel\x7f",
    "😀 é e\u0301 \u2028 \u2029 \x85 \ufeff \u202e",
    "",
    " ",
    "\n",
    "\r",
    "ends with apostrophe'",
    "[account]\nid = 'none'",
    "# no comment",
]


def saved(id_digit: str = "a", **changes: Any) -> Account:
    return account(id=id_digit * 32, rev=1, **changes)


@pytest.mark.parametrize("value", STRANGE, ids=range(len(STRANGE)))
def test_every_value_in_every_field_survives_a_save(tmp_path: Path, value: str) -> None:
    changes: dict[str, Any] = {name: value for name in TEXT_FIELDS if name not in {"id", "name"}}
    changes |= {name: Secret(value) for name in STORED_SECRETS}
    changes |= {"company_names": (value, value), "name": f"n{value[:200]}"}
    before = account(**changes)
    assert_survives(tmp_path / "accounts.toml", before)


def test_a_value_of_a_megabyte_survives_a_save(tmp_path: Path) -> None:
    assert_survives(
        tmp_path / "accounts.toml", account(private_key=Secret("x" * 1_000_000), scope="'\r\n\0" * 250_000)
    )


def assert_survives(path: Path, before: Account) -> None:
    new_vault(path, before)
    (after,) = file.unlock(path, PASS).accounts
    for each in dataclasses.fields(Account):
        if each.name not in {"id", "rev", "created", "modified"}:
            assert getattr(after, each.name) == getattr(before, each.name), each.name


@given(st.dictionaries(st.sampled_from(TEXT_FIELDS[1:]), TEXTS), st.lists(TEXTS).map(tuple), TEXTS)
def test_any_account_is_read_back(texts: dict[str, Any], companies: tuple[str, ...], hidden: str) -> None:
    before = Account(**texts).with_changes(
        id="b" * 32, company_names=companies, environment=Environment.SCRATCH, private_key=Secret(hidden)
    )
    text = inner.render(inner.Document((before,)))
    assert inner.parse(text).accounts == (before,)
    assert inner.parse(text.replace("\n", "\r\n")).accounts == (before,)


@pytest.mark.parametrize("name", [*TEXT_FIELDS[3:], *STORED_SECRETS, "company_names"])
def test_a_lone_surrogate_is_refused_by_the_name_of_its_field(tmp_path: Path, name: str) -> None:
    half = "x\ud83d"
    value: Any = Secret(half) if name in SECRET_FIELDS else (half,) if name == "company_names" else half
    vault = new_vault(tmp_path / "accounts.toml")
    before = vault.path.read_bytes()
    error = refusal(lambda: file.edit(vault, merging.add(account(**{name: value}))))
    assert isinstance(error, InvalidFields)
    assert list(error.problems) == [name]
    assert vault.path.read_bytes() == before


@pytest.mark.parametrize("where", ["unknown", "unknown_secret"])
def test_a_lone_surrogate_in_a_later_versions_key_is_refused(tmp_path: Path, where: str) -> None:
    vault = new_vault(tmp_path / "accounts.toml")
    kept: dict[str, Any] = {where: {"colour": ["red", "\udc00"]}}
    with pytest.raises(InvalidFields):
        file.edit(vault, merging.add(account(**kept)))


def test_what_a_later_version_added_is_kept(tmp_path: Path) -> None:
    text = f"""
schema = 1
theme = "dark"
[[layout]]
columns = ["name", "state"]
[[account]]
id = "{"c" * 32}"
rev = 7
name = "old"
environment = "moon"
method = "password"
added = 1979-05-27T07:32:00Z
nested = {{ a = [1, 2.5, {{ b = "\\r\\n" }}], "odd key" = true }}
[account.secret]
password = "pw"
passkey = "secret of the future"
[account.tables]
deep = {{ deeper = 1979-05-27 }}
"""
    document = inner.parse(text)
    (before,) = document.accounts
    assert before.unknown["environment"] == "moon"
    assert before.environment is Environment.UNKNOWN
    assert before.unknown_secret == {"passkey": "secret of the future"}
    assert document.unknown == {"theme": "dark", "layout": [{"columns": ["name", "state"]}]}
    again = inner.parse(inner.render(document))
    assert again == document
    deep = again.accounts[0].unknown["tables"]
    assert deep == {"deep": {"deeper": date(1979, 5, 27)}}


def test_unknown_keys_survive_an_edit_of_the_file(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "accounts.toml", account(unknown={"later": [1, {"a": "b"}]}))
    renamed = vault.accounts[0].with_changes(name="renamed")
    file.edit(vault, merging.update(vault.accounts[0], renamed))
    (found,) = file.unlock(vault.path, PASS).accounts
    assert found.name == "renamed"
    assert found.unknown == {"later": [1, {"a": "b"}]}


def test_a_value_that_equals_nothing_does_not_keep_an_account_from_being_saved(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "accounts.toml", account(unknown={"later": float("nan")}))
    one = vault.accounts[0]
    assert file.edit(vault, merging.update(one, one.with_changes(scope="api"))).accounts[0].scope == "api"


def test_an_environment_of_the_future_gives_way_to_a_known_one() -> None:
    odd = saved(environment=Environment.UNKNOWN, unknown={"environment": "moon"})
    assert "moon" in inner.render_account(odd)
    known = odd.with_changes(environment=Environment.SANDBOX)
    (found,) = inner.parse("schema = 1\n" + inner.render_account(known)).accounts
    assert found.environment is Environment.SANDBOX


def test_a_later_schema_is_named_and_left_alone() -> None:
    with pytest.raises(FileTooNew, match="schema is 2"):
        inner.parse("schema = 2\n")


ID = "a" * 32


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "schema"),
        ("schema = true", "schema"),
        ("schema = 1.0", "schema"),
        ("schema = 0", "schema"),
        ("schema = 1\naccount = 1", "account"),
        ("schema = 1\naccount = [1]", r"account\[1\]"),
        ("schema = 1\n[[account]]\nname = 'no id'", "id"),
        ("schema = 1\n[[account]]\nid = 'A'", "id"),
        (f"schema = 1\n[[account]]\nid = '{ID}'\nrev = -1", "rev"),
        (f"schema = 1\n[[account]]\nid = '{ID}'\nrev = true", "rev"),
        (f"schema = 1\n[[account]]\nid = '{ID}'\nname = 1", "name"),
        (f"schema = 1\n[[account]]\nid = '{ID}'\ncompany_names = 'x'", "company_names"),
        (f"schema = 1\n[[account]]\nid = '{ID}'\ncompany_names = [1]", "company_names"),
        (f"schema = 1\n[[account]]\nid = '{ID}'\nsecret = 1", "secret"),
        (f"schema = 1\n[[account]]\nid = '{ID}'\n[account.secret]\npassword = 1", "secret.password"),
        (f"schema = 1\n[[account]]\nid = '{ID}'\n[[account]]\nid = '{ID}'", "one id"),
        ("schema = [", "not TOML"),
        ("schema = 1\na = " + "[" * 5000, "not TOML"),
    ],
)
def test_a_document_that_cannot_be_right_is_named(text: str, named: str) -> None:
    with pytest.raises(FileDamaged, match=named):
        inner.parse(text)


@pytest.mark.parametrize(
    ("accounts", "field"),
    [
        ((saved("a", name=""),), "name"),
        ((saved("a", name="  "),), "name"),
        ((saved("a", name="é"), saved("b", name="e\u0301")), "name"),
        ((saved("a", name="same"), saved("b", name="same ")), "name"),
        ((saved("a", name="one"), saved("a", name="two")), "id"),
        ((account(id="A" * 32),), "id"),
        ((account(id=""),), "id"),
    ],
)
def test_names_and_ids_are_one_of_a_kind(accounts: tuple[Account, ...], field: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        inner.check(accounts, accounts)
    assert list(caught.value.problems) == [field]


def test_names_that_a_person_can_tell_apart_are_allowed() -> None:
    pair = (saved("a", name="acme"), saved("b", name="Acme"))
    inner.check(pair, pair)


def test_an_access_token_is_not_stored(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "accounts.toml", account(access_token=Secret("00D!at")))
    assert not vault.accounts[0].access_token
    assert "00D!at" not in inner.render_account(account(access_token=Secret("00D!at")))


def test_a_draft_keeps_everything() -> None:
    draft = account(access_token=Secret("00D!at"), name="", unknown={"x": 1})
    assert inner.parse_draft(inner.render_draft(draft)) == draft


def test_two_names_alike_do_not_keep_a_file_from_opening(tmp_path: Path) -> None:
    text = "schema = 1\n" + "".join(
        f"[[account]]\nid = '{digit * 32}'\nname = 'twin'\n" for digit in ("a", "b")
    )
    assert len(inner.parse(text).accounts) == 2


def test_no_field_of_an_account_is_forgotten() -> None:
    named = {*TEXT_FIELDS, *STORED_SECRETS, "access_token", "rev", "company_names"}
    named |= {"environment", "unknown", "unknown_secret"}
    assert named == {each.name for each in dataclasses.fields(Account)}


def test_a_file_of_no_accounts_is_a_document(tmp_path: Path) -> None:
    vault = file.create(tmp_path / "accounts.toml", {"main": PASS}, cost=LOW)
    assert file.unlock(vault.path, PASS).accounts == ()


HOSTILE = st.sampled_from(
    ["\n[[account]]\n", "'''", '"""', "\n", "x", "'", "[account.secret]\n", "\r\n", "schema = 1\n", "#"]
)


@given(st.lists(st.tuples(st.lists(HOSTILE | TEXTS, max_size=6), st.booleans()), max_size=6, min_size=1))
def test_recognising_accounts_by_their_text_reads_the_same(drawn: list[tuple[list[str], bool]]) -> None:
    accounts = tuple(
        Account(
            id=f"{number:032x}", name=str(number), scope="".join(parts), private_key=Secret("".join(parts))
        )
        for number, (parts, _) in enumerate(drawn)
    )
    seen = tuple(account for account, (_, known) in zip(accounts, drawn, strict=True) if known)
    text = inner.render(inner.Document(accounts, {"theme": "\n[[account]]\n"}))
    before = inner.rendered(inner.Document(seen))
    assert inner.parse(text, before) == inner.parse(text)
    assert inner.parse(text).accounts == accounts


def test_an_account_that_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    mine = new_vault(tmp_path / "accounts.toml", account("one"), account("two"))
    theirs = file.unlock(mine.path, PASS)
    file.edit(theirs, merging.update(theirs.accounts[0], theirs.accounts[0].with_changes(scope="api")))
    newest = file.reread(mine)
    assert newest.accounts[0].scope == "api"
    assert newest.accounts[1] is mine.accounts[1]


@pytest.mark.parametrize(
    "tail",
    [
        "\n[[account]]\nid = 'x'\nprivate_key = '''\n[[account]]\n'''\n",
        "\n[[account]]\n[theme]\n",
        "\n[[account]]\nid = '\n",
        "\n[[account]]\n\n[[account]]\n",
        "\n[theme]\n\n[[account]]\n",
    ],
)
def test_a_text_that_cannot_be_cut_is_read_whole(tail: str) -> None:
    before = inner.rendered(inner.Document((saved(),)))
    text = inner.render(before) + tail
    whole = refusal(lambda: inner.parse(text))
    assert type(whole) is FileDamaged
    assert str(refusal(lambda: inner.parse(text, before))) == str(whole)


def test_what_was_read_is_not_rendered_again() -> None:
    accounts = (saved("a", private_key=Secret("two\nlines")), saved("b", company_names=("x",)))
    found = inner.parse(inner.render(inner.Document(accounts)))
    assert found.texts["a" * 32] == (accounts[0], inner.render_account(accounts[0]))
    again = inner.rendered(found).texts
    assert again["a" * 32][1] is found.texts["a" * 32][1]
    changed = inner.rendered(replace(found, accounts=(saved("a", name="Other"), found.accounts[1])))
    assert "Other" in changed.texts["a" * 32][1]
    assert inner.parse(inner.render(changed)).accounts == changed.accounts
