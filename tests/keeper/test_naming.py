"""Names that are free."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.errors import InvalidFields, NoSuchAccount
from sftui.keeper.keeper import Keeper
from sftui.keeper.naming import all_unique, check_name, find, unique
from tests.support.keeping import PATIENCE
from tests.support.ten_thousand import account

NAMES = st.lists(st.sampled_from(["A", "a", "A 2", "a 3", "B"]), max_size=8)


def test_a_free_name_is_left() -> None:
    assert unique("Acme", ["Other"]) == "Acme"


def test_a_taken_name_gets_the_next_number() -> None:
    assert unique("Acme", ["ACME", "Acme 2"]) == "Acme 3"


def test_two_spellings_of_one_name_are_one_name() -> None:
    """As the account file sees it: "é" is one character, or two that look like it."""
    assert unique("Caf\N{LATIN SMALL LETTER E WITH ACUTE}", ["cafe\N{COMBINING ACUTE ACCENT}"]).endswith(" 2")
    with pytest.raises(InvalidFields):
        check_name("Caf\N{LATIN SMALL LETTER E WITH ACUTE}", ["Cafe\N{COMBINING ACUTE ACCENT}"])


@given(NAMES, NAMES)
def test_many_names_are_as_if_asked_one_after_the_other(names: list[str], taken: list[str]) -> None:
    known, one_by_one = list(taken), []
    for name in names:
        one_by_one.append(unique(name, known))
        known.append(one_by_one[-1])
    assert all_unique(names, taken) == one_by_one
    assert len({each.casefold() for each in one_by_one} - {each.casefold() for each in taken}) == len(names)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u202e \u200f"])
def test_a_name_of_which_nothing_is_seen_is_none(name: str) -> None:
    with pytest.raises(InvalidFields, match="A name is needed"):
        check_name(name, [])


def test_a_name_that_only_looks_like_another_is_taken() -> None:
    with pytest.raises(InvalidFields, match="already"):
        check_name("Ac\u200bme", ["acme"])
    assert (
        check_name("\u202eAcme \U0001f469\u200d\U0001f4bb", ["Acme"])
        == "\u202eAcme \U0001f469\u200d\U0001f4bb"
    )


def test_an_account_is_found_by_its_name_as_it_is_shown() -> None:
    coder = replace(account(1), id="1", name="\U0001f469\u200d\U0001f4bb \u202eRTL")
    longer = replace(account(2), id="2", name="\U0001f469\U0001f4bb RTL two")
    assert find([coder, longer], "\U0001f469\U0001f4bb rtl") is coder


@pytest.mark.parametrize("asked", ["nothing", "Account"])
def test_what_is_not_found_is_not_said_to_be_all(asked: str) -> None:
    many = [replace(account(number), id=f"{number}", name=f"Account {number}") for number in range(9)]
    with pytest.raises(NoSuchAccount) as caught:
        find(many, asked)
    assert "“Account 5” and 3 more" in f"{caught.value.message} {caught.value.cause}"


def test_drafts_are_saved_in_their_order_each_under_its_own_name(keeper: Keeper) -> None:
    first = keeper.save_all([account(1), account(2)]).result(PATIENCE)
    again = keeper.save_all([account(2), account(3), account(2)]).result(PATIENCE)
    names = [each.name for each in (*first, *again)]
    assert names[2:] == [f"{names[1]} 2", account(3).name, f"{names[1]} 3"]
    accounts = [entry.account for entry in keeper.snapshot().result(PATIENCE).entries]
    assert {each.id for each in accounts} == {each.id for each in (*first, *again)}
