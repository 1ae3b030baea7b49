"""Keys and pastes, with and without the brackets that a terminal may put around a paste."""

from __future__ import annotations

import pytest
from textual import events
from textual.message import Message

from sftui.tui.wire.keyboard import Keyboard

PEM = (
    "-----BEGIN PRIVATE KEY-----\r"
    + ("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\r" * 50)
    + "-----END PRIVATE KEY-----\r"
)
LINK = (
    "https://localhost:1717/OauthRedirect?code=aPrxSmIE\r\nabcdefghijklmnopqrstuvwxyz0123456789\r\n&state=xyz"
)


def arrive(pieces: list[str], keyboard: Keyboard | None = None) -> list[Message]:
    keyboard = keyboard or Keyboard()
    messages: list[Message] = []
    for piece in pieces:
        messages += keyboard.take(piece)
    return [*messages, *keyboard.pause()]


def pasted(messages: list[Message]) -> list[str]:
    return [message.text for message in messages if isinstance(message, events.Paste)]


def typed(messages: list[Message]) -> list[str]:
    return [message.key for message in messages if isinstance(message, events.Key)]


def split(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize(
    "text",
    [
        PEM,
        LINK,
        LINK.replace("\r\n", "\r"),
        PEM.replace("\r", "\n"),
        '{\r  "client_id": "3MVG9", "client_secret": "0123456789", "access_token": "00D"\r}',
        '[{"name": "' + "a" * 60 + '"},\r{"name": "b"}]',
        "SF_CLIENT_ID=3MVG9" + "x" * 60 + "\rSF_CLIENT_SECRET=0123456789\r",
        "curl https://login.salesforce.com/services/oauth2/token \\\r -d grant_type=password -d username=ada\r",
        '{"a":\r"b"}',
        "Consumer Key: 3MVG9" + "x" * 60 + "\rConsumer Secret: 0123456789\r",
        "\r".join(["00D5g000004x!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL_QJWwYMfAbUeeG7c1E6"] * 2 + ["LYUfi"]),
        "https://acme.my.salesforce.com/lightning/setup/C\ronnectedApplication/home?some=words",
        "".join(map(chr, range(32, 127))) * 3,
        "\r".join(f"line {number}" for number in range(20)),
        "a\nb",
    ],
)
@pytest.mark.parametrize("size", [4095, 100_000])
def test_a_paste_without_brackets_is_one_paste(text: str, size: int) -> None:
    messages = arrive(split(text, size))
    assert pasted(messages) == [text]
    assert typed(messages) == []


@pytest.mark.parametrize("size", [1, 3, 7, 500, 100_000])
def test_a_paste_with_brackets_is_one_paste_wherever_it_is_split(size: int) -> None:
    messages = arrive(split(f"\x1b[200~{PEM}\x1b[201~", size))
    assert pasted(messages) == [PEM]
    assert typed(messages) == []


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100_000])
def test_an_escape_in_a_bracketed_paste_presses_no_keys(size: int) -> None:
    text = "\x1b[31mred\x1b[0m\rd\r\x1b\x1b[20" + "words that are long enough to be told from a key\r" * 3
    messages = arrive(split(f"\x1b[200~{text}\x1b[201~q", size))
    assert pasted(messages) == [text.replace("\x1b", "")]
    assert typed(messages) == ["q"]


def test_keys_after_a_bracketed_paste_are_keys() -> None:
    messages = arrive(split(f"\x1b[200~{PEM}\x1b[201~ab\r", 999))
    assert pasted(messages) == [PEM]
    assert typed(messages) == ["a", "b", "enter"]


def test_a_hundred_kilobytes_arrive_whole() -> None:
    text = "-----BEGIN X" + "0123456789abcde\r" * 6400
    assert pasted(arrive(split(text, 4095))) == [text]
    assert pasted(arrive(split(f"\x1b[200~{text}\x1b[201~", 4095))) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "ada\rsecret\r",
        "j" * 300,
        "jjkk\r" * 2,
        "ada@acme.com\tcorrect horse battery staple\t" + "3MVG9" * 17 + "\tsecret",
        "correct horse battery staple\rcorrect horse battery staple\r",
        "3MVG9" * 17 + "\r" + "0123456789ABCDEF" * 4 + "\r",
        "http://127.0.0.1:49711\rada@acme.com\rDemo-Password-1\rToken\r" + "3MVG9" * 17 + "\r",
    ],
)
def test_what_is_typed_ahead_stays_typed(text: str) -> None:
    messages = arrive([text])
    assert pasted(messages) == []
    assert typed(messages).count("enter") == text.count("\r")


def test_the_enter_after_one_pasted_line_is_pressed() -> None:
    line = "localhost:1717/OauthRedirect?code=" + "a" * 100
    messages = arrive([f"{line}\r"])
    assert pasted(messages) == [line]
    assert typed(messages) == ["enter"]


def test_held_arrow_keys_are_keys() -> None:
    assert typed(arrive(["\x1b[B" * 40])) == ["down"] * 40


def test_a_paste_ends_with_the_next_escape() -> None:
    keyboard = Keyboard()
    messages = [*keyboard.take(PEM), *keyboard.take("\x1b[B")]
    assert pasted(messages) == [PEM]
    assert typed(messages) == ["down"]


@pytest.mark.parametrize("key", ["\t", "\x11"])
def test_a_control_key_ends_a_paste(key: str) -> None:
    keyboard = Keyboard()
    messages = [*keyboard.take(PEM), *keyboard.take(key), *keyboard.pause()]
    assert pasted(messages) == [PEM]
    assert len(typed(messages)) == 1


def test_a_control_key_parts_what_was_typed_ahead() -> None:
    """A secret, Enter, and the next field emptied and filled: on a slow line they arrive as one, cut anywhere."""
    secret, address = "3FA55865F26ED6B2C12C05CDD0EEDD4C7C7DF124CC7FA8F7", "http://localhost:1717/Oauth"
    messages = arrive([f"{secret}\r\x15{address}"])
    assert pasted(messages) == []
    assert typed(messages)[len(secret) : len(secret) + 2] == ["enter", "ctrl+u"]
    assert len(typed(messages)) == len(secret) + 2 + len(address)


def test_a_control_key_within_a_burst_ends_the_paste_before_it() -> None:
    messages = arrive([f"{PEM}\x13"])
    assert pasted(messages) == [PEM]
    assert typed(messages) == ["ctrl+s"]


def test_many_control_keys_at_once_are_as_many_keys() -> None:
    assert typed(arrive(["\x15" * 5000])) == ["ctrl+u"] * 5000


def test_an_arrow_key_before_a_paste_is_no_bracket() -> None:
    messages = arrive(["\x1b[B\x1b[B\r", PEM])
    assert pasted(messages) == [PEM]
    assert typed(messages) == ["down", "down", "enter"]


def test_tabs_before_and_behind_a_paste_are_keys() -> None:
    line = "https://acme.my.salesforce.com/lightning/setup/C\ronnectedApplication/home"
    messages = arrive([f"\t\t{line}\t"])
    assert pasted(messages) == [line]
    assert typed(messages) == ["tab"] * 3
    assert isinstance(messages[2], events.Paste)


def test_a_paste_comes_in_portions() -> None:
    assert pasted(arrive([PEM[:30], PEM[30:31], "\r", PEM[31:]])) == [PEM[:31] + "\r" + PEM[31:]]


def test_a_pause_within_a_bracket_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual._parser.get_time", iter(range(100_000)).__next__)
    keyboard = Keyboard()
    messages = []
    for piece in ("\x1b[200~first\x1b", "[20", "1~", "x"):
        messages += [*keyboard.take(piece), *keyboard.pause()]
    assert pasted(messages) == ["first"]
    assert typed(messages) == ["x"]


def test_it_says_when_more_may_follow() -> None:
    keyboard = Keyboard()
    before = keyboard.is_pasting
    assert list(keyboard.take(PEM)) == []
    during = keyboard.is_pasting
    assert pasted(list(keyboard.pause())) == [PEM]
    assert (before, during, keyboard.is_pasting) == (False, True, False)
