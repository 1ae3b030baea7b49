"""Reconnect: one new password for every account that shares it, and no question where none is needed.

Order for one account: the refresh, certificate or secret that needs nobody; only then the person. A stored
password is never tried (salesforce-oauth.md §12.1).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from sftui.account import Account, Problem, Secret, Status
from sftui.errors import Cause, PersonNeeded, SftuiError, UsageError
from sftui.keeper import connecting, guards, outcomes, renewing
from sftui.keeper.desk import Desk
from sftui.keeper.events import Connected, Entry, OnStage, Stage, Undecided, no_stage
from sftui.salesforce.methods import method_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnected:
    """What one new password did."""

    connected: tuple[Entry, ...]
    failed: tuple[tuple[Entry, Problem], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordGroup:
    """One question: the accounts of one user at one host."""

    username: str
    login_url: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that needs to reconnect, by what it needs of the person."""

    without_person: tuple[Entry, ...] = ()
    """Refresh tokens among them may turn out to need a sign-in after all."""
    passwords: tuple[PasswordGroup, ...] = ()
    sign_ins: tuple[Entry, ...] = ()


async def plan(desk: Desk, account_ids: Iterable[str] | None) -> Plan:
    """Sort these accounts, or all that need it, by what they need of the person."""
    await desk.look_again()
    entries = (
        [e for e in desk.snapshot().entries if e.health.status is Status.NEEDS_RECONNECT]
        if account_ids is None
        else [desk.entry(each) for each in account_ids]
    )
    alone: list[Entry] = []
    sign_ins: list[Entry] = []
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        account = entry.account
        if guards.sends_password(account):
            groups.setdefault(guards.login_of(account), []).append(entry)
        elif _only_by_sign_in(account):
            sign_ins.append(entry)
        else:
            alone.append(entry)
    passwords = tuple(
        PasswordGroup(username=group[0].account.username, login_url=url, entries=tuple(group))
        for (url, _), group in groups.items()
    )
    return Plan(without_person=tuple(alone), passwords=passwords, sign_ins=tuple(sign_ins))


async def without_person(desk: Desk, account_id: str, on_stage: OnStage) -> Connected | Undecided:
    """Reconnect in place. Raises PersonNeeded for a password account, or when only a sign-in helps."""
    await desk.look_again()
    account = desk.account(account_id)
    if guards.sends_password(account):
        raise PersonNeeded(
            f"“{account.name}” needs its new password.",
            Cause(
                "The stored password is never tried again by itself.",
                "Give the new password.",
                action="reconnect",
            ),
        )
    on_stage(Stage.LOOKING_UP)
    on_stage(Stage.ASKING)
    token = await renewing.renew(desk, account)
    return await connecting.take_in(desk, desk.account(account_id), token, on_stage, same_person=True)


async def with_password(
    desk: Desk,
    account_id: str,
    password: Secret,
    security_token: Secret,
    also: tuple[str, ...],
    on_stage: OnStage,
    *,
    send_again: bool,
) -> Reconnected:
    """Send the new password once; when it works, store it with every account in ``also`` and connect those too.

    Raises what the first exchange raises: then nothing was changed and nothing else was sent.
    """
    await desk.look_again()
    first = desk.account(account_id)
    family = [other for other in guards.siblings(first, desk.accounts) if other.id in set(also)]
    if len(family) != len(set(also) - {account_id}):
        raise UsageError(
            "Some of the other accounts do not share this user and host.",
            Cause(
                "A new password is only for accounts of the same user.",
                "Choose among those that are offered.",
            ),
        )
    secrets: dict[str, object] = {"password": password, "security_token": security_token}
    draft = connecting.prepared(first.with_changes(**secrets))
    outcomes.refuse_a_second_try(desk, draft, send_again=send_again)
    return await desk.finish(_change_all(desk, draft, family, secrets, on_stage))


async def _change_all(
    desk: Desk, draft: Account, family: list[Account], secrets: dict[str, object], on_stage: OnStage
) -> Reconnected:
    token = await connecting.ask(desk, draft, on_stage)
    await desk.put_all([other.with_changes(**secrets, refused_at="") for other in family])
    outcome = await connecting.take_in(desk, draft, token, on_stage, same_person=True)
    connected, failed = ([outcome.entry] if isinstance(outcome, Connected) else []), []
    for entry, problem in await asyncio.gather(*(_connect_sibling(desk, other) for other in family)):
        if problem is None:
            connected.append(entry)
        else:
            failed.append((entry, problem))
    return Reconnected(connected=tuple(connected), failed=tuple(failed))


async def _connect_sibling(desk: Desk, account: Account) -> tuple[Entry, Problem | None]:
    newest = desk.account(account.id)
    try:
        token = await connecting.ask(desk, newest, no_stage)
        await connecting.take_in(desk, newest, token, no_stage, same_person=True)
    except SftuiError as error:
        return desk.entry(account.id), error.problem()
    return desk.entry(account.id), None


def _only_by_sign_in(account: Account) -> bool:
    method = method_of(account.method)
    return method is not None and method.needs_person and not account.refresh_token
