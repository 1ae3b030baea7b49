"""One save under the lock: from the newest state on disk to the next generation (account-file.md §5)."""

from __future__ import annotations

import errno
import hashlib
import operator
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sftui.account import Account
from sftui.errors import FileError
from sftui.vault import document as inner
from sftui.vault import envelope as outer
from sftui.vault.backups import existing_backups
from sftui.vault.bookkeeping import now_text, settle
from sftui.vault.complaints import (
    another_owner,
    damaged,
    gone,
    held,
    no_locks,
    reseal_refused,
    rotated,
)
from sftui.vault.disk import Disk
from sftui.vault.document import Document
from sftui.vault.durable import failed, replace_file, sweep
from sftui.vault.header import MAX_GENERATION, Header
from sftui.vault.keys import HiddenBytes, Key
from sftui.vault.locking import Busy, locked
from sftui.vault.resolving import Stamp, cannot_read, read_all, resolve, stamp_of
from sftui.vault.toml import render_value

_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}

LOCK_WAIT = 10.0
"""Seconds until a save gives up on a lock that somebody else holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """An unlocked account file as it was at one generation. Frozen: an edit returns the next one."""

    path: Path
    """As it was named; links in it are followed anew at each use."""
    header: Header
    data_key: HiddenBytes
    document: Document
    opened_by: str
    """The id of the slot that the person's passphrase or key opened."""
    stamp: Stamp
    digest: bytes
    """SHA-256 of the file as it lay on the disk: an equal file need not be opened again."""
    warnings: tuple[str, ...] = ()
    """Sentences to show once, from the step that made this object."""

    @property
    def accounts(self) -> tuple[Account, ...]:
        return self.document.accounts

    @property
    def file_id(self) -> str:
        return self.header.file_id

    @property
    def generation(self) -> int:
        return self.header.generation

    def __repr__(self) -> str:
        return f"<Vault {self.path} generation {self.generation}, {len(self.accounts)} accounts>"


@dataclass(frozen=True, slots=True)
class OnDisk:
    """One version of the file, read whole and checked, but not opened."""

    envelope: outer.Envelope
    digest: bytes
    status: os.stat_result


@dataclass(frozen=True, slots=True)
class Raw:
    """One version of the file as it lies on the disk."""

    octets: bytes
    status: os.stat_result

    def digest(self) -> bytes:
        return hashlib.sha256(self.octets).digest()


@dataclass(frozen=True, slots=True)
class Next:
    """What the next generation shall be. ``proof`` is a key that must open it before it is trusted."""

    header: Header
    data_key: HiddenBytes
    accounts: Sequence[Account]
    proof: tuple[Key, ...] = ()


Step = Callable[[Vault], Next]
"""From the newest state on disk to the next one."""


def lock_path(target: Path) -> Path:
    return target.with_name(f"{target.name}.lock")


@contextmanager
def writing(target: Path, disk: Disk, wait: float) -> Iterator[None]:
    """Hold the lock of an account file; raises :class:`NotSaved` when it cannot be had."""
    with ExitStack() as held_until_the_end:
        try:
            held_until_the_end.enter_context(locked(lock_path(target), wait))
        except Busy as busy:
            raise held(busy.holder, wait) from None
        except FileNotFoundError:
            raise gone(target, backups=False) from None
        except OSError as error:
            if error.errno in _NO_LOCKS:
                raise no_locks(target) from None
            raise failed(target, error) from None
        sweep(target, disk)
        yield


def read_raw(target: Path) -> Raw:
    """The bytes; :class:`FileMissing`, or :class:`FileError` when they cannot be read."""
    try:
        return Raw(*read_all(target))
    except FileNotFoundError:
        raise gone(target, backups=bool(existing_backups(target))) from None
    except OSError as error:
        raise cannot_read(target, error) from None


def load(target: Path) -> OnDisk:
    """Read and check the file without a key; the errors of :func:`read_raw` and ``envelope.read``."""
    return checked(read_raw(target))


def checked(raw: Raw) -> OnDisk:
    return OnDisk(outer.read(raw.octets), raw.digest(), raw.status)


def opened(
    path: Path,
    found: OnDisk,
    data_key: HiddenBytes,
    opened_by: str,
    before: Document = inner.NOTHING,
) -> Vault:
    """Decrypt and read the inner document; accounts that were read ``before`` need no second reading."""
    try:
        text = outer.open_document(found.envelope, data_key).decode("utf-8")
    except UnicodeDecodeError:
        raise damaged("the decrypted document", "is not UTF-8 text") from None
    return Vault(
        path=path,
        header=found.envelope.header,
        data_key=data_key,
        document=inner.parse(text, before),
        opened_by=opened_by,
        stamp=stamp_of(found.status),
        digest=found.digest,
    )


def newest(vault: Vault, target: Path) -> Vault:
    """The state on disk, for whoever holds the data key; :class:`UnlockAgain` when it fits no more.

    A file that is byte for byte the one that was opened before is not opened a second time.
    """
    raw = read_raw(target)
    if raw.digest() == vault.digest:
        return replace(vault, stamp=stamp_of(raw.status), warnings=())
    found = checked(raw)
    header = found.envelope.header
    if header.file_id != vault.file_id or not outer.fits(header, vault.data_key):
        raise rotated()
    return opened(vault.path, found, vault.data_key, vault.opened_by, vault.document)


def save(vault: Vault, step: Step, disk: Disk, wait: float) -> Vault:
    """Take the step from the newest state under the lock; returns when the result is durable.

    Raises what ``step`` raises, :class:`InvalidFields`, :class:`NotSaved`, :class:`UnlockAgain` and the
    errors of :func:`load`; in all these cases the file is as it was.
    """
    with writing_own(vault.path, disk, wait) as target:
        return save_locked(vault, target, step, disk)


@contextmanager
def writing_own(path: Path, disk: Disk, wait: float) -> Iterator[Path]:
    """Like :func:`writing` for the file that ``path`` means, which must be this user's; gives where it is."""
    target = resolve(path)
    refuse_what_belongs_to_others(target)
    with writing(target, disk, wait):
        yield target


def save_locked(vault: Vault, target: Path, step: Step, disk: Disk) -> Vault:
    """:func:`save` for whoever holds the lock of ``target`` already."""
    current = newest(vault, target)
    wanted = step(current)
    accounts, changed = settle(current.accounts, wanted.accounts, now_text())
    if wanted.header == current.header and _same(accounts, current.accounts):
        return current
    inner.check(accounts, changed)
    document = inner.rendered(replace(current.document, accounts=accounts))
    header = replace(wanted.header, generation=min(current.generation + 1, MAX_GENERATION))
    raw, envelope = sealed_and_proven(header, wanted, document, changed)
    warnings = replace_file(target, raw, disk)
    return Vault(
        path=vault.path,
        header=envelope.header,
        data_key=wanted.data_key,
        document=document,
        opened_by=current.opened_by,
        stamp=_stamp_now(target),
        digest=hashlib.sha256(raw).digest(),
        warnings=warnings,
    )


def refuse_what_belongs_to_others(target: Path, *instead: Path) -> None:
    """Before the lock is opened: a lock made by root would keep the file's owner out of it.

    Where there is no file, the first of ``instead`` that exists tells whose it will have to be.
    """
    for path in (target, *instead):
        try:
            owner = path.stat().st_uid
        except OSError:
            continue  # whoever reads it says what is wrong
        if owner != os.geteuid():
            raise another_owner(path)
        return


def sealed_and_proven(
    header: Header, wanted: Next, document: Document, changed: Sequence[Account]
) -> tuple[bytes, outer.Envelope]:
    """The bytes of the next file, which were opened again: header, payload, every changed account, every
    changed slot. Accounts that did not change were read or proven before."""
    for account in changed:
        if not _reads_back(account):
            raise reseal_refused()
    raw, envelope = outer.seal(header, wanted.data_key, inner.render(document).encode("utf-8"))
    for key in wanted.proof:
        if outer.unlock_data_key(envelope.header, key)[0] != wanted.data_key:
            raise reseal_refused()
    return raw, envelope


def _same(accounts: Sequence[Account], before: Sequence[Account]) -> bool:
    """Whether nothing is new, changed, removed or moved; unchanged accounts are the very same objects."""
    return len(accounts) == len(before) and all(map(operator.is_, accounts, before))


def _reads_back(account: Account) -> bool:
    try:
        (found,) = inner.parse(f"schema = {inner.SCHEMA}\n{inner.render_account(account)}").accounts
    except (FileError, ValueError):
        return False
    return _comparable(found) == _comparable(account)


def _comparable(account: Account) -> tuple[Account, str, str]:
    """Unknown values as text: among them may be ``nan``, which is not even equal to itself."""
    plain = account.with_changes(unknown={}, unknown_secret={})
    return plain, render_value(account.unknown), render_value(account.unknown_secret)


def _stamp_now(target: Path) -> Stamp:
    """Of the file that was just written, while the lock is held; a zero stamp only costs one reading."""
    try:
        return stamp_of(target.stat())
    except OSError:
        return Stamp(0, 0, 0, 0, 0)
