"""What people paste arrives whole, or is refused in words: with brackets around it, and without."""

from __future__ import annotations

import json

import pytest

from sftui.demo.browser import Browser
from sftui.demo.seed import PIPELINE_APP
from sftui.salesforce.certificate import make_key_pair
from sftui.salesforce.methods import Method
from tests.ssh.session import Far, link_on
from tests.support.demo_process import DemoProcess
from tests.support.pty_session import PtySession
from tests.terminal.keyboard import fill_form, is_hidden, open_form

pytestmark = [
    pytest.mark.ssh,
    pytest.mark.parametrize("bracketed", [True, False], ids=["bracketed", "unmarked"]),
]

ADA = "ada@acme.com"


def first_step(screen: PtySession) -> None:
    screen.wait_for("No accounts yet.")
    screen.press("n")
    screen.wait_for("step 1 of 3")


def connect_from_the_box(screen: PtySession) -> None:
    screen.wait_for("Nothing is missing.")
    screen.press("Enter")
    screen.wait_for("step 2 of 3")
    screen.press("C-s")
    screen.wait_for("Connected, and saved.", ADA)


def coalesce(demo: DemoProcess, **more: str) -> str:
    """As its web page gives it: one name a line."""
    held = demo.credentials("password")
    names = {
        "baseUrl": "login_url", "username": "username", "password": "password",
        "securityToken": "security_token", "clientId": "client_id", "clientSecret": "client_secret",
    }  # fmt: skip
    return json.dumps({theirs: held[ours] for theirs, ours in names.items()} | more, indent=2)


def broken(text: str, lines: int = 3) -> str:
    """Over so many lines, as a narrow window or a mail breaks it."""
    width = -(-len(text) // lines)
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def to_field(screen: PtySession, method: Method, name: str, *, back: bool = False) -> None:
    """From the first field there, or back again."""
    place = next(at for at, field in enumerate(method.fields) if field.name == name)
    screen.press(*["BTab" if back else "Tab"] * place)


def test_json_into_the_box(opened: Far, demo: DemoProcess, bracketed: bool) -> None:
    with opened.pty() as screen:
        first_step(screen)
        screen.paste(coalesce(demo), bracketed=bracketed)
        screen.wait_for("Coalesce")
        connect_from_the_box(screen)


def test_a_hundred_kilobytes_of_json_into_the_box(opened: Far, demo: DemoProcess, bracketed: bool) -> None:
    with opened.pty() as screen:
        first_step(screen)
        screen.paste(coalesce(demo, comment="long " * (100 * 1024 // 5)), bracketed=bracketed)
        connect_from_the_box(screen)


def test_a_key_of_fifty_lines(opened: Far, demo: DemoProcess, bracketed: bool) -> None:
    made = make_key_pair("demo", bits=4096)
    key = made.private_key.reveal()
    assert len(key.splitlines()) > 50
    demo.tell("certificate", app=PIPELINE_APP, pem=made.certificate)
    with opened.pty(rows=30) as screen:
        screen.wait_for("No accounts yet.")
        method = open_form(screen, "jwt", over_ssh=True)
        to_field(screen, method, "private_key")
        screen.paste(key, bracketed=bracketed)
        screen.wait_for("-----END PRIVATE KEY-----")
        to_field(screen, method, "private_key", back=True)
        fill_form(screen, method, demo.credentials("jwt", private_key=""))
        screen.wait_for("Connected, and saved.")


def test_a_long_secret_broken_over_three_lines(
    demo_of_test: DemoProcess, opened: Far, bracketed: bool
) -> None:
    password = "".join(f"{chr(ord('a') + at % 26)}{at % 10}" for at in range(70))
    changed = demo_of_test.tell("change-password", username=ADA, password=password)
    values = demo_of_test.credentials("password", password="", security_token=changed["security_token"])
    with opened.pty() as screen:
        screen.wait_for("No accounts yet.")
        method = open_form(screen, "password", over_ssh=True)
        to_field(screen, method, "password")
        screen.paste(broken(password), bracketed=bracketed)
        screen.wait_until(lambda shown: is_hidden(shown, "Password"), "the password")
        to_field(screen, method, "password", back=True)
        fill_form(screen, method, values)
        screen.wait_for("Connected, and saved.")


def test_an_answer_broken_over_three_lines(
    opened: Far, demo: DemoProcess, web: dict[str, str], bracketed: bool
) -> None:
    with opened.pty(rows=30) as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, "web", over_ssh=True), web)
        link = link_on(screen.wait_for("Open this link in any browser", "Listening"))
        ada = demo.person(ADA)
        answer = Browser().sign_in(link, ada["username"], ada["password"])
        screen.paste(broken(answer), bracketed=bracketed)
        screen.wait_for("Give the answer")
        screen.press("Enter")
        screen.wait_for("Connected, and saved.")


@pytest.mark.parametrize(
    ("method_id", "name", "size"), [("client-credentials", "client_secret", 120), ("jwt", "private_key", 300)]
)
def test_far_too_much_for_a_field_is_refused_in_words(
    opened: Far, bracketed: bool, method_id: str, name: str, size: int
) -> None:
    with opened.pty(rows=40) as screen:
        screen.wait_for("No accounts yet.")
        to_field(screen, open_form(screen, method_id, over_ssh=True), name)
        screen.paste(lines_of(size), bracketed=bracketed)
        screen.wait_for("Too long")
        screen.press("F1")
        screen.wait_for("Guides ·")


def test_far_too_much_for_the_box_is_refused_in_words(opened: Far, bracketed: bool) -> None:
    with opened.pty() as screen:
        first_step(screen)
        screen.paste(lines_of(300), bracketed=bracketed)
        screen.wait_for("Too long", "step 1 of 3")


def test_a_hundred_kilobytes_of_nothing_known_stay_in_the_box(opened: Far, bracketed: bool) -> None:
    with opened.pty() as screen:
        first_step(screen)
        screen.paste(lines_of(100), bracketed=bracketed)
        screen.wait_for("Not recognised. It stays in the box", "step 1 of 3")


def test_far_too_much_is_no_answer(
    opened: Far, demo: DemoProcess, web: dict[str, str], bracketed: bool
) -> None:
    with opened.pty(rows=30) as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, "web", over_ssh=True), web)
        screen.wait_for("Open this link in any browser", "Listening")
        screen.paste(lines_of(120), bracketed=bracketed)
        screen.wait_for("Too long", "Open this link in any browser")


def lines_of(kilobytes: int) -> str:
    return "0123456789abcde\n" * (kilobytes * 64)
