"""Many accounts side by side, within bounds: one dead org delays nobody (design §4).

At most eight hosts at once and two accounts of each. A host that does not answer within a second gives its place
to the next and goes on in a slow lane; once it is known to be out of reach, its other accounts need not wait.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from sftui.account import Account
from sftui.errors import UnreachableError

HOSTS_AT_ONCE = 8
PER_HOST = 2
SLOW_AFTER = 1.0
"""Seconds without a result after which a host counts as slow."""
SLOW_HOSTS_AT_ONCE = 24

Work = Callable[[Account, UnreachableError | None], Awaitable[UnreachableError | None]]
"""Does one account's part. Gets the error when its host is known to be out of reach already, and gives back the
error when it found that out. Raises nothing for one account's sake."""


@dataclass(slots=True)
class _Host:
    """The accounts of one host that still wait, and whether it turned out to be out of reach."""

    accounts: list[Account] = field(default_factory=list)
    unreachable: UnreachableError | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class _Lanes:
    quick: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HOSTS_AT_ONCE))
    slow: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SLOW_HOSTS_AT_ONCE))


async def run(accounts: Iterable[Account], work: Work, *, expect_slow: Callable[[Account], bool]) -> None:
    """Do ``work`` for each account; hosts with an account that is expected to be slow come last."""
    hosts: dict[str, _Host] = defaultdict(_Host)
    for account in accounts:
        hosts[account.instance_url or account.login_url].accounts.append(account)
    lanes = _Lanes()
    ordered = sorted(hosts.values(), key=lambda host: any(map(expect_slow, host.accounts)))
    await asyncio.gather(*(_visit(host, work, lanes) for host in ordered))


async def _visit(host: _Host, work: Work, lanes: _Lanes) -> None:
    await lanes.quick.acquire()
    lane = lanes.quick
    running = asyncio.gather(*(_worker(host, work) for _ in range(PER_HOST)))
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


async def _worker(host: _Host, work: Work) -> None:
    while host.accounts:
        found = await work(host.accounts.pop(0), host.unreachable)
        host.unreachable = host.unreachable or found
        host.answered.set()
