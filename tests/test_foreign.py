"""Foreign text is made fit to be shown, the same by the quick way and by the long one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sftui.foreign import clean

ODD = st.text(st.sampled_from("ab é😀\t\n\x1b\x85\u00a0\u200b\u2028\u202e\u3000\ud800\ue000"), max_size=12)


@given(st.text(max_size=30) | ODD, st.integers(1, 40))
@example(" a", 5)
@example("a  b", 5)
@example("a\u3000b", 5)
@example("abcdef", 5)
def test_whatever_comes_is_one_short_line_without_controls(text: str, limit: int) -> None:
    shown = clean(text, limit)
    assert len(shown) <= limit
    assert shown == " ".join(shown.split())
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert clean(shown, limit) == shown


@pytest.mark.parametrize("text", ["Acme production", "Äcme 日本 😀", "x", "", "it's [/red] <b>"])
def test_good_text_is_left_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" a\tb\n", "a b"),
        ("a\x1b[31mb", "a[31mb"),
        ("\u202eabc", "abc"),
        ("a\u3000b", "a b"),
        (7, ""),
        (None, ""),
    ],
)
def test_the_rest_is_cleaned(text: object, shown: str) -> None:
    assert clean(text) == shown
