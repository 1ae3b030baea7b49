"""The sentences about an account file that does not open or was not saved: happened, cause, what to do."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sftui.errors import (
    Cause,
    FileAltered,
    FileDamaged,
    FileError,
    FileMissing,
    FileTooNew,
    LockedError,
    NotSaved,
    WrongKey,
)
from sftui.foreign import clean
from sftui.vault.keys import Key, Passphrase
from sftui.vault.recovery_code import mistake_in_code

RESTORE = "Restore a backup: `sftui restore` lists them. The file as it is now will be kept aside."
LOST = "Bytes were lost or changed: a full disk, a broken copy, or an editor."


def blank(raw: bytes) -> FileDamaged:
    """A file without any content."""
    what = "it holds only zeros" if b"\0" in raw else "it is empty"
    return FileDamaged(f"The account file is damaged: {what}.", Cause(LOST, RESTORE))


def cut_off(field: str, why: str) -> FileDamaged:
    """What was read has not even the outline of an account file."""
    return FileDamaged(
        f"The account file is damaged: it is cut off or is no account file ({field} {why}).",
        Cause(LOST, RESTORE),
    )


def damaged(field: str, why: str) -> FileDamaged:
    """The name of the field stands at the end: it helps whoever repairs it, and nobody else."""
    return FileDamaged(
        f"The account file is damaged: a part of it is not what sftui wrote ({field} {why}).",
        Cause(LOST, RESTORE),
    )


def altered(field: str, why: str) -> FileAltered:
    return FileAltered(
        "The account file was changed by something other than sftui after it was saved, so nothing of it is "
        f"used ({field} {why}).",
        Cause(
            "An editor, a program that keeps copies in step, or somebody with access to its folder.", RESTORE
        ),
    )


def too_new(field: str, found: int, known: int) -> FileTooNew:
    return FileTooNew(
        f"The account file was saved by a newer sftui (format {found}; this one reads format {known}; "
        f"{field} is {found}).",
        Cause("A newer sftui was used on it.", "Upgrade sftui. The file was left as it is."),
        Cause("No newer sftui was ever used here, and the number itself is damaged.", RESTORE),
    )


def wrong_key(key: Key, kinds: Collection[str]) -> WrongKey:
    """``kinds`` are the types of the slots that the file has."""
    if isinstance(key, Passphrase):
        return _wrong_passphrase(mistake_in_code(key.text.reveal()), kinds)
    if "key" not in kinds:
        return WrongKey(
            "No key file or recovery code opens this account file, only a passphrase.",
            Cause("It is the key of another file, or it was removed from this one.", "Use the passphrase."),
        )
    return WrongKey(
        "The key does not open the account file.",
        Cause(
            "It is the key of another file, or it was removed from this one.",
            "Use the passphrase, another key file or the recovery code.",
        ),
    )


def _wrong_passphrase(mistake: str, kinds: Collection[str]) -> WrongKey:
    if mistake:
        return WrongKey(
            mistake, Cause("It was mistyped.", "Compare it with what you wrote down, group by group.")
        )
    if "passphrase" not in kinds:
        return WrongKey(
            "No passphrase opens this account file, only a key file or a recovery code.",
            Cause("It was made without a passphrase, or the passphrase was removed.", "Use one of those."),
        )
    return WrongKey(
        "The passphrase does not open the account file.",
        Cause(
            "A typing mistake, another keyboard layout, or the passphrase of another file.",
            "Try again, or use a key file or the recovery code. Nobody can open it without one of them.",
        ),
    )


def not_saved(why: str, cause: str, do: str, *, new: bool = False) -> NotSaved:
    """``new`` when there was no file before, so that none can be intact."""
    kept = "Nothing was written." if new else "The old file is intact."
    return NotSaved(f"Not saved: {why}. {kept}", Cause(cause, do))


def too_large(size: int) -> NotSaved:
    return not_saved(
        f"the account file would have {size // 1024 // 1024} MiB, and 32 are the limit",
        "There are very many accounts, or very large values in them.",
        "Remove what is not needed, or keep some accounts in a second file with --accounts.",
    )


def reseal_refused() -> NotSaved:
    return not_saved(
        "what was about to be written did not open again when it was checked",
        "A fault in this computer's memory, or in sftui or a library that it uses.",
        "Try again. If it happens again, restart the computer and report it.",
    )


class UnlockAgain(LockedError):
    """Another process gave the file a new data key: this edit is not saved, and needs a fresh unlock."""

    code = "unlock-again"


def rotated() -> UnlockAgain:
    return UnlockAgain(
        "The account file was given a new key by another sftui, so this one cannot go on with the old one.",
        Cause(
            "`sftui passphrase --rotate` or `sftui restore` ran, or another file was put in its place.",
            "Unlock again. Nothing was written, and what you typed is still here.",
        ),
    )


def gone(target: Path, *, backups: bool) -> FileMissing:
    shown = clean(str(target))
    if backups:
        return FileMissing(
            f"The account file {shown} is gone, but backups of it are there.",
            Cause("It was deleted or moved away.", "Restore a backup: `sftui restore` lists them."),
        )
    return FileMissing(
        f"There is no account file at {shown}.",
        Cause(
            "It was never made, or it lies somewhere else.",
            "Make one with `sftui init`, or name the right one with --accounts.",
        ),
    )


def already_there(target: Path, what: str) -> FileError:
    return FileError(
        f"No new account file was made: {what} in {clean(str(target.parent))} already.",
        Cause(
            "A file was made here before.",
            "Open it with `sftui`, restore it with `sftui restore`, or choose another place with --accounts.",
        ),
    )


def held(holder: str, seconds: float) -> NotSaved:
    return not_saved(
        f"another sftui is writing to the account file ({holder}), for more than {seconds:.0f} seconds",
        "That sftui hangs, is stopped (Ctrl+Z), or waits for a slow disk.",
        "Let it finish or end it, then save again.",
    )


def no_locks(target: Path) -> NotSaved:
    return not_saved(
        f"the file system of {clean(str(target.parent))} has no locks",
        "It is a network or shared drive without flock, so two writers could destroy each other's work.",
        "Keep the account file on a local disk: choose a place with --accounts.",
    )


def another_owner(target: Path) -> NotSaved:
    return not_saved(
        f"{clean(str(target))} belongs to another user, who could not open it any more",
        "sftui runs as a different user than the one who made the file, often by sudo.",
        "Run sftui as the owner of the file.",
    )
