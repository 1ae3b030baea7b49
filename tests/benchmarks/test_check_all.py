"""How long *test all* takes for 1,000 accounts of 50 hosts, five of them dead and five slow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.vault.places import find_places
from tests.support.fleet import launch_fleet
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE

pytestmark = pytest.mark.benchmark


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    worker = Keeper(find_places(tmp_path / "accounts.toml", {}), cost=CHEAP)
    worker.start()
    worker.create({"main": PASSPHRASE}).result(PATIENCE)
    yield worker
    worker.close()


def measure(keeper: Keeper, ids: tuple[str, ...]) -> tuple[float, float]:
    """Seconds to the first result and to the last."""
    seen: list[float] = []
    start = time.perf_counter()
    keeper.check(ids, lambda _: seen.append(time.perf_counter() - start)).result(300)
    return seen[0], seen[-1]


def test_a_thousand_accounts(keeper: Keeper) -> None:
    with DemoSalesforce() as demo:
        fleet = launch_fleet(keeper, demo, hosts=50, accounts=20, dead=5, slow=5, delay=3.0)
        everyone = (*fleet.dead, *fleet.slow, *fleet.good)
        first_good, all_good = measure(keeper, fleet.good)
        demo.end_sessions("user1@org0.example")
        first, last = measure(keeper, everyone)
        again_first, again_last = measure(keeper, everyone)
    print(
        f"\n800 accounts of 40 good hosts: first {first_good:.2f} s, all {all_good:.1f} s\n"
        f"1,000 with 5 dead and 5 slow hosts (3 s a call, 20 accounts each, 2 at once): "
        f"first {first:.2f} s, all {last:.1f} s; ratio to the good ones {last / all_good:.1f}\n"
        f"once more, with sessions and known slow hosts: first {again_first:.2f} s, all {again_last:.1f} s"
    )
