"""What a person does at the keyboard, screen by screen; each step ends when the next screen is there."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sftui.salesforce.methods import DEFAULT_SCOPE, Method, best_first, method_of
from tests.support.terminal import Terminal, Typist

SFTUI = (sys.executable, "-m", "sftui")
PASSPHRASE = "correct horse battery staple"
NAMED = "Keep this name"
"""In the key line of the result."""


def first_run(terminal: Typist, passphrase: str = PASSPHRASE) -> str:
    """From the first screen to the empty list; gives the recovery code that was shown."""
    terminal.wait_for("first run", "Recovery code")
    for label in ("Passphrase", "Once more"):
        terminal.type(passphrase)
        terminal.wait_until(partial(is_hidden, label=label), f"{label} typed")
        terminal.press("Enter")
    terminal.wait_for("Make the file")
    terminal.press("Enter")
    shown = terminal.wait_for("recovery code", "I wrote it down")
    code = "-".join(re.findall(r"(?:[0-9A-Z]{4}-)+[0-9A-Z]{4}", shown))
    terminal.press("Enter")
    terminal.wait_for("type the code from your paper")
    terminal.type(code)
    terminal.press("Enter")
    terminal.wait_for("No accounts yet.", "n New")
    return code


def unlock(terminal: Typist, passphrase: str = PASSPHRASE) -> None:
    terminal.wait_for("locked", "Passphrase", "Enter Unlock")
    terminal.type(passphrase)
    terminal.press("Enter")
    terminal.wait_for("unlocked", "n New")


def quit_program(terminal: Terminal) -> None:
    """From the list."""
    terminal.press("q")
    assert terminal.wait_for_end() == 0, terminal.screen()


def open_form(terminal: Typist, method_id: str, *, over_ssh: bool = False) -> Method:
    """From the list of accounts to the form of a method."""
    terminal.press("n")
    terminal.wait_for("step 1 of 3")
    ids = [each.id for each in best_first(over_ssh=over_ssh)]
    terminal.press(*["Down"] * ids.index(method_id), "Enter")
    method = method_of(method_id)
    assert method is not None
    terminal.wait_for(method.short, "step 2 of 3")
    return method


def fill_form(terminal: Typist, method: Method, values: Mapping[str, str]) -> None:
    """Field after field with Enter, as the form leads; the last Enter sends. Values are pasted, as people do."""
    for field in method.fields:
        value = values.get(field.name, "")
        if field.name == "login_url" and not field.my_domain_only:
            terminal.press("Right", "Right", "Enter")
            terminal.wait_until(
                lambda screen: re.search(r"\([•*]\) My Domain", screen) is not None, "My Domain chosen"
            )
        elif field.name == "redirect_uri" and value:
            terminal.press("C-u")
        if field.lines > 1:
            terminal.paste(value)
            terminal.press("Tab", "Tab", "Tab")
            continue
        if value and not (field.name == "scope" and value == DEFAULT_SCOPE):
            terminal.paste(value)
        terminal.press("Enter")


def type_web_form(terminal: Terminal, web: Mapping[str, str]) -> None:
    """Over SSH, from the list to the sent form of the website sign-in: every key, and not one look at the screen."""
    assert best_first(over_ssh=True)[0].id == "web"
    terminal.press("n", "Enter")
    terminal.press("Right", "Right", "Enter")
    for value in (web["login_url"], web["client_id"], web["client_secret"]):
        terminal.paste(value)
        terminal.press("Enter")
    terminal.press("C-u")
    terminal.paste(web["redirect_uri"])
    terminal.press("Enter", "Enter")


def name_account(terminal: Typist, name: str) -> None:
    """At the result: another name than the proposed one, and back to the list."""
    terminal.wait_for("Connected, and saved.", NAMED)
    terminal.press("C-u")
    terminal.type(name)
    terminal.press("Enter")
    terminal.wait_for("n New", gone="step 3 of 3")


def is_hidden(screen: str, label: str) -> bool:
    """Whether the field of this label holds something that is shown as dots."""
    return any(line.strip().startswith(label) and "•••" in line for line in screen.splitlines())


def without_breaks(screen: str) -> str:
    """What a person reads as one text although the terminal breaks it."""
    return " ".join(screen.split())


def private(path: Path, text: str) -> str:
    """A file that only its owner can read, as secrets want it."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return str(path)
