"""Reconnecting one or many: first all that need nobody, then one question for each user, then sign-ins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from sftui.account import NO_SECRET, Status
from sftui.cli.call import Call
from sftui.cli.changes import changes_of
from sftui.cli.exchanges import connect, settle
from sftui.cli.new_passwords import new_password
from sftui.cli.opening import Opened
from sftui.cli.voice import shown
from sftui.cli.waiting import stages, wait
from sftui.errors import Interrupted, PersonNeeded, RefusedError, SftuiError, UnreachableError
from sftui.keeper.events import Connected, Entry
from sftui.keeper.events import Outcome as AnyOutcome
from sftui.keeper.reconnecting import Attempt, PasswordGroup, needs_sign_in


@dataclass(frozen=True, slots=True)
class Outcome:
    """The accounts as they are now, and why some are left."""

    entries: tuple[Entry, ...]
    left: Mapping[str, SftuiError]
    """By the account's id."""

    @property
    def exit_code(self) -> int:
        """Refused before unreached, either before what only a person can do."""
        kinds: tuple[type[SftuiError], ...] = (RefusedError, UnreachableError)
        errors = list(self.left.values())
        first = next((e for kind in kinds for e in errors if isinstance(e, kind)), None)
        return (first or errors[0]).exit_code if errors else 0


@dataclass(slots=True)
class _Work:
    """One reconnect of many accounts while it goes on."""

    call: Call
    opened: Opened
    changes: Mapping[str, object] | None
    touched: list[str] = field(default_factory=list)
    left: dict[str, SftuiError] = field(default_factory=dict)

    def attempt(self, entry: Entry, do: Callable[[], object]) -> None:
        """One account's failure is remembered and stops nothing else; a person's Ctrl+C does."""
        self.touched.append(entry.account.id)
        try:
            do()
        except Interrupted:
            raise
        except SftuiError as error:
            self.left[entry.account.id] = error


def reconnect(
    call: Call, opened: Opened, ids: Sequence[str] | None, changes: Mapping[str, object] | None
) -> Outcome:
    """Reconnect these accounts, or all that need it. A single account's failure is raised as it is."""
    plan = wait(opened.keeper.plan_reconnect(ids))
    work = _Work(call, opened, changes)
    groups = plan.passwords
    for entry in (*plan.without_person, *plan.sign_ins, *(e for group in groups for e in group.entries)):
        changes_of(changes, entry.account)  # what the file may not change is said before anything is sent
    if call.arguments.everything and changes is None:
        groups = tuple(group for group in groups if not _works_still(work, group))
    sign_ins = [*_without_person(work, plan.without_person), *plan.sign_ins]
    for group in groups:
        _with_password(work, group)
    for entry in sign_ins:
        refused = work.left.pop(entry.account.id, None)
        work.attempt(entry, partial(_by_sign_in, work, entry))
        if refused is not None and isinstance(work.left.get(entry.account.id), PersonNeeded):
            work.left[entry.account.id] = (
                refused  # that Salesforce refused says more than that nobody is here
            )
    touched = dict.fromkeys(work.touched)
    if len(touched) == 1 and work.left:
        raise next(iter(work.left.values()))
    snapshot = wait(opened.keeper.snapshot())
    return Outcome(tuple(e for e in snapshot.entries if e.account.id in touched), work.left)


def tell_left(call: Call, outcome: Outcome) -> None:
    """What is left, and why."""
    names = {entry.account.id: shown(entry.account.name) for entry in outcome.entries}
    for account_id, error in outcome.left.items():
        call.voice.say(f"sftui: {names[account_id]}: {error.message}")
        for word, text in (("cause", error.cause), ("do", error.do)):
            if text:
                call.voice.say(f"{word}: {text}")


def _without_person(work: _Work, entries: Sequence[Entry]) -> list[Entry]:
    """Those that need nobody; gives back those that turned out to need a sign-in."""
    if work.changes is None and len(entries) > 1:
        _side_by_side(work, entries)
    else:
        for entry in entries:
            work.attempt(entry, partial(_by_itself, work, entry))
    return [entry for entry in entries if _asks_for_sign_in(work.left.get(entry.account.id))]


def _side_by_side(work: _Work, entries: Sequence[Entry]) -> None:
    """Many at once, within the keeper's bounds; each is told as it ends."""

    def tell(attempt: Attempt) -> None:
        error = attempt.outcome if isinstance(attempt.outcome, SftuiError) else None
        words = error.message if error is not None else attempt.entry.health.status.value
        work.call.voice.say(f"{shown(attempt.entry.account.name)}: {words}")

    for attempt in wait(work.opened.keeper.reconnect_all([e.account.id for e in entries], tell)):
        work.attempt(attempt.entry, partial(_take, work, attempt.outcome))


def _by_itself(work: _Work, entry: Entry) -> Connected:
    keeper, account = work.opened.keeper, entry.account
    on_stage = stages(work.call, account.name)
    if changes := changes_of(work.changes, account):
        return _take(work, wait(keeper.connect(account.with_changes(**changes), on_stage)))
    return _take(work, wait(keeper.reconnect(account.id, on_stage)))


def _take(work: _Work, outcome: AnyOutcome) -> Connected:
    if isinstance(outcome, SftuiError):
        raise outcome
    return settle(work.call, work.opened.keeper, outcome)


def _asks_for_sign_in(error: SftuiError | None) -> bool:
    return error is not None and needs_sign_in(error)


def _by_sign_in(work: _Work, entry: Entry) -> Connected:
    call, account = work.call, entry.account
    if not call.arguments.names:  # a timer that reconnects what needs it must not wait for a person
        call.person(
            f"“{shown(account.name)}” needs a sign-in of {shown(account.username) or 'its user'}.",
            "Run it on a terminal, or name the account to wait for the sign-in all the same.",
        )
    call.voice.say(f"{shown(account.name)} needs a sign-in of {shown(account.username) or 'its user'}.")
    fresh = {**changes_of(work.changes, account), "refresh_token": NO_SECRET, "access_token": NO_SECRET}
    return connect(call, work.opened.keeper, account.with_changes(**fresh), sign_in_first=True)


def _works_still(work: _Work, group: PasswordGroup) -> bool:
    """With ``--all``: no password is asked for that is still good."""
    if any(e.health.status is Status.NEEDS_RECONNECT or e.account.refused_at for e in group.entries):
        return False
    ids = [entry.account.id for entry in group.entries]
    work.touched += ids
    return all(e.health.status is not Status.NEEDS_RECONNECT for e in wait(work.opened.keeper.check(ids)))


def _with_password(work: _Work, group: PasswordGroup) -> None:
    """One question for all accounts of one user, asked or answered by the file; sent once."""
    first = group.entries[0]
    work.touched += [entry.account.id for entry in group.entries]
    try:
        password, token, also = new_password(work.call, work.opened.accounts, group, work.changes)
        done = wait(
            work.opened.keeper.reconnect_password(
                first.account.id, password, token, also, on_stage=stages(work.call, first.account.name)
            )
        )
    except Interrupted:
        raise
    except SftuiError as error:
        work.left |= {entry.account.id: error for entry in group.entries}
        return
    work.touched += also
    for entry, why in done.failed:
        work.left[entry.account.id] = why
    for undecided in done.undecided:
        work.attempt(Entry(account=undecided.expected), partial(_take, work, undecided))
