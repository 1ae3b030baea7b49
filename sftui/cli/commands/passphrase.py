"""``sftui passphrase``: what opens the account file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sftui.cli.arguments import descriptor
from sftui.cli.call import Call

if TYPE_CHECKING:
    from sftui.vault.saving import Vault

DESCRIPTION = (
    "Change the passphrase, or what else opens the account file. Old backups still open with the old passphrase; "
    "--rotate gives file and backups a new key."
)


def add_arguments(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", dest="list_slots", help="list what opens the file")
    what.add_argument("--add-passphrase", action="store_true", help="add a further passphrase")
    what.add_argument("--add-key-file", metavar="F", help="make this key file and let it open the file")
    what.add_argument("--add-recovery-code", action="store_true", help="make a recovery code, shown once")
    what.add_argument("--remove", metavar="SLOT", dest="remove_slot", help="remove one, by its id or label")
    what.add_argument(
        "--rotate", action="store_true", help="a new key for the file, its backups and its slots"
    )
    what.add_argument("--remember", action="store_true", help="let this computer's keyring open the file")
    what.add_argument("--forget", action="store_true", help="take the remembered key out of the keyring")
    parser.add_argument(
        "--slot", metavar="SLOT", default="", help="the passphrase to change, when there are several"
    )
    parser.add_argument(
        "--label", metavar="L", default="", help="a label for what is added; it is not encrypted"
    )
    parser.add_argument(
        "--new-passphrase-fd",
        metavar="N",
        type=descriptor,
        help="read the new passphrase from this file descriptor",
    )
    parser.add_argument(
        "--drop",
        metavar="SLOT",
        action="append",
        default=[],
        help="with --rotate: lose this slot instead of asking",
    )


def run(call: Call) -> None:
    from sftui.cli import slot_changes
    from sftui.cli.opening import look_at, places_of, unlocked
    from sftui.vault import file

    arguments = call.arguments
    _refuse_what_belongs_elsewhere(arguments)
    places = places_of(call)
    look_at(places.accounts)
    key, vault = unlocked(call, places, lambda key: (key, file.unlock(places.accounts, key)))
    if arguments.list_slots:
        _list(call, vault)
    elif arguments.rotate:
        _done(call, slot_changes.rotated(call, places, vault, key), "The account file has a new key.")
    else:
        changed, words = slot_changes.changed(call, vault)
        _done(call, changed, words)


def _refuse_what_belongs_elsewhere(arguments: Namespace) -> None:
    """An option that would be ignored was meant for something; better to say so than to do something else."""
    from sftui.errors import Cause, UsageError

    adds_passphrase = arguments.add_passphrase
    adds = adds_passphrase or arguments.add_key_file is not None or arguments.add_recovery_code
    changes = not (
        adds
        or arguments.list_slots
        or arguments.rotate
        or arguments.remember
        or arguments.forget
        or arguments.remove_slot is not None
    )
    rules = (
        ("--drop", bool(arguments.drop), arguments.rotate, "--rotate"),
        ("--label", bool(arguments.label), adds, "--add-passphrase, --add-key-file or --add-recovery-code"),
        (
            "--slot",
            bool(arguments.slot),
            changes,
            "changing a passphrase, which is what sftui passphrase does alone",
        ),
        (
            "--new-passphrase-fd",
            arguments.new_passphrase_fd is not None,
            changes or adds_passphrase,
            "changing a passphrase and --add-passphrase",
        ),
    )
    for option, is_given, fits, belongs_to in rules:
        if is_given and not fits:
            raise UsageError(
                f"{option} does not belong here: it goes with {belongs_to}. Nothing was changed.",
                Cause("", "See how it goes: sftui passphrase --help"),
            )


def _done(call: Call, vault: Vault, words: str) -> None:
    for warning in vault.warnings:
        call.voice.say(warning)
    if call.voice.json:
        _list(call, vault)
    else:
        call.voice.result(words)


def _list(call: Call, vault: Vault) -> None:
    from sftui.cli.table import table
    from sftui.cli.voice import shown
    from sftui.vault.slots import list_slots

    slots = list_slots(vault)
    if call.voice.json:
        call.voice.data(
            [
                {
                    "id": slot.id,
                    "type": slot.type,
                    "label": slot.label,
                    "derivation": slot.derivation,
                    "opened_this": slot.opened_this,
                }
                for slot in slots
            ]
        )
        return
    rows = [("Id", "Kind", "Label", "Cost of a guess", "")]
    rows += [
        (slot.id, slot.type, shown(slot.label), slot.derivation, "used now" if slot.opened_this else "")
        for slot in slots
    ]
    call.voice.result("\n".join(table(rows, room=None, gives_way=())))
