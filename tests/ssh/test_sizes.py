"""Every screen in the smallest, the largest and the usual window, resized while it stands there."""

from __future__ import annotations

import pytest

from tests.ssh.session import Far
from tests.ssh.sizes import SIZES, whole_in_each_size
from tests.support.demo_process import DemoProcess
from tests.terminal.keyboard import PASSPHRASE, fill_form, open_form

pytestmark = pytest.mark.ssh


WAYS: dict[str, list[tuple[str, str]]] = {
    "connecting": [
        ("n", "step 1 of 3"),
        ("F3", "Request sheet ·"),
        ("Escape", "step 1 of 3"),
        ("Enter", "step 2 of 3"),
        ("F1", "Guides ·"),
    ],
    "an account": [("Enter", "Credentials")],
    "its login page": [("l", "Login page of")],
    "editing": [("e", "Client ID")],
    "renaming": [("m", "Rename the account")],
    "deleting": [("d", "Delete “")],
    "guides": [("g", "any words")],
    "settings": [("s", "What opens the account")],
    "help": [("?", "sftui · keys")],
    "palette": [("C-p", "Find any action by its name")],
    "filtering": [("/", "Keep")],
    "locked": [("C-l", "Passphrase")],
}
"""From the list: the keys that lead to each screen, and what stands on that screen alone."""


@pytest.mark.parametrize("way", WAYS)
def test_from_the_list(filled: Far, way: str) -> None:
    with filled.pty() as screen:
        screen.wait_for("2 accounts", "n New")
        for key, there in WAYS[way]:
            screen.press(key)
            screen.wait_for(there)
            whole_in_each_size(screen)


def test_the_list(filled: Far) -> None:
    with filled.pty() as screen:
        screen.wait_for("2 accounts", "n New")
        for columns, rows in SIZES:
            screen.resize(columns, rows)
            screen.wait_until(
                lambda text: "¤" not in text and "Beta reports" in text and "n New" in text, "the list"
            )


def test_the_first_run(far: Far) -> None:
    with far.pty() as screen:
        screen.wait_for("first run")
        whole_in_each_size(screen)
        screen.paste(PASSPHRASE)
        screen.press("Enter")
        screen.paste(PASSPHRASE)
        screen.press("Enter")
        screen.wait_for("Make the file")
        screen.press("Enter")
        screen.wait_for("I wrote it down")
        whole_in_each_size(screen)


def test_the_website_sign_in_and_its_link_as_a_code(
    opened: Far, demo: DemoProcess, web: dict[str, str]
) -> None:
    with opened.pty() as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, "web", over_ssh=True), web)
        screen.wait_for("Open this link in any browser", "Listening")
        whole_in_each_size(screen)
        screen.press("k")
        screen.wait_for("y Next way")
        whole_in_each_size(screen)


def test_the_code_for_another_device(opened: Far, demo: DemoProcess) -> None:
    with opened.pty() as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, "device", over_ssh=True), demo.credentials("device"))
        screen.wait_for("enter this code")
        whole_in_each_size(screen)


@pytest.mark.parametrize(
    ("tabs", "there"),
    [(1, "Read the private key from which file?"), (2, "Make a private key and its certificate")],
)
def test_a_private_key_from_elsewhere(opened: Far, tabs: int, there: str) -> None:
    with opened.pty() as screen:
        screen.wait_for("No accounts yet.")
        method = open_form(screen, "jwt", over_ssh=True)
        before = [field.name for field in method.fields].index("private_key")
        screen.press(*["Tab"] * (before + tabs), "Enter")
        screen.wait_for(there)
        whole_in_each_size(screen)


def test_progress_result_and_failure(opened: Far, demo: DemoProcess) -> None:
    demo.tell("switch", fault="silent", fault_times=1)
    with opened.pty() as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, "password", over_ssh=True), demo.credentials("password"))
        screen.wait_for("▸ Asking")
        whole_in_each_size(screen)
        screen.press("Escape")
        screen.wait_for("step 2 of 3")
        screen.press("C-s")
        screen.wait_for("Connected, and saved.")
        whole_in_each_size(screen)


def test_a_refusal(opened: Far, demo: DemoProcess) -> None:
    with opened.pty() as screen:
        screen.wait_for("No accounts yet.")
        wrong = demo.credentials("password", password="wrong")
        fill_form(screen, open_form(screen, "password", over_ssh=True), wrong)
        screen.wait_for("not connected")
        whole_in_each_size(screen)
