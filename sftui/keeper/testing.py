"""Tests of saved accounts, side by side within bounds: one dead org delays nobody (design §4).

At most eight hosts at once and two accounts of each. A host that does not answer within a second gives its place
to the next and goes on in a slow lane; once it is known to be out of reach, its other accounts need not wait.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from sftui.account import Account, Status
from sftui.errors import PersonNeeded, SftuiError, UnreachableError
from sftui.keeper import outcomes, renewing
from sftui.keeper.desk import Desk
from sftui.keeper.events import Entry

HOSTS_AT_ONCE = 8
PER_HOST = 2
SLOW_AFTER = 1.0
"""Seconds without a result after which a host counts as slow."""
SLOW_HOSTS_AT_ONCE = 24
DEADLINE = 15.0
"""Seconds that one account may take."""

OnResult = Callable[[Entry], None]


@dataclass(slots=True)
class _Host:
    """The accounts of one host, and whether it turned out to be out of reach."""

    accounts: list[Account] = field(default_factory=list)
    unreachable: UnreachableError | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


async def check(desk: Desk, account_ids: Iterable[str] | None, on_result: OnResult) -> tuple[Entry, ...]:
    """Test these accounts, or all; the results in the order asked for. Never raises for one account's sake."""
    await desk.look_again()
    wanted = list(desk.accounts) if account_ids is None else [desk.account(each) for each in account_ids]
    hosts: dict[str, _Host] = defaultdict(_Host)
    for account in wanted:
        hosts[account.instance_url or account.login_url].accounts.append(account)
    lanes = _Lanes()
    ordered = sorted(hosts.values(), key=lambda host: _expected_slow(desk, host))
    await asyncio.gather(*(_check_host(desk, host, lanes, on_result) for host in ordered))
    return tuple(desk.entry(account.id) for account in wanted if desk.find(account.id) is not None)


@dataclass(slots=True)
class _Lanes:
    quick: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HOSTS_AT_ONCE))
    slow: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SLOW_HOSTS_AT_ONCE))


async def _check_host(desk: Desk, host: _Host, lanes: _Lanes, on_result: OnResult) -> None:
    await lanes.quick.acquire()
    lane = lanes.quick
    running = asyncio.gather(*(_worker(desk, host, on_result) for _ in range(PER_HOST)))
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(host.answered.wait(), SLOW_AFTER)
        if not host.answered.is_set():
            await lanes.slow.acquire()
            lane = lanes.slow
            lanes.quick.release()
        await running
    finally:
        running.cancel()
        lane.release()


async def _worker(desk: Desk, host: _Host, on_result: OnResult) -> None:
    while host.accounts:
        account = host.accounts.pop(0)
        if host.unreachable is not None:
            await outcomes.failed(desk, account, host.unreachable)
        else:
            await check_one(desk, account, host)
        host.answered.set()
        if desk.find(account.id) is not None:
            on_result(desk.entry(account.id))


async def check_one(desk: Desk, account: Account, host: _Host | None = None) -> None:
    """Test one account within its own deadline; the outcome is in its health."""
    try:
        async with asyncio.timeout(DEADLINE):
            await _try(desk, account)
    except TimeoutError:
        error = renewing.timed_out(account, DEADLINE)
        await outcomes.failed(desk, account, error)
        if host is not None:
            host.unreachable = error
    except UnreachableError as error:
        if host is not None:
            host.unreachable = error
    except PersonNeeded as error:
        outcomes.person_needed(desk, account, error)
    except SftuiError:
        return  # noted where it happened


async def _try(desk: Desk, account: Account) -> None:
    token = desk.token(account.id)
    if token is not None and await renewing.session_lives(desk, account, token):
        return
    await renewing.renew(desk, account)


def _expected_slow(desk: Desk, host: _Host) -> bool:
    """Hosts that did not answer the last time come last."""
    return any(desk.health(account.id).status is Status.UNREACHABLE for account in host.accounts)
