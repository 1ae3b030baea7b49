"""One new password for every account that shares it: sent once, and kept before anything else is done.

When it was accepted, it is on the disk with every account that it is for; then those are connected too.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sftui.account import Account, Secret, Token
from sftui.errors import Cause, RefusedError, SftuiError, UsageError
from sftui.foreign import clean
from sftui.keeper import connecting, guards, outcomes, turns
from sftui.keeper.desk import Desk
from sftui.keeper.events import Connected, Entry, OnStage, Outcome, Stage, Undecided, no_stage
from sftui.salesforce.refusals.shapes import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnected:
    """What one new password did."""

    connected: tuple[Entry, ...]
    failed: tuple[tuple[Entry, SftuiError], ...] = ()
    undecided: tuple[Undecided, ...] = ()
    """Somebody or something else answered than these accounts stand for; the new password is saved with them."""


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

    Raises what the first exchange raises: then nothing was changed and nothing else was sent. Once it was sent it
    is heard out and saved, whoever stops waiting.
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
    await connecting.find_host(desk, draft, on_stage)

    async def change_all(_: bool) -> Reconnected:  # noqa: FBT001 - the shape of a turn's job
        # once more: the one that had the turn may have been refused, and gone before this one came to wait
        outcomes.refuse_a_second_try(desk, draft, send_again=send_again)
        return await _change_all(desk, draft, family, secrets, on_stage)

    return await turns.in_turn(desk, draft, change_all)


async def shared(desk: Desk, account_id: str, also: tuple[str, ...]) -> Reconnected:
    """Store the saved password of this account, connected a moment ago, with its siblings in ``also``; connect them.

    It is not sent for the account itself again. Who is no sibling any more is left as it is.
    """
    await desk.look_again()
    first = desk.account(account_id)
    family = [other for other in guards.siblings(first, desk.accounts) if other.id in set(also)]
    if not family:
        return Reconnected(connected=())

    async def share(_: bool) -> Reconnected:  # noqa: FBT001 - the shape of a turn's job
        secrets: dict[str, object] = {"password": first.password, "security_token": first.security_token}
        await desk.put_all([other.with_changes(**secrets, refused_at="") for other in family])
        return _told(desk, await _connect_family(desk, [other.id for other in family], accepted={first.id}))

    return await turns.in_turn(desk, first, share)


async def _change_all(
    desk: Desk, draft: Account, family: list[Account], secrets: dict[str, object], on_stage: OnStage
) -> Reconnected:
    on_stage(Stage.ASKING)
    token = await connecting.send(desk, draft)
    await desk.put_all([other.with_changes(**secrets, refused_at="") for other in family])
    results: dict[str, Outcome] = {
        draft.id: await connecting.take_in(desk, draft, token, on_stage, same_person=True)
    }
    results |= await _connect_family(desk, [other.id for other in family], accepted={draft.id})
    return _told(desk, results)


def _told(desk: Desk, results: dict[str, Outcome]) -> Reconnected:
    return Reconnected(
        connected=tuple(each.entry for each in results.values() if isinstance(each, Connected)),
        failed=tuple(
            (desk.entry(account_id), each)
            for account_id, each in results.items()
            if isinstance(each, SftuiError)
        ),
        undecided=tuple(each for each in results.values() if isinstance(each, Undecided)),
    )


async def _connect_family(desk: Desk, account_ids: list[str], accepted: set[str]) -> dict[str, Outcome]:
    """Connect those that share a password which was ``accepted`` a moment ago, one log-in after the other.

    A refusal now lies with that account's app; still, nothing more is sent after it.
    """
    results: dict[str, Outcome] = {}
    reading: dict[str, asyncio.Task[Outcome]] = {}
    refused = ""
    for account_id in account_ids:
        account = desk.account(account_id)
        if refused:
            results[account_id] = _not_tried(refused)
            continue
        try:
            token = await connecting.send(desk, account, accepted=frozenset(accepted))
        except SftuiError as error:
            results[account_id] = error
            refused = account.name if outcomes.counts_as_password(error) else ""
        else:
            accepted.add(account_id)
            reading[account_id] = asyncio.ensure_future(_take_in(desk, account, token))
    return results | {account_id: await task for account_id, task in reading.items()}


async def _take_in(desk: Desk, account: Account, token: Token) -> Outcome:
    try:
        return await connecting.take_in(desk, account, token, no_stage, same_person=True)
    except SftuiError as error:
        return error


def _not_tried(refused: str) -> RefusedError:
    return RefusedError(
        f"It was not tried: the same password was refused for “{clean(refused)}” just before.",
        Cause(
            "The password is good, since another account is connected with it; the app of one is not allowed.",
            "Look at why the other was refused, then reconnect this one by itself.",
            action=Action.RECONNECT,
        ),
        error="not-tried",
    )
