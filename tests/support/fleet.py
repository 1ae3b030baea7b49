"""Many accounts on many hosts, some of them dead or slow: for tests and benchmarks of *test all*."""

from __future__ import annotations

from dataclasses import dataclass

from sftui.account import Account, Secret
from sftui.demo.seed import CLASSIC_APP
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from tests.support.keeping import PATIENCE


@dataclass(frozen=True, slots=True)
class Fleet:
    """The ids of the saved accounts by the kind of their host."""

    good: tuple[str, ...]
    dead: tuple[str, ...]
    slow: tuple[str, ...]


def launch_fleet(
    keeper: Keeper,
    demo: DemoSalesforce,
    *,
    hosts: int,
    accounts: int,
    dead: int,
    slow: int,
    delay: float | None = None,
) -> Fleet:
    """``accounts`` on each of ``hosts`` hosts; the first are dead, the next are slow.

    Those answer after ``delay`` seconds, or without it when the demo lets go of them.
    """
    app = demo.app(CLASSIC_APP)
    drafts: list[Account] = []
    for number in range(hosts):
        org = demo.add_org(f"org{number}", dead=number < dead)
        if dead <= number < dead + slow:
            slowness = {"hold": "/"} if delay is None else {"delay": delay}
            demo.switch(org=org.my_domain, **slowness)
        drafts += [
            Account(
                name=f"{org.my_domain} {each}",
                method="client-credentials",
                login_url=org.url,
                client_id=app.client_id,
                client_secret=Secret(app.client_secret),
            )
            for each in range(accounts)
        ]
    saved = keeper.save_all(drafts).result(PATIENCE)
    ids = tuple(account.id for account in saved)
    first, second = dead * accounts, (dead + slow) * accounts
    return Fleet(good=ids[second:], dead=ids[:first], slow=ids[first:second])
