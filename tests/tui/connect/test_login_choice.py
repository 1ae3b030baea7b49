"""Where to log in, and what was made of what a person typed."""

from __future__ import annotations

import pytest

from sftui.tui.screens.connect.login_choice import Choice, choice_of, read, text_of


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("https://login.salesforce.com", (Choice.PRODUCTION, "")),
        ("https://Login.Salesforce.com/", (Choice.PRODUCTION, "")),
        ("https://test.salesforce.com", (Choice.SANDBOX, "")),
        ("https://acme.my.salesforce.com", (Choice.OWN, "https://acme.my.salesforce.com")),
    ],
)
def test_a_saved_address_finds_its_choice(origin: str, expected: tuple[Choice, str]) -> None:
    assert choice_of(origin) == expected
    assert text_of(*expected).rstrip("/").lower() == origin.rstrip("/").lower()


@pytest.mark.parametrize(
    ("typed", "origin", "words"),
    [
        ("acme", "https://acme.my.salesforce.com", "production"),
        ("acme--uat", "https://acme--uat.sandbox.my.salesforce.com", "sandbox uat"),
        (
            "https://ACME.lightning.force.com/lightning/page/home",
            "https://acme.my.salesforce.com",
            "production, from a Lightning page",
        ),
        ("https://login.salesforce.com", "https://login.salesforce.com", "all production orgs"),
        ("test", "https://test.salesforce.com", "all sandboxes"),
        ("na19.salesforce.com", "https://na19.salesforce.com", "production, instance host"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "this machine"),
    ],
)
def test_the_origin_and_the_environment_are_shown(typed: str, origin: str, words: str) -> None:
    reading = read(typed)
    assert (reading.origin, reading.words, reading.problem) == (origin, words, "")
    assert reading.trusted


def test_a_host_that_is_not_salesforces_is_read_and_not_trusted() -> None:
    reading = read("https://login.acme.example")
    assert (reading.host, reading.trusted) == ("login.acme.example", False)
    assert "you will be asked" in reading.words


def test_what_cannot_be_read_is_a_sentence() -> None:
    reading = read("http://acme.my.salesforce.com")
    assert reading.origin == ""
    assert reading.problem.endswith(".")
