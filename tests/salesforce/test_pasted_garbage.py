"""What says nothing, is too large, or was made to harm becomes nothing, and no secret shows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.salesforce.methods import value_of
from sftui.salesforce.pasted import LARGEST, recognise
from tests.salesforce.clippings import (
    COALESCE,
    DIALECTS,
    GLUED,
    IBM,
    KEY,
    PASSWORD,
    SECRET,
    TOKEN,
    USER,
    found,
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "acme",
        "https://acme.my.salesforce.com",
        "Hello, how are you? Note: call me: soon.",
        "{}",
        "[]",
        "null",
        "[[[[[",
        '{"a": 1}',
        '{"method": "saml"}',
        "curl",
        "curl https://example.com",
        "SF_TARGET_ORG=acme",
        "scope=api",
        "[" * 100_000,
        '{"a":' * 50_000,
        "a=" + "[" * 5_000,
        "1" * 5_000,
        "'" * 10_000,
        "SF_PASSWORD='" * 3_000,
        "\x00\x1b[2J\u202e",
        "client_id",
    ],
)
def test_what_says_nothing_is_nothing(text: str) -> None:
    assert recognise(text) is None


def test_a_text_that_is_too_large_is_not_read() -> None:
    filled = json.dumps(COALESCE)
    assert recognise(filled + " " * (LARGEST - len(filled.encode()))) is not None
    assert recognise(filled + " " * LARGEST) is None
    assert recognise("é" * (LARGEST // 2 + 1)) is None


def test_no_secret_shows_in_a_repr() -> None:
    for text in (json.dumps(COALESCE), IBM, f"?code={SECRET}&state=x"):
        shown = repr(found(text))
        assert all(secret not in shown for secret in (PASSWORD, TOKEN, SECRET, GLUED))


def test_plain_fields_lose_control_characters() -> None:
    pasted = found(json.dumps({**COALESCE, "username": "a\x1b[2J\u202e@b.c", "clientId": "k\ney"}))
    assert pasted.draft.username == "a[2J@b.c"
    assert pasted.draft.client_id == "k ey"


words = st.sampled_from(
    [*COALESCE, "SF_PASSWORD", "export ", "=", ":", "'", '"', "\\", "\n", "&", "?code=", "force://", "@", "curl ",
     "-d ", "--data-urlencode ", "{", "}", "[", "]", "-----BEGIN PRIVATE KEY-----", "grant_type=password", "$env:",
     "https://acme.my.salesforce.com", "client_id", "\ud800", "\u202e", "#access_token="]
)  # fmt: skip


@given(st.text() | st.lists(words | st.text(max_size=8), max_size=30).map("".join))
def test_garbage_never_raises(text: str) -> None:
    pasted = recognise(text)
    if pasted is not None:
        assert pasted.what
        assert bool(pasted.answer) != bool(pasted.method)
        for name in ("login_url", "username", "client_id"):
            assert not any(ord(letter) < 32 for letter in value_of(pasted.draft, name))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*COALESCE, "result", "access_token", "method"]), inner, max_size=5)
    ),
    max_leaves=20,
)


def test_a_number_without_end_is_no_setting() -> None:
    pasted = found(f'client_id = "{"3MVG9" + "x" * 80}"\nclient_secret = 0x{"f" * 5_000}')
    assert not pasted.draft.client_secret


@given(json_values)
def test_json_of_any_shape_never_raises(value: object) -> None:
    pasted = recognise(json.dumps(value))
    assert pasted is None or pasted.method


@given(
    password=st.text(
        st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30
    ).filter(lambda text: text == text.strip()),
    dialect=st.sampled_from(["shell", "powershell"]),
)
def test_any_password_survives_the_quoting_of_a_shell(password: str, dialect: str) -> None:
    write = DIALECTS[dialect]
    text = "\n".join([write("SF_USERNAME", USER), write("SF_PASSWORD", password), write("SF_CLIENT_ID", KEY)])
    pasted = found(text)
    kept = pasted.draft.password.reveal()
    assert kept == password or "placeholder" in pasted.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "a." * 100_000 + "b = 1",
        "-----BEGIN PRIVATE KEY-----" * 9_000,
        "curl '" + "x " * 100_000,
        ("A='x\\'" + "y" * 120 + "\n") * 1_900,
    ],
    ids=["deep key", "many blocks", "endless command", "quotes that never close"],
)
def test_texts_made_to_keep_a_reader_busy_are_left(text: str) -> None:
    assert recognise(text) is None
