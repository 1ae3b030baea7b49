from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.account import Account, Secret
from sftui.errors import InvalidFields, RefusedError, UntrustedHost
from sftui.salesforce.signin import LIFE, SignIn, begin, code_in, read_answer
from tests.salesforce.drafts import KEY

CODE = "aPrxWvzaTb64..D2HyXkq0=="
DRAFT = Account(
    method="web",
    login_url="https://acme.my.salesforce.com",
    client_id=KEY,
    client_secret=Secret("secret-of-the-app"),
    redirect_uri="http://localhost:1717/OauthRedirect",
    scope="api refresh_token",
)
SIGN_IN = begin(DRAFT, now=1000.0)
STATE = SIGN_IN.state.reveal()
CALLBACK = "http://localhost:1717/OauthRedirect"


def read(text: str, sign_in: SignIn = SIGN_IN) -> str:
    return read_answer(text, sign_in, DRAFT).reveal()


def problem_of(text: str) -> str:
    with pytest.raises(InvalidFields) as caught:
        read(text)
    assert CODE not in str(caught.value)
    return caught.value.problems["answer"]


def test_the_link_asks_for_a_code_with_pkce_and_state() -> None:
    parts = urlsplit(SIGN_IN.link)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    digest = hashlib.sha256(SIGN_IN.verifier.reveal().encode()).digest()
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://acme.my.salesforce.com/services/oauth2/authorize"
    )
    assert asked == {
        "response_type": "code",
        "client_id": KEY,
        "redirect_uri": CALLBACK,
        "scope": "api refresh_token",
        "state": STATE,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    assert SIGN_IN.expires_at == 1000.0 + LIFE


def test_the_link_holds_nothing_that_redeems_a_code() -> None:
    assert SIGN_IN.verifier.reveal() not in SIGN_IN.link
    assert "secret-of-the-app" not in SIGN_IN.link
    assert STATE not in repr(SIGN_IN).replace(SIGN_IN.link, "")


def test_each_sign_in_is_another() -> None:
    other = begin(DRAFT, now=1000.0)
    assert other.state != SIGN_IN.state
    assert other.verifier != SIGN_IN.verifier
    assert 43 <= len(other.verifier.reveal()) <= 128
    assert len(base64.urlsafe_b64decode(other.state.reveal() + "==")) * 8 >= 128


def test_the_defaults_and_the_hint() -> None:
    draft = DRAFT.with_changes(redirect_uri="", scope="", username="ada@acme.com")
    asked = parse_qs(urlsplit(begin(draft, now=0).link).query)
    assert asked["redirect_uri"] == [CALLBACK]
    assert asked["scope"] == ["api refresh_token"]
    assert asked["login_hint"] == ["ada@acme.com"]


def test_a_site_keeps_its_path() -> None:
    draft = DRAFT.with_changes(login_url="https://acme.my.site.com/customers")
    assert begin(draft, now=0).link.startswith(
        "https://acme.my.site.com/customers/services/oauth2/authorize?"
    )


def test_a_browser_is_not_sent_to_a_foreign_host() -> None:
    with pytest.raises(UntrustedHost) as caught:
        begin(DRAFT.with_changes(login_url="https://salesforce.evil.example"), now=0)
    assert caught.value.host == "salesforce.evil.example"


ENCODED = quote(CODE, safe="")


@pytest.mark.parametrize(
    "pasted",
    [
        f"{CALLBACK}?code={ENCODED}&state={STATE}",
        f"{CALLBACK}?state={STATE}&code={ENCODED}",
        f"{CALLBACK}?code={CODE}&state={STATE}",
        f"https://login.salesforce.com/services/oauth2/success?code={ENCODED}&state={STATE}&sfdc_community_url=x",
        f"  <{CALLBACK}?code={ENCODED}&state={STATE}> \n",
        f'"{CALLBACK}?code={ENCODED}&amp;state={STATE}"',
        f"{CALLBACK}?code={ENCODED}&state={STATE}#",
        f"?code={ENCODED}&state={STATE}",
        f"code={ENCODED}&state={STATE}",
        f"code={ENCODED}",
        f"code={CODE}",
        f"{ENCODED}&state={STATE}",
        f"{CODE}&state={STATE}&sfdc_community_url=x",
        f"{ENCODED[:9]}\n{ENCODED[9:]}&sta\nte={STATE}",
        ENCODED,
        CODE,
        f"“{CODE}”",
        f"{CODE[:7]}\n  {CODE[7:15]} \r\n{CODE[15:]}",
    ],
)
def test_every_form_of_the_answer(pasted: str) -> None:
    assert read(pasted) == CODE


@given(st.integers(10, 120), st.sampled_from(["\n", "\r\n", "\n    ", " \n", "│\n│ ", "\u200b\n"]))
def test_an_address_broken_by_a_narrow_terminal(width: int, gap: str) -> None:
    address = f"{CALLBACK}?code={ENCODED}&state={STATE}"
    lines = [address[at : at + width] for at in range(0, len(address), width)]
    assert read(gap.join(lines)) == CODE


_CODES = st.text("ABCxyz019._~!=+/-", min_size=8, max_size=60)


@given(_CODES)
def test_a_code_is_decoded_exactly_once(code: str) -> None:
    assert read(f"{CALLBACK}?code={quote(code, safe='')}&state={STATE}") == code


_INSIDE = st.text("ABCxyz019._-", min_size=16, max_size=90)
_BARE = st.one_of(
    _INSIDE.map(lambda text: f"aPrx{text}=="),
    _INSIDE.map(lambda text: f"aPrx{text}"),
    _INSIDE.map(lambda text: f"xWek{text}=="),
    _INSIDE.map(lambda text: f"xWek{text}="),
)
"""Codes as Salesforce makes them: usually both of the signs, and always one."""


@given(_BARE, st.booleans(), st.integers(7, 60))
def test_a_true_code_needs_no_address(code: str, encoded: bool, width: int) -> None:
    text = quote(code, safe="") if encoded else code
    assert read(text) == code
    assert read("\n".join(text[at : at + width] for at in range(0, len(text), width))) == code


@given(st.from_regex(r"[A-Za-z0-9._~!+/@#$%^&*-]{1,60}", fullmatch=True))
def test_a_word_without_the_signs_of_a_code_is_none(word: str) -> None:
    if word.startswith("aPrx"):
        return
    with pytest.raises(InvalidFields):
        read(word)


def test_a_code_that_was_encoded_twice_is_not_decoded_twice() -> None:
    assert "not the code" in problem_of(f"{CALLBACK}?code={quote(ENCODED, safe='')}&state={STATE}")


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        ("", "Paste the whole address"),
        ("   \n", "Paste the whole address"),
        (SIGN_IN.link, "the link to open"),
        ("https://acme.my.salesforce.com/home", "no code in this address"),
        (f"{CALLBACK}?state={STATE}", "no code in this address"),
        (f"{CALLBACK}?code=&state={STATE}", "not the code"),
        ("short", "not the code"),
        ("<html><body>Remote Access Application Authorization</body></html>", "not the code"),
        (f"{CALLBACK}?code={ENCODED}&state=another", "another sign-in"),
        (f"{CALLBACK}?error=access_denied&state=another", "another sign-in"),
        (f"{ENCODED}&state=another", "another sign-in"),
        (f"{ENCODED}&state=", "not the code"),
        (f"{CALLBACK}?code={ENCODED}&code=aPrxOther000&state={STATE}", "two answers"),
        ("x" * 100_000, "not the code"),
        ("correct-horse-battery-staple", "not the code"),
        ("Hunter2!Hunter2!Hunter2!", "not the code"),
        ("Summer2026==", "not the code"),
        ("ada.lovelace@acme.example.com", "not the code"),
        ("aPrxShort==", "not the code"),
        ("3MVG9lKcPoNINVBIPJjdw1J9LLM82HnFVVX19KY1uA5mu0QqEWhqKpoW3svG3X==", "not the code"),
        ("5Aep861TSESvWeug_xvFHRBTTbf_YrTWgEyjBJrfgXYrZGenMNc1GQ==", "not the code"),
        ("00D5g000001AbCd!AQEAQJk2ZxQyCJnFNuWg_Yr7mNbVcXz==", "not the code"),
        ("something else that is a sentence, and no code==", "not the code"),
    ],
)
def test_what_is_no_answer_says_what_to_paste(pasted: str, says: str) -> None:
    assert says in problem_of(pasted)


def test_a_refusal_in_the_address_is_understood() -> None:
    said = "error=access_denied&error_description=end-user+denied+authorization"
    with pytest.raises(RefusedError) as caught:
        read(f"{CALLBACK}?{said}&state={STATE}")
    assert caught.value.error == "access_denied"
    assert caught.value.said == "end-user denied authorization"
    assert caught.value.causes


def test_the_words_of_a_refusal_are_foreign_text() -> None:
    with pytest.raises(RefusedError) as caught:
        read(f"{CALLBACK}?error=%1b%5b31mbad&error_description=%E2%80%AEesrever%0aline&state={STATE}")
    assert caught.value.error == "[31mbad"
    assert caught.value.said == "esrever line"


def test_the_listener_insists_on_the_state() -> None:
    with pytest.raises(InvalidFields, match="another sign-in"):
        code_in(f"code={ENCODED}", SIGN_IN, DRAFT, needs_state=True)
    with pytest.raises(InvalidFields, match="another sign-in"):
        code_in("error=access_denied", SIGN_IN, DRAFT, needs_state=True)
    assert code_in(f"code={ENCODED}&state={STATE}", SIGN_IN, DRAFT, needs_state=True) == Secret(CODE)


@given(st.text(max_size=300))
def test_any_text_gives_a_code_or_a_sentence(text: str) -> None:
    try:
        code = read(text)
    except (InvalidFields, RefusedError):
        return
    assert code == unquote(code)
    assert code.isascii()
    assert code.isprintable()
