"""Interactive set-up over SSH: the first run, every method, browsing, and a changed password."""

from __future__ import annotations

import json

import pytest

from sftui.demo.browser import Browser
from sftui.salesforce.methods import best_first
from tests.ssh.session import SFTUI, Far, link_on
from tests.support.demo_process import DemoProcess
from tests.support.terminal import Terminal
from tests.terminal.keyboard import (
    PASSPHRASE,
    fill_form,
    first_run,
    name_account,
    open_form,
    quit_program,
    unlock,
)

pytestmark = pytest.mark.ssh

ADA = "ada@acme.com"
WITHOUT_PERSON = ("password", "tokens", "jwt", "client-credentials")


def listed(far: Far) -> list[dict[str, object]]:
    """What a script sees over the same way."""
    done = far.run(f"{SFTUI} list --json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def paste_the_answer(screen: Terminal, demo: DemoProcess) -> None:
    link = link_on(screen.wait_for("Open this link in any browser", "services/oauth2/authorize", "Listening"))
    ada = demo.person(ADA)
    screen.paste(Browser().sign_in(link, ada["username"], ada["password"]))
    screen.press("Enter")


def test_the_first_run_makes_a_file_that_opens_the_next_time(far: Far, demo: DemoProcess) -> None:
    with far.session() as screen:
        first_run(screen)
        fill_form(
            screen,
            open_form(screen, "client-credentials", over_ssh=True),
            demo.credentials("client-credentials"),
        )
        name_account(screen, "Nightly export")
        screen.wait_for("Nightly export", "connected")
        quit_program(screen)
    far.wait_until_nothing_runs()
    with far.session() as screen:
        unlock(screen, PASSPHRASE)
        screen.wait_for("Nightly export", "connected")
        quit_program(screen)


def test_over_ssh_the_website_comes_first(opened: Far) -> None:
    assert best_first(over_ssh=True)[0].id == "web"
    with opened.session() as screen:
        screen.wait_for("No accounts yet.")
        screen.press("n")
        screen.wait_for("step 1 of 3")
        screen.press("Enter")
        screen.wait_for("Callback URL", "step 2 of 3")


@pytest.mark.parametrize("method", WITHOUT_PERSON)
def test_a_method_that_needs_no_person(opened: Far, demo: DemoProcess, method: str) -> None:
    name = f"By {method.partition('-')[0]}"
    with opened.session() as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, method, over_ssh=True), demo.credentials(method))
        name_account(screen, name)
        screen.wait_for(name, "connected")
        quit_program(screen)
    (account,) = listed(opened)
    assert (account["name"], account["method"], account["status"]) == (name, method, "connected")


def test_the_website_with_the_answer_pasted_back(opened: Far, demo: DemoProcess, web: dict[str, str]) -> None:
    with opened.session() as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, "web", over_ssh=True), web)
        paste_the_answer(screen, demo)
        name_account(screen, "By web")
        screen.wait_for("By web", "connected")
        quit_program(screen)


def test_a_code_on_another_device(opened: Far, demo: DemoProcess) -> None:
    demo.tell("switch", device_interval=1)
    with opened.session() as screen:
        screen.wait_for("No accounts yet.")
        fill_form(screen, open_form(screen, "device", over_ssh=True), demo.credentials("device"))
        screen.wait_for("enter this code")
        (code,) = demo.state()["waiting_user_codes"]
        demo.tell("approve", user_code=code, username=ADA)
        name_account(screen, "By device")
        screen.wait_for("By device", "connected")


def test_browsing(opened: Far, demo: DemoProcess) -> None:
    credentials = demo.credentials("client-credentials")
    for name in ("Alpha reports", "Beta loads", "Gamma export"):
        done = opened.run(f"{SFTUI} connect --from -", json.dumps({**credentials, "name": name}))
        assert done.returncode == 0, done.stderr
    with opened.session(columns=120, rows=40) as screen:
        screen.wait_for("3 accounts", "Alpha reports", "Gamma export")
        screen.press("Down")
        screen.wait_until(lambda shown: "▎● Beta loads" in shown, "the cursor on the second row")
        screen.press("/")
        screen.type("gam")
        screen.wait_for("1 of 3", gone="Alpha reports")
        screen.press("Enter", "Enter")
        screen.wait_for("Credentials", "Gamma export", gone="1 of 3")
        screen.press("Escape")
        screen.wait_for("1 of 3")
        screen.press("Escape")
        screen.wait_for("Alpha reports", "Beta loads", "Gamma export")
        screen.press("g")
        screen.wait_for("Guides")
