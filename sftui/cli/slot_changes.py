"""What ``sftui passphrase`` does to the slots of an open account file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sftui.cli.call import Call
from sftui.cli.new_keys import ask_new_passphrase, prove_recovery_code
from sftui.cli.voice import shown
from sftui.errors import Cause, Interrupted, InvalidFields, KeySourceFailed, UsageError, WrongKey
from sftui.vault.cached import LABEL, cached_key, forget, remember
from sftui.vault.key_files import key_file_made
from sftui.vault.keys import Key, Passphrase
from sftui.vault.places import Places
from sftui.vault.rotation import rotate
from sftui.vault.saving import Vault
from sftui.vault.slots import SlotInfo, add_slot, change_passphrase, list_slots, remove_slot
from sftui.vault.typed_keys import key_for_slot, only_passphrase, prove
from sftui.vault.unlock import UnlockOptions, find_key
from sftui.vault.ways import KEY_FILE, RECOVERY_CODE

OLD_BACKUPS = "Backups made before still open with the old one; sftui passphrase --rotate changes that."
NO_PERSON = "Run it on a terminal, or give the new passphrase with --new-passphrase-fd N."


def changed(call: Call, vault: Vault) -> tuple[Vault, str]:
    """The one change that the arguments ask for, and what to say about it."""
    arguments = call.arguments
    label: str = arguments.label
    if arguments.remember:
        return remember(vault), "This computer's keyring opens the account file from now on."
    if arguments.forget:
        return forget(vault), "This computer's keyring opens the account file no more."
    if arguments.remove_slot is not None:
        slot = find_slot(vault, arguments.remove_slot)
        return remove_slot(
            vault, slot.id
        ), f"“{shown(slot.label)}” opens the account file no more. {OLD_BACKUPS}"
    if arguments.add_key_file is not None:
        key_file = Path(arguments.add_key_file)
        with key_file_made(key_file) as new:
            after = add_slot(vault, label or KEY_FILE, new.key)
        after = replace(after, warnings=(*new.warnings, *after.warnings))
        return after, f"{shown(str(key_file), 300)} opens the account file now. Keep a copy elsewhere."
    if arguments.add_recovery_code:
        return _with_recovery_code(call, vault, label or RECOVERY_CODE)
    if arguments.add_passphrase:
        after = add_slot(vault, label or "passphrase", _new_passphrase(call))
        return after, "The further passphrase opens the account file now."
    slot_id = find_slot(vault, arguments.slot).id if arguments.slot else ""
    return change_passphrase(
        vault, _new_passphrase(call), slot_id=slot_id
    ), f"The passphrase is changed. {OLD_BACKUPS}"


def find_slot(vault: Vault, wanted: str) -> SlotInfo:
    """The slot with this id or label. Raises UsageError when none or several have it."""
    slots = list_slots(vault)
    found = [s for s in slots if s.id == wanted] or [
        s for s in slots if s.label.casefold() == wanted.casefold()
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{slot.id} ({shown(slot.label)})" for slot in slots)
    what = "Several slots are called" if found else "There is no slot"
    raise UsageError(
        f"{what} “{shown(wanted)}”.", Cause(f"The slots are: {names}.", "Give the id of one of them.")
    )


def rotated(call: Call, places: Places, vault: Vault, key: Key) -> Vault:
    """A new data key. Every slot that is kept needs its passphrase or key again."""
    drop = {find_slot(vault, wanted).id for wanted in call.arguments.drop}
    keys: dict[str, Key] = {}
    for slot in list_slots(vault):
        if slot.id in drop:
            continue
        found = key if slot.opened_this else _key_of_slot(call, places, slot)
        if found is None:
            drop.add(slot.id)
        else:
            keys[slot.id] = found
    return rotate(vault, keys, drop=drop, sessions=places.sessions)


def _key_of_slot(call: Call, places: Places, slot: SlotInfo) -> Key | None:
    """What opens this slot: from the keyring, or from the person. None to drop it."""
    if slot.type == "key" and slot.label == LABEL and (cached := cached_key(places.accounts)) is not None:
        return cached
    terminal = call.person(
        f"The slot “{shown(slot.label)}” needs its {slot.type} again.",
        f"Run it on a terminal, or drop the slot with --drop {slot.id}.",
    )
    terminal.say(f"\nThe slot “{shown(slot.label)}” ({slot.type}) needs its secret again, or is dropped.")
    while True:
        typed = terminal.ask_hidden(_question(slot))
        if not typed:
            if terminal.confirm(f"Drop “{shown(slot.label)}”? It opens the file no more.", default=False):
                return None
            continue
        try:
            key = key_for_slot(slot, typed)
            prove(places.accounts, slot, key)
        except InvalidFields as error:
            terminal.say("; ".join(error.problems.values()))
        except (KeySourceFailed, WrongKey) as error:
            terminal.say(error.message)
        else:
            return key


def _question(slot: SlotInfo) -> str:
    if slot.type == "passphrase":
        return "Passphrase (Enter drops the slot):"
    return "Recovery code, or the name of the key file (Enter drops the slot):"


def _new_passphrase(call: Call) -> Passphrase:
    descriptor: int | None = call.arguments.new_passphrase_fd
    if descriptor is None:
        return ask_new_passphrase(call.person("A new passphrase is needed.", NO_PERSON))
    found = find_key(UnlockOptions(passphrase_fd=descriptor), {})
    assert found is not None  # noqa: S101 - for the type checker: a descriptor gives a key or an error
    return only_passphrase(found)


def _with_recovery_code(call: Call, vault: Vault, label: str) -> tuple[Vault, str]:
    terminal = call.person(
        "A recovery code is shown once and must be typed in.", "Run it on a terminal, or use --add-key-file."
    )
    key = prove_recovery_code(terminal)
    if key is None:
        raise Interrupted("No recovery code was added.")
    return add_slot(vault, label, key), "The recovery code opens the account file now."
