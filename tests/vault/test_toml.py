"""What is written is what ``tomllib`` reads: for every text and every value."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from datetime import date, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.vault.toml import render_basic, render_key, render_text, render_value

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
HARD = st.text(st.sampled_from("\r\n'\"\\\t\0\x1b\x7f\x85\u2028\u2029\ufeff #=[]{}a,é😀"))
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(min_value=dt.datetime(1000, 1, 1))  # noqa: DTZ001  # TOML has local times too
ZONED = st.builds(lambda moment, zone: moment.replace(tzinfo=zone, fold=0), MOMENTS, ZONES)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    TEXTS,
    HARD,
    st.dates(min_value=date(1000, 1, 1)),
    st.times().map(lambda each: each.replace(fold=0)),
    MOMENTS.map(lambda each: each.replace(fold=0)),
    ZONED,
)
VALUES = st.recursive(
    SCALARS,
    lambda inside: st.one_of(st.lists(inside, max_size=4), st.dictionaries(TEXTS, inside, max_size=4)),
    max_leaves=12,
)


@given(TEXTS | HARD)
def test_a_text_comes_back_exactly(text: str) -> None:
    assert tomllib.loads(f"a = {render_text(text)}\nb = {render_basic(text)}\n") == {"a": text, "b": text}


@given(TEXTS | HARD)
def test_a_text_survives_a_conversion_of_line_ends(text: str) -> None:
    converted = f"a = {render_text(text)}\n".replace("\n", "\r\n")
    assert tomllib.loads(converted) == {"a": text}


@given(TEXTS | HARD, VALUES)
def test_any_value_under_any_key_comes_back_exactly(key: str, value: object) -> None:
    found = tomllib.loads(f"{render_key(key)} = {render_value(value)}\n")
    assert found == {key: value}
    assert repr(found) == repr({key: value})


@pytest.mark.parametrize("value", [math.inf, -math.inf, 1e16, 1e-9, -0.0, time(1, 2, 3, 400)])
def test_odd_values_come_back(value: object) -> None:
    assert tomllib.loads(f"a = {render_value(value)}")["a"] == value


def test_nan_comes_back() -> None:
    assert math.isnan(tomllib.loads(f"a = {render_value(math.nan)}")["a"])


def test_plain_texts_stand_in_the_form_that_is_read_fastest() -> None:
    assert render_text("https://acme.my.salesforce.com") == "'https://acme.my.salesforce.com'"
    assert render_text("two\nlines\n") == "'''\ntwo\nlines\n'''"
    assert render_text("it's") == '"it\'s"'
    assert render_text("a\r\nb") == '"a\\r\\nb"'


def test_what_toml_cannot_hold_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        render_value(None)
