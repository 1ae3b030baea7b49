"""``sftui restore``: list the backups of the account file, and bring one back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import PurePath
from typing import TYPE_CHECKING

from sftui.cli.call import Call

if TYPE_CHECKING:
    from sftui.cli.terminal import Terminal
    from sftui.vault.keys import Key
    from sftui.vault.places import Places
    from sftui.vault.recovery import Backup

DESCRIPTION = (
    "List the backups of the account file, or bring one back. The file that stands there now is kept aside "
    "under another name."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "backup",
        metavar="BACKUP",
        nargs="?",
        default="",
        help="its number or file name, or that of a file put aside before; without it they are listed",
    )


def run(call: Call) -> None:
    from sftui.cli.opening import named_key, places_of
    from sftui.vault.recovery import list_backups

    places = places_of(call)
    key = named_key(call, places)
    wanted: str = call.arguments.backup
    if not wanted:
        terminal = None if call.voice.json else call.terminal()
        key = key or (_ask_key(terminal) if terminal is not None else None)
        backups = list_backups(places.accounts, key)
        _list(call, places, backups)
        if terminal is None or not any(backup.whole for backup in backups):
            return
        wanted = terminal.ask("Restore which number? (Enter: none)").strip()
        if not wanted:
            return
    _restore(call, places, _meant(places, wanted), key)


def _meant(places: Places, wanted: str) -> Backup:
    """A backup, or a whole file that an earlier restore put aside: naming that one undoes the restore."""
    from sftui.vault.recovery import Backup, find_backup
    from sftui.vault.resolving import resolve

    target = resolve(places.accounts)
    aside = target.parent / PurePath(wanted).name
    if (
        wanted in {aside.name, str(aside)}
        and aside.name.startswith(f"{target.name}.replaced-")
        and aside.is_file()
    ):
        return Backup(path=aside, number=0, saved_at="")
    return find_backup(places.accounts, wanted)


def _ask_key(terminal: Terminal) -> Key | None:
    """With the passphrase the list also tells how many accounts each backup holds."""
    from sftui.errors import InvalidFields
    from sftui.vault.unlock import key_of

    typed = terminal.ask_hidden("Passphrase, to count the accounts in each (Enter goes on without):")
    try:
        return key_of(typed) if typed else None
    except InvalidFields as error:
        terminal.say("; ".join(error.problems.values()))
        return None


def _list(call: Call, places: Places, backups: tuple[Backup, ...]) -> None:
    from sftui.cli.table import table
    from sftui.cli.voice import shown

    if call.voice.json:
        call.voice.data([_as_object(backup) for backup in backups])
        return
    if not backups:
        call.voice.say(f"No backup lies beside {shown(str(places.accounts), 300)}.")
        return
    rows = [("Number", "Generation", "Saved", "Accounts", "Remark")]
    for backup in backups:
        accounts = "" if backup.accounts is None else str(backup.accounts)
        generation = str(backup.generation or "")
        rows.append((str(backup.number), generation, backup.saved_at, accounts, shown(backup.problem)))
    call.voice.result("\n".join(table(rows, room=None, gives_way=())))


def _as_object(backup: Backup) -> dict[str, object]:
    return {
        "backup": backup.path.name,
        "number": backup.number,
        "generation": backup.generation or None,
        "saved_at": backup.saved_at or None,
        "accounts": backup.accounts,
        "problem": backup.problem,
    }


def _restore(call: Call, places: Places, backup: Backup, key: Key | None) -> None:
    from sftui.cli.voice import shown
    from sftui.vault.recovery import restore

    restored = restore(places.accounts, backup, key=key)
    for warning in restored.warnings:
        call.voice.say(warning)
    aside = str(restored.kept_aside) if restored.kept_aside is not None else None
    if call.voice.json:
        call.voice.data({"backup": backup.path.name, "generation": restored.generation, "kept_aside": aside})
        return
    call.voice.result(f"Generation {restored.generation} from {shown(backup.path.name)} is in place again.")
    if restored.kept_aside is not None:
        call.voice.say(f"The file that stood there is now {shown(str(restored.kept_aside), 300)}.")
        if ".replaced-" in restored.kept_aside.name:
            call.voice.say(f"To undo this: sftui restore {shown(restored.kept_aside.name)}{_naming(call)}")


def _naming(call: Call) -> str:
    """The option that the person gave, for a command that they may copy."""
    import shlex

    from sftui.cli.voice import shown

    named = call.arguments.accounts
    return f" --accounts {shlex.quote(shown(named, 300))}" if named else ""
