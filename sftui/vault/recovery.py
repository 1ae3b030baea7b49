"""When the file is missing or does not open: list the backups, restore one, keep the present file aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sftui.errors import Cause, FileError, LockedError, UsageError
from sftui.foreign import clean
from sftui.moments import stamp, utc_now
from sftui.vault import document as inner
from sftui.vault import envelope as outer
from sftui.vault.backups import existing_backups, link_or_copy
from sftui.vault.disk import DISK, Disk
from sftui.vault.durable import failed, replace_file, sync_folder_of
from sftui.vault.keys import HiddenBytes, Key
from sftui.vault.resolving import read_all, resolve
from sftui.vault.saving import (
    LOCK_WAIT,
    checked,
    load,
    opened,
    read_raw,
    refuse_what_belongs_to_others,
    writing,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One earlier generation beside the file."""

    path: Path
    number: int
    """1 is the newest."""
    saved_at: str
    """When that generation was saved, RFC 3339 in UTC."""
    generation: int = 0
    """0 when it cannot be read."""
    accounts: int | None = None
    """Known only once it was opened with a key."""
    problem: str = ""
    """Why it cannot be restored, or why the key does not open it; "" when all is well."""

    @property
    def whole(self) -> bool:
        return self.generation > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did."""

    generation: int
    kept_aside: Path | None
    """Where the file that stood there before lies now."""
    warnings: tuple[str, ...] = ()


def list_backups(path: Path, key: Key | None = None) -> tuple[Backup, ...]:
    """The backups of the account file at ``path``, the newest first; with a key also how much they hold."""
    found: list[Backup] = []
    data_key: HiddenBytes | None = None
    for number, backup in existing_backups(resolve(path)):
        try:
            raw, status = read_all(backup)
        except OSError:
            found.append(Backup(path=backup, number=number, saved_at="", problem="It cannot be read."))
            continue
        saved_at = stamp(datetime.fromtimestamp(status.st_mtime, UTC))
        try:
            envelope = outer.read(raw)
        except FileError as error:
            found.append(Backup(path=backup, number=number, saved_at=saved_at, problem=error.message))
            continue
        accounts, data_key, problem = _count(envelope, key, data_key)
        found.append(
            Backup(
                path=backup,
                number=number,
                saved_at=saved_at,
                generation=envelope.header.generation,
                accounts=accounts,
                problem=problem,
            )
        )
    return tuple(found)


def _count(
    found: outer.Envelope, key: Key | None, data_key: HiddenBytes | None
) -> tuple[int | None, HiddenBytes | None, str]:
    """How many accounts it holds; the data key is carried on, so that one derivation serves all backups."""
    if key is None:
        return None, None, ""
    header = found.header
    try:
        if data_key is None or not outer.fits(header, data_key):
            data_key, _ = outer.unlock_data_key(header, key)
        text = outer.open_document(found, data_key).decode("utf-8", "replace")
        return len(inner.parse(text).accounts), data_key, ""
    except (LockedError, FileError) as error:
        return None, data_key, error.message


def find_backup(path: Path, wanted: str = "") -> Backup:
    """The backup that a person means: "" is the newest whole one, or a number, or a file name.

    Raises :class:`UsageError` when there is none such.
    """
    backups = list_backups(path)
    for backup in backups:
        names_of_it = {str(backup.number), backup.path.name, str(backup.path)}
        if wanted in names_of_it or (not wanted and backup.whole):
            return backup
    names = ", ".join(backup.path.name for backup in backups)
    raise UsageError(
        f"There is no backup “{clean(wanted, 80)}”." if wanted else "No backup can be restored.",
        Cause(
            f"Beside the account file there are: {names}." if names else "No backup lies beside the file.",
            "Name one of them." if names else "Look into the backups of this computer for accounts.toml.",
        ),
    )


def restore(
    path: Path, backup: Backup, *, key: Key | None = None, disk: Disk = DISK, wait: float = LOCK_WAIT
) -> Restored:
    """Put a backup in the place of the file, durably. The file that stood there is kept under another name.

    With a key it is opened first, completely. Raises the errors of reading it, :class:`WrongKey`, and
    :class:`NotSaved`; then everything is as it was. The backup itself stays.
    """
    target = resolve(path)
    refuse_what_belongs_to_others(target, backup.path, target.parent)
    with writing(target, disk, wait):
        raw = read_raw(backup.path)  # once: what was checked is what is put in place
        found = checked(raw)
        if key is not None:
            data_key, slot = outer.unlock_data_key(found.envelope.header, key)
            opened(backup.path, found, data_key, slot.id)
        try:
            aside = _keep_aside(target, disk)
        except OSError as error:
            raise failed(target, error) from None
        warnings = replace_file(target, raw.octets, disk, backup=False)
    return Restored(generation=found.envelope.header.generation, kept_aside=aside, warnings=warnings)


def _keep_aside(target: Path, disk: Disk) -> Path | None:
    """A second, durable name for the present file; the rename that follows takes only the first one away."""
    if not target.exists():
        return None
    try:
        load(target)
        why = "replaced"
    except FileError:
        why = "damaged"
    moment = utc_now().strftime("%Y%m%dT%H%M%SZ")
    for attempt in range(1, 100):
        aside = target.with_name(f"{target.name}.{why}-{moment}" + (f"-{attempt}" if attempt > 1 else ""))
        if not aside.exists():
            break
    link_or_copy(target, aside, disk)
    sync_folder_of(target, disk)
    return aside
