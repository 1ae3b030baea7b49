"""What a person typed where a passphrase or key is wanted: for a slot that is there, or as a new passphrase."""

from __future__ import annotations

from pathlib import Path

from sftui.account import Secret
from sftui.errors import Cause, InvalidFields, KeySourceFailed, WrongKey
from sftui.foreign import clean
from sftui.vault.key_files import read_key_file
from sftui.vault.keys import Key, Passphrase
from sftui.vault.recovery_code import mistake_in_code
from sftui.vault.resolving import resolve
from sftui.vault.saving import load
from sftui.vault.sealing import DoesNotOpen, unwrap
from sftui.vault.slots import SlotInfo, type_of
from sftui.vault.unlock import key_of

_PATHS_BEGIN = ("/", "~", ".")


def new_passphrase(text: Secret) -> Passphrase:
    """The passphrase that somebody chose. Raises :class:`InvalidFields` for one that would never open anything.

    Unlocking reads a recovery code or the text of a key file as the key that it is, so neither may become a
    passphrase.
    """
    return only_passphrase(key_of(text))


def only_passphrase(key: Key) -> Passphrase:
    """The same for what was read already."""
    if not isinstance(key, Passphrase):
        raise InvalidFields(
            {
                "passphrase": "This is a recovery code or the text of a key file, and would never open the file "
                "as a passphrase. Choose another one."
            }
        )
    return key


def key_for_slot(slot: SlotInfo, text: Secret) -> Key:
    """What was given for this slot: its passphrase, its recovery code, or the path of its key file.

    Only what looks like a path, or is one, is repeated in an error: anything else may be a mistyped secret. Raises
    :class:`InvalidFields` and :class:`KeySourceFailed`.
    """
    key = key_of(text)
    if slot.type == "passphrase" or not isinstance(key, Passphrase):
        return key
    typed = text.reveal().strip()
    if _is_path(typed):
        return read_key_file(Path(typed))
    if mistake := mistake_in_code(text.reveal()):
        raise KeySourceFailed(mistake, Cause("It was mistyped.", "Compare it with what you wrote down."))
    raise KeySourceFailed(
        "What was given is neither a recovery code nor a key file.",
        Cause(
            "It was mistyped, or the key file lies somewhere else.",
            "Give the whole code, or the path of the key file from / or ~ on.",
        ),
    )


def prove(path: Path, slot: SlotInfo, key: Key) -> None:
    """Nothing when ``key`` opens this slot of the file; takes as long as the derivation.

    Raises :class:`WrongKey`, and the errors of reading the file.
    """
    header = load(resolve(path)).envelope.header
    for each in header.slots:
        if each.id == slot.id and each.type == type_of(key):
            try:
                unwrap(each, key, header.file_id)
            except DoesNotOpen:
                break
            return
    raise WrongKey(
        f"What was given does not open “{clean(slot.label)}”.",
        Cause("A typing mistake, or the key of another slot.", "Give the right one."),
    )


def _is_path(typed: str) -> bool:
    if typed.startswith(_PATHS_BEGIN):
        return True
    try:
        return Path(typed).is_file()
    except OSError:
        return False  # too long for a name
