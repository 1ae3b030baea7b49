"""Suggested passphrases, and the hint about those that people make up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.vault.passphrases import strength, suggest_passphrase


def test_a_suggestion_is_five_pronounceable_words() -> None:
    words = suggest_passphrase().reveal().split("-")
    assert len(words) == 5
    assert all(re.fullmatch(r"[b-z][aiou][b-z][aiou][b-z]", word) for word in words)


def test_suggestions_differ_and_count_as_strong() -> None:
    made = {suggest_passphrase().reveal() for _ in range(50)}
    assert len(made) == 50
    assert {strength(each).bits for each in made if len(set(each.split("-"))) == 5} == {80}
    assert strength(made.pop()).word == "strong"


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "12345678", "1990-01-01", "aaaaaaaaaaaaaaaa", "abababababababab", "abcdefghijklmnop"),
        *("password", "Passw0rd!", "P@ssw0rd123", "qwertyuiop", "letmein", "salesforce2024", "Sommer2026!"),
    ],
)
def test_what_everybody_tries_first_is_weak(text: str) -> None:
    assert strength(text).word == "weak"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("correct horse battery staple", "good"),
        ("the quick brown fox jumps over my lazy dog today", "strong"),
        ("xK9#mQ2$vL7!pR4z", "strong"),
        ("grüne Wolken tragen Hüte", "good"),
        ("grüne Wolken tragen", "fair"),
    ],
)
def test_longer_and_mixed_ones_are_better(text: str, word: str) -> None:
    assert strength(text).word == word


def test_the_sentence_says_how_long_guessing_takes() -> None:
    assert "seconds" in strength("abc").sentence
    assert "thousand years" in strength(suggest_passphrase().reveal()).sentence


@given(st.text())
def test_every_text_has_a_hint(text: str) -> None:
    found = strength(text)
    assert found.bits >= 0
    assert found.word in {"weak", "fair", "good", "strong"}
    assert found.sentence.endswith(".")


@given(st.text(min_size=1, max_size=30), st.text(st.characters(categories=["Ll"]), min_size=8, max_size=8))
def test_more_text_never_counts_for_much_less(text: str, more: str) -> None:
    assert strength(text + more).bits >= strength(text).bits // 2
