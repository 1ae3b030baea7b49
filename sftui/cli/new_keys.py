"""New ways to open the account file: a passphrase that a person chooses, a recovery code that they prove to have."""

from __future__ import annotations

from sftui.cli.terminal import Terminal
from sftui.errors import InvalidFields
from sftui.vault.keys import Passphrase, RawKey
from sftui.vault.passphrases import strength, suggest_passphrase
from sftui.vault.recovery_code import new_recovery_key, read_recovery_code, show_recovery_code
from sftui.vault.typed_keys import new_passphrase


def ask_new_passphrase(terminal: Terminal) -> Passphrase:
    """Typed twice, with an honest word on its strength; Enter alone takes the suggestion."""
    suggestion = suggest_passphrase()
    terminal.say("Choose a passphrase. Without it, or a recovery code, nobody can open the account file.")
    terminal.say(f"A suggestion: {suggestion.reveal()}")
    while True:
        typed = terminal.ask_hidden("New passphrase (Enter takes the suggestion):") or suggestion
        try:
            passphrase = new_passphrase(typed)
        except InvalidFields as error:
            terminal.say("; ".join(error.problems.values()))
            continue
        found = strength(typed.reveal())
        terminal.say(f"{found.word.capitalize()}. {found.sentence}")
        if found.word == "weak" and not terminal.confirm("Use it all the same?", default=False):
            continue
        if terminal.ask_hidden("Once more:") == typed:
            return passphrase
        terminal.say("The two differ. Please choose again.")


def offer_recovery_code(terminal: Terminal) -> RawKey | None:
    """A recovery code, if the person wants one: shown once, and typed in to prove that it was written down."""
    terminal.say(
        "\nA recovery code opens the file when the passphrase is lost. It is shown once, to be kept on paper."
    )
    if not terminal.confirm("Make one?", default=True):
        return None
    return prove_recovery_code(terminal)


def prove_recovery_code(terminal: Terminal) -> RawKey | None:
    """Show a new code and have it typed in; None when the person gives up."""
    key = new_recovery_key()
    terminal.say()
    for line in show_recovery_code(key).reveal().splitlines():
        terminal.say(f"    {line}")
    terminal.say(
        "\nWrite it down, then type it in: that proves that it can be read. Enter alone leaves it out."
    )
    while True:
        typed = terminal.ask("Recovery code:")
        if not typed.strip():
            terminal.say("No recovery code was added.")
            return None
        try:
            if read_recovery_code(typed) == key:
                return key
            terminal.say("That is another code.")
        except InvalidFields as error:
            terminal.say("; ".join(error.problems.values()))
