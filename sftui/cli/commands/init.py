"""``sftui init``: make the account file. The only command that ever does."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from sftui.cli.call import Call

if TYPE_CHECKING:
    from sftui.vault.keys import Key
    from sftui.vault.places import Places

DESCRIPTION = (
    "Make the account file. On a terminal a passphrase is asked twice and a recovery code is offered; a "
    "passphrase or key can also come from the unlock options."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--new-key-file", metavar="F", help="make this key file, which opens the account file"
    )


def run(call: Call) -> None:
    from sftui.cli.opening import places_of, running_keeper
    from sftui.cli.voice import shown
    from sftui.cli.waiting import wait
    from sftui.vault.key_files import key_file_made
    from sftui.vault.ways import KEY_FILE

    places = places_of(call)
    _refuse_second(places)
    keys = _keys(call, places)
    with ExitStack() as made:
        if call.arguments.new_key_file is not None:
            new = made.enter_context(key_file_made(Path(call.arguments.new_key_file)))
            keys[KEY_FILE] = new.key
            for warning in new.warnings:
                call.voice.say(warning)
        with running_keeper(places, call.voice) as keeper:
            snapshot = wait(keeper.create(keys))
    for warning in snapshot.warnings:
        call.voice.say(warning)
    if call.voice.json:
        call.voice.data({"accounts": str(places.accounts), "slots": list(keys)})
        return
    call.voice.result(f"{shown(str(places.accounts), 300)} was made. It opens with: {', '.join(keys)}.")
    call.voice.say("Connect an account with: sftui connect. Or open the screens with: sftui")


def _refuse_second(places: Places) -> None:
    """Before a passphrase is asked for, or a key file made, that would serve nothing."""
    from sftui.cli.opening import NoAccountFile, look_at
    from sftui.cli.voice import shown
    from sftui.errors import Cause, UsageError

    try:
        look_at(places.accounts)
    except NoAccountFile:
        return
    raise UsageError(
        f"There is an account file already: {shown(str(places.accounts), 300)}",
        Cause(
            "sftui was set up here before.", "Use it as it is, or name another place with --accounts FILE."
        ),
    )


def _keys(call: Call, places: Places) -> dict[str, Key]:
    """What will open the file, by the label of its slot, besides a new key file."""
    from sftui.cli.new_keys import ask_new_passphrase, offer_recovery_code
    from sftui.cli.opening import named_key
    from sftui.vault.keys import Passphrase
    from sftui.vault.unlock import nothing_to_lock_with
    from sftui.vault.ways import MAIN, RECOVERY_CODE

    keys: dict[str, Key] = {}
    named = named_key(call, places)
    if named is not None:
        keys[MAIN if isinstance(named, Passphrase) else "key"] = named
    terminal = call.terminal()
    if not keys and call.arguments.new_key_file is None:
        if terminal is None:
            raise nothing_to_lock_with()
        keys[MAIN] = ask_new_passphrase(terminal)
    if terminal is not None and (recovery := offer_recovery_code(terminal)) is not None:
        keys[RECOVERY_CODE] = recovery
    return keys
