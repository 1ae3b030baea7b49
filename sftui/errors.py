"""The error tree: what happened, the likely causes, what to do next, and the exit code.

::

    SftuiError                      1  failed for another reason
    ├── UsageError                  2  wrong usage
    │   ├── InvalidFields              what was given and cannot be used as it is, each with its problem
    │   ├── UntrustedHost              a host that is not Salesforce's: ask before anything is sent there
    │   └── PersonNeeded               only a person can go on (browser, password), and none may be asked
    │       └── ReconnectNeeded     4  for a saved account: it waits for its new password or a sign-in
    ├── LockedError                 3  the account file stays locked
    │   ├── NoWayToUnlock              no source was named and there is no terminal to ask on
    │   ├── WrongKey                   the passphrase or key does not open it
    │   ├── UnlockAgain                another sftui gave the file a new data key (``vault.complaints``)
    │   └── KeySourceFailed            the source that was named failed
    ├── RefusedError                4  Salesforce refused the credentials
    │   ├── RequestRefused          1  the credentials are right, but this call is not allowed or over a limit
    │   ├── SalesforceDown          6  Salesforce answered that it cannot serve now
    │   └── AnotherAnsweredError       another user or org answered (``keeper.right_person``)
    ├── FileError                   5  account file damaged, unsupported, or not saved
    │   ├── FileMissing                it is gone, though backups exist
    │   ├── FileDamaged                bytes were lost
    │   ├── FileAltered                somebody edited what only sftui may write
    │   ├── FileTooNew                 written by a newer version
    │   ├── NoPlace                    no place for it is known, and none was named (``vault.places``)
    │   └── NotSaved                   the old file is intact, the edit is kept in memory
    ├── UnreachableError            6  Salesforce not reached: name, network, proxy, TLS, time-out
    ├── NoSuchAccount               7  no such account, or the name fits several
    ├── NoAccountFile               1  nothing was set up yet (``cli.opening``)
    ├── RenewalBusy                 1  another sftui asks for this account for too long (``keeper.turns``)
    └── Interrupted               130  a person stopped it

Each error is raised once, at the edge where it happens, and carried up as it is. ``causes`` stand in the
order of likelihood; the first one is what the command line prints after ``cause:`` and ``do:``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sftui.account import Problem


@dataclass(frozen=True, slots=True)
class Cause:
    """One likely cause and its remedy. Only the first two are always there."""

    what: str
    do: str
    field: str = ""
    """The form field that is most likely wrong, by its name in design §6."""
    guide: str = ""
    """A topic in ``sftui/guides``."""
    quick_find: str = ""
    """The words for Quick Find in Salesforce Setup."""
    setup_path: str = ""
    """The path of the Setup page, such as ``/lightning/setup/OrgDomain/home``."""
    action: str = ""
    """What the screen can do by itself: one of ``sftui.salesforce.diagnosis.Action``"""
    told_by: str = ""
    """The name of the account through which Login History told it; "" for a guess."""

    @property
    def testimony(self) -> str:
        """Where it is known from, in a sentence; "" for a guess."""
        return f"Login History says so, read through “{self.told_by}”." if self.told_by else ""


class SftuiError(Exception):
    """Something that a person must know. ``message`` says what happened, in a sentence."""

    code: ClassVar[str] = "failed"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *causes: Cause) -> None:
        super().__init__(message)
        self.message = message
        self.causes = causes

    @property
    def cause(self) -> str:
        """The first cause, and where it is known from when it is no guess."""
        first = self.causes[0] if self.causes else Cause("", "")
        return f"{first.what} {first.testimony}".strip()

    @property
    def do(self) -> str:
        return self.causes[0].do if self.causes else ""

    def problem(self) -> Problem:
        """The same as plain data, for the file, the list and ``--json``."""
        return Problem(code=self.code, message=self.message, cause=self.cause, do=self.do)


class UsageError(SftuiError):
    code = "usage"
    exit_code = 2


class InvalidFields(UsageError):
    """``problems`` maps a field's name to what is wrong with it, in a sentence."""

    code = "invalid-fields"

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(
            " ".join(f"{name}: {problem}" for name, problem in self.problems.items()),
            Cause(
                "What was given cannot be used as it is.",
                "Correct it and try again.",
                field=next(iter(problems), ""),
            ),
        )


class UntrustedHost(UsageError):
    """Credentials or a token would go to ``host``, which is not known to be Salesforce's."""

    code = "untrusted-host"

    def __init__(self, host: str, message: str, *causes: Cause) -> None:
        self.host = host
        super().__init__(message, *causes)


class PersonNeeded(UsageError):
    code = "person-needed"


class ReconnectNeeded(PersonNeeded):
    exit_code = 4


class LockedError(SftuiError):
    code = "locked"
    exit_code = 3


class NoWayToUnlock(LockedError):
    code = "no-way-to-unlock"


class WrongKey(LockedError):
    code = "wrong-key"


class KeySourceFailed(LockedError):
    code = "key-source-failed"


class RefusedError(SftuiError):
    """Salesforce answered, and said no. ``error`` and ``said`` are its own words, cleaned."""

    code = "refused"
    exit_code = 4

    def __init__(
        self, message: str, *causes: Cause, error: str = "", said: str = "", status: int = 0
    ) -> None:
        super().__init__(message, *causes)
        self.error = error
        self.said = said
        self.status = status
        self.warning = ""
        """What the person must know before another try, such as a lockout that is near."""


class RequestRefused(RefusedError):
    code = "request-refused"
    exit_code = 1


class SalesforceDown(RefusedError):
    code = "salesforce-down"
    exit_code = 6


class FileError(SftuiError):
    code = "file"
    exit_code = 5


class FileMissing(FileError):
    code = "file-missing"


class FileDamaged(FileError):
    code = "file-damaged"


class FileAltered(FileError):
    code = "file-altered"


class FileTooNew(FileError):
    code = "file-too-new"


class NotSaved(FileError):
    code = "not-saved"


class UnreachableError(SftuiError):
    code = "unreachable"
    exit_code = 6


class NoSuchAccount(SftuiError):
    code = "no-such-account"
    exit_code = 7


class Interrupted(SftuiError):
    code = "interrupted"
    exit_code = 130


def stack_of(fault: BaseException) -> list[str]:
    """Where a fault of the program happened: files and lines, without values and without the exceptions' own texts,
    since either may hold a secret."""
    import traceback

    lines: list[str] = []
    seen: BaseException | None = fault
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(seen.__traceback__)]
        seen = seen.__cause__ or seen.__context__
    return lines
