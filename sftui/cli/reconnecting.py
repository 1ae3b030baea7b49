"""Reconnecting one or many: first all that need nobody, then one question for each user, then sign-ins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from sftui.account import NO_SECRET, Status
from sftui.cli.call import Call
from sftui.cli.changes import FIXED, NEW_PASSWORD, changes_of, concerns, is_for_login, refuse_for_many
from sftui.cli.exchanges import connect, settle
from sftui.cli.new_passwords import needed_by, new_password
from sftui.cli.opening import Opened
from sftui.cli.second_try import once
from sftui.cli.voice import shown
from sftui.cli.waiting import stages, wait
from sftui.errors import (
    Cause,
    Interrupted,
    InvalidFields,
    PersonNeeded,
    ReconnectNeeded,
    RefusedError,
    SftuiError,
    UnreachableError,
)
from sftui.keeper.events import Connected, Entry
from sftui.keeper.events import Outcome as AnyOutcome
from sftui.keeper.guards import sends_password
from sftui.keeper.reconnecting import (
    Attempt,
    PasswordGroup,
    by_user,
    needs_password,
    needs_sign_in,
    stored_first,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The accounts as they are now, and why some are left."""

    entries: tuple[Entry, ...]
    left: Mapping[str, SftuiError]
    """By the account's id."""

    @property
    def exit_code(self) -> int:
        """Refused, or waiting for its person, before unreached; either before what else went wrong."""
        kinds: tuple[type[SftuiError], ...] = (RefusedError, ReconnectNeeded, UnreachableError)
        errors = list(self.left.values())
        first = next((e for kind in kinds for e in errors if isinstance(e, kind)), None)
        return (first or errors[0]).exit_code if errors else 0


@dataclass(slots=True)
class _Work:
    """One reconnect of many accounts while it goes on."""

    call: Call
    opened: Opened
    changes: Mapping[str, object] | None
    """What the file changes in each account that was named."""
    new: Mapping[str, object] | None
    """Where the new password comes from, when it comes from a file."""
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
    named = bool(call.arguments.names)
    if changes is not None and not named:
        refuse_for_many(changes)
    plan = wait(opened.keeper.plan_reconnect(ids))
    work = _Work(call, opened, changes if named else None, changes)
    groups, alone = plan.passwords, plan.without_person
    if named:
        _look_through(changes, (*alone, *plan.sign_ins, *(e for g in groups for e in g.entries)))
    if call.arguments.everything:
        groups = _not_working(work, groups)
    if changes is not None:
        groups = _of_the_file(work, groups, changes)
    else:
        tried, groups = stored_first(groups)
        alone = (*alone, *tried)
        if call.arguments.everything:
            groups = tuple(filter(_is_broken, groups))  # what did not work of the others is tried as it is
    sign_ins = [*_without_person(work, alone), *plan.sign_ins]
    asked = [entry for group in groups for entry in group.entries]
    for group in by_user((*asked, *_refused(work, alone))):
        _with_password(work, group)
    for entry in sign_ins:
        refused = work.left.pop(entry.account.id, None)
        work.attempt(entry, partial(_by_sign_in, work, entry))
        if isinstance(refused, RefusedError) and isinstance(work.left.get(entry.account.id), PersonNeeded):
            work.left[entry.account.id] = (
                refused  # that Salesforce refused says more than that nobody is here
            )
    touched = dict.fromkeys(work.touched)
    if len(touched) == 1 and work.left:
        raise next(iter(work.left.values()))
    snapshot = wait(opened.keeper.snapshot())
    return Outcome(tuple(e for e in snapshot.entries if e.account.id in touched), work.left)


def _look_through(changes: Mapping[str, object] | None, entries: Sequence[Entry]) -> None:
    """What the file may not change, or holds for nobody, is said before anything is sent."""
    for entry in entries:
        changes_of(changes, entry.account)
    if changes and entries and not any(concerns(changes, entry.account) for entry in entries):
        strangers = sorted(set(changes) - set(FIXED)) or ["password"]
        raise InvalidFields(dict.fromkeys(strangers, "The accounts that were named have no such field."))


def _of_the_file(
    work: _Work, groups: Sequence[PasswordGroup], changes: Mapping[str, object]
) -> tuple[PasswordGroup, ...]:
    """Those that the new password in the file is for: one user's. Others are left.

    Raises InvalidFields when it could be of several users: one's password is never tried for another.
    """
    if not NEW_PASSWORD & set(changes):
        return tuple(groups)
    mine = [group for group in groups if is_for_login(changes, group.entries[0].account)]
    if work.changes is not None:
        mine = list(groups)  # accounts that were named: what else the file would change is refused there
    if len(mine) > 1:
        users = ", ".join(f"{shown(group.username)} at {shown(group.login_url)}" for group in mine)
        said = f"The new password is of one user, but it could be of {len(mine)}: {users}. Say whose it is."
        raise InvalidFields({"username": said})
    for group in groups:
        if group not in mine:
            error = ReconnectNeeded(
                needed_by(group),
                Cause("The file holds the one of another user.", "Give it in a file of its own."),
            )
            work.touched += [entry.account.id for entry in group.entries]
            work.left |= {entry.account.id: error for entry in group.entries}
    return tuple(mine)


def tell_left(call: Call, outcome: Outcome) -> None:
    """What is left, and why."""
    names = {entry.account.id: shown(entry.account.name) for entry in outcome.entries}
    shared: dict[int, list[str]] = {}
    for account_id, error in outcome.left.items():
        shared.setdefault(id(error), []).append(account_id)
    for ids in shared.values():  # what is one question for a user is one message, too
        error = outcome.left[ids[0]]
        whose = ", ".join(names[each] for each in ids)
        call.voice.say(f"sftui: {error.message if _names_them(error) else f'{whose}: {error.message}'}")
        for word, text in (("cause", error.cause), ("do", error.do)):
            if text:
                call.voice.say(f"{word}: {text}")


def _names_them(error: SftuiError) -> bool:
    """Whether the message begins with the accounts already."""
    return error.message.startswith("“")


def _without_person(work: _Work, entries: Sequence[Entry]) -> list[Entry]:
    """Those that need nobody; gives back those that turned out to need a sign-in."""
    if work.changes is None and len(entries) > 1:
        _side_by_side(work, entries)
    else:
        for entry in entries:
            work.attempt(entry, partial(_by_itself, work, entry))
    return [
        entry
        for entry in entries
        if not sends_password(entry.account) and _asks_for_sign_in(work.left.get(entry.account.id))
    ]


def _side_by_side(work: _Work, entries: Sequence[Entry]) -> None:
    """Many at once, within the keeper's bounds; each is told as it ends."""

    def tell(attempt: Attempt) -> None:
        if isinstance(attempt.outcome, SftuiError):
            work.call.voice.say(f"{shown(attempt.entry.account.name)}: {attempt.outcome.message}")
        else:
            _tell(work.call, attempt.entry)

    for attempt in wait(work.opened.keeper.reconnect_all([e.account.id for e in entries], tell)):
        work.attempt(attempt.entry, partial(_take, work, attempt.outcome))


def _tell(call: Call, entry: Entry) -> None:
    call.voice.say(f"{shown(entry.account.name)}: {entry.health.status.words}")


def _by_itself(work: _Work, entry: Entry) -> Connected:
    keeper, account = work.opened.keeper, entry.account
    on_stage = stages(work.call, account.name)
    if changes := changes_of(work.changes, account):
        return _take(work, wait(keeper.connect(account.with_changes(**changes), on_stage)))
    return _take(work, wait(keeper.reconnect(account.id, on_stage)))


def _take(work: _Work, outcome: AnyOutcome) -> Connected:
    if isinstance(outcome, SftuiError):
        raise outcome
    return settle(work.call, work.opened.keeper, outcome, of_many=True)


def _asks_for_sign_in(error: SftuiError | None) -> bool:
    return error is not None and needs_sign_in(error)


def _by_sign_in(work: _Work, entry: Entry) -> Connected:
    call, account = work.call, entry.account
    if not call.arguments.names or call.arguments.no_input:
        # a timer that reconnects what needs it must not wait for a person
        call.person(
            f"“{shown(account.name)}” needs a sign-in of {shown(account.username) or 'its user'}.",
            "Run it on a terminal, or name the account to wait for the sign-in all the same."
            if not call.arguments.no_input
            else "Run it without --no-input.",
            reconnect=True,
        )
    call.voice.say(f"{shown(account.name)} needs a sign-in of {shown(account.username) or 'its user'}.")
    fresh = {**changes_of(work.changes, account), "refresh_token": NO_SECRET, "access_token": NO_SECRET}
    return connect(call, work.opened.keeper, account.with_changes(**fresh), sign_in_first=True)


def _not_working(work: _Work, groups: Sequence[PasswordGroup]) -> tuple[PasswordGroup, ...]:
    """With ``--all``: no password is asked for that is still good. All are looked at side by side."""
    ids = [entry.account.id for group in groups if not _is_broken(group) for entry in group.entries]
    if not ids:
        return tuple(groups)
    work.touched += ids
    found = {each.account.id: each for each in wait(work.opened.keeper.check(ids, partial(_tell, work.call)))}
    looked_at = [
        replace(group, entries=tuple(found.get(entry.account.id, entry) for entry in group.entries))
        for group in groups
    ]
    return tuple(group for group in looked_at if _is_broken(group))


def _is_broken(group: PasswordGroup) -> bool:
    return any(
        entry.health.status is Status.NEEDS_RECONNECT or entry.account.refused_at for entry in group.entries
    )


def _refused(work: _Work, entries: Sequence[Entry]) -> list[Entry]:
    """Those of them whose stored password does not serve, as they are now: their person is asked."""
    refused = {
        entry.account.id
        for entry in entries
        if sends_password(entry.account)
        and (error := work.left.get(entry.account.id)) is not None
        and needs_password(error)
    }
    if not refused:
        return []
    work.left = {each: error for each, error in work.left.items() if each not in refused}
    return [e for e in wait(work.opened.keeper.snapshot()).entries if e.account.id in refused]


def _with_password(work: _Work, group: PasswordGroup) -> None:
    """One question for all accounts of one user, asked or answered by the file; sent once."""
    first = group.entries[0]
    work.touched += [entry.account.id for entry in group.entries]
    try:
        password, token, also = new_password(work.call, work.opened.accounts, group, work.new)
        done = once(
            work.call,
            lambda again: wait(
                work.opened.keeper.reconnect_password(
                    first.account.id,
                    password,
                    token,
                    also,
                    on_stage=stages(work.call, first.account.name),
                    send_again=again,
                )
            ),
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
