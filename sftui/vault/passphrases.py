"""Suggesting a passphrase, and an honest hint about one that a person made up."""

from __future__ import annotations

import math
import re
import secrets
import string
from dataclasses import dataclass
from itertools import pairwise

from sftui.account import Secret

_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aiou"
_WORDS = 5
_BITS_IN_WORD = 16
"""Consonant, vowel, consonant, vowel, consonant: 4 + 2 + 4 + 2 + 4."""

_OWN_WORD = re.compile(f"[{_CONSONANTS}][{_VOWELS}][{_CONSONANTS}][{_VOWELS}][{_CONSONANTS}]")
_FAMOUS = (
    "password",
    "passwort",
    "kennwort",
    "passphrase",
    "salesforce",
    "sftui",
    "secret",
    "geheim",
    "admin",
    "welcome",
    "willkommen",
    "letmein",
    "iloveyou",
    "qwertyuiop",
    "qwerty",
    "qwertz",
    "azerty",
    "asdfgh",
    "yxcvbn",
    "zxcvbn",
    "dragon",
    "monkey",
    "master",
    "summer",
    "sommer",
    "winter",
    "test",
)
_LIKE = str.maketrans("@4031!5$7", "aaoeiisst")
"""What people write instead of letters; guessing programs know it as well."""

_GUESSES_IN_A_SECOND = 100_000
"""What a well-equipped attacker reaches against 64 MiB of Argon2id."""


@dataclass(frozen=True, slots=True)
class Strength:
    """``bits`` is what guessing costs, at best; ``word`` and ``sentence`` say it to a person."""

    bits: int
    word: str
    """``weak``, ``fair``, ``good`` or ``strong``."""
    sentence: str


def suggest_passphrase() -> Secret:
    """Five invented, pronounceable words such as ``lusab-gutih``: 80 random bits."""
    return Secret("-".join(_word() for _ in range(_WORDS)))


def _word() -> str:
    pattern = (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS, _CONSONANTS)
    return "".join(secrets.choice(letters) for letters in pattern)


def strength(text: str) -> Strength:
    """A cautious estimate. Nobody can know from the text alone where else it was used."""
    bits = math.floor(_bits(text))
    if bits < 40:
        word, hint = "weak", "Add more words, or take the suggestion."
    elif bits < 55:
        word, hint = "fair", "A few more letters or another word would make it good."
    elif bits < 72:
        word, hint = "good", "Use it nowhere else."
    else:
        word, hint = "strong", "Use it nowhere else."
    return Strength(bits, word, f"Guessing it takes {_duration(bits)}. {hint}")


def _bits(text: str) -> float:
    words = text.lower().split("-")
    if len(words) > 1 and all(_OWN_WORD.fullmatch(word) for word in words):
        return _BITS_IN_WORD * len(set(words))
    plain = text.lower().translate(_LIKE)
    known = 0.0
    for famous in _FAMOUS:
        if famous in plain:
            at = plain.index(famous)
            text, plain = text[:at] + text[at + len(famous) :], plain.replace(famous, "", 1)
            known += 6
    return known + _counted(text)


def _counted(text: str) -> float:
    """Bits of each character: few in a run or a repetition, few for letters that make words."""
    if not text:
        return 0.0
    each = _bits_of_a_character(text)
    bits = 0.0
    seen: set[str] = set()
    for place, character in enumerate(text):
        before = text[place - 1] if place else ""
        run = before and abs(ord(character) - ord(before)) <= 1
        pair = before + character
        bits += 0.5 if run else each / 3 if pair in seen else each
        seen.add(pair)
    return bits


def _bits_of_a_character(text: str) -> float:
    """Letters and blanks alone are read as words, at 2.2 bits a letter; a real mixture counts for more."""
    digits = sum(character in string.digits for character in text)
    letters = sum(character.isalpha() for character in text)
    others = len(text) - digits - letters - text.count(" ")
    if digits == len(text):
        return 2.7
    mixed = (digits + others) / len(text)
    turns = sum(a.isalpha() != b.isalpha() for a, b in pairwise(text)) / len(text)
    return 2.2 + 2.8 * min(1.0, (mixed + turns) * 0.9)


def _duration(bits: int) -> str:
    seconds = 2 ** max(bits - 1, 0) / _GUESSES_IN_A_SECOND
    for limit, unit, name in (
        (60, 1, "seconds"),
        (3600, 60, "minutes"),
        (86_400, 3600, "hours"),
        (86_400 * 60, 86_400, "days"),
        (86_400 * 365 * 2, 86_400 * 30, "months"),
        (86_400 * 365 * 1000, 86_400 * 365, "years"),
    ):
        if seconds < limit:
            count = int(seconds / unit)
            return f"about {count} {name}" if count > 1 else f"less than two {name}"
    return "a determined attacker more than a thousand years"
