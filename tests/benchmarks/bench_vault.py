"""How long opening and saving take, beside the targets. Prints figures, asserts nothing about time.

``python tests/benchmarks/bench_vault.py``. A ratio under 1 meets the target.
"""

from __future__ import annotations

import base64
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from sftui.account import Account, Environment, Health, Secret, Status, Token
from sftui.vault import file, merging, sessions
from sftui.vault.keys import Passphrase

PASS = Passphrase(Secret("a passphrase at its real cost"))


def pem(kind: str, octets: int) -> str:
    """As long as a real one: a 2048-bit key has 1,704 characters, its certificate some 1,200."""
    body = base64.encodebytes(secrets.token_bytes(octets)).decode()
    return f"-----BEGIN {kind}-----\n{body}-----END {kind}-----\n"


def account(number: int) -> Account:
    return Account(
        name=f"Account {number}",
        method="jwt",
        login_url="https://login.salesforce.com",
        username=f"integration-{number}@acme.example",
        client_id="3MVG9" + secrets.token_hex(40),
        api_version="68.0",
        certificate=pem("CERTIFICATE", 850),
        instance_url="https://acme.my.salesforce.com",
        user_id="005000000000001AAA",
        org_id="00D000000000001EAA",
        org_name="Acme",
        environment=Environment.PRODUCTION,
        client_secret=Secret(secrets.token_hex(32)),
        private_key=Secret(pem("PRIVATE KEY", 1218)),
    )


def timed(run: Callable[[], object], times: int) -> float:
    """The median, in seconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def report(what: str, seconds: float, target: float) -> None:
    sys.stdout.write(f"{what:<58} {seconds * 1000:8.1f} ms   {seconds / target:5.2f} of {target:g} s\n")


def measure(count: int, folder: Path) -> None:
    path = folder / f"{count}.toml"
    vault = file.edit(
        file.create(path, {"main": PASS}), lambda _: tuple(account(number) for number in range(count))
    )
    sys.stdout.write(f"{count} accounts with private keys: {path.stat().st_size / 1_048_576:.1f} MiB\n")
    report("  unlock, with the real derivation", timed(lambda: file.unlock(path, PASS), 5), 3.0)

    def save() -> None:
        nonlocal vault
        one = vault.accounts[count // 2]
        changed = one.with_changes(client_secret=Secret(secrets.token_hex(32)))
        vault = file.edit(vault, merging.update(one, changed))

    report("  save one change, the file as it was", timed(save, 11), 0.1 if count <= 500 else 1.0)

    def save_after_another() -> None:
        nonlocal vault
        before = vault
        save()
        vault = before
        save()

    pair = timed(save_after_another, 5)
    report("  two saves, the second on what another process changed", pair, 0.2 if count <= 500 else 2.0)
    report("  look again, unchanged", timed(lambda: file.reread(vault), 101), 0.001)
    report("  state of the file, no key", timed(lambda: file.state_of(path), 5), 0.5)
    place = folder / f"{count}.sessions.toml"
    token = Token(access_token=Secret("00D" + "x" * 109), instance_url="https://acme.my.salesforce.com")
    health = Health(status=Status.CONNECTED, last_checked_at="2026-01-01T00:00:00Z")
    full = sessions.Sessions().having_all(
        tokens={each.id: token for each in vault.accounts},
        health={each.id: health for each in vault.accounts},
    )
    sessions.edit(place, vault, lambda _: full)
    report("  read all sessions", timed(lambda: sessions.read(place, vault), 5), 0.1)

    def refresh() -> None:
        fresh = Token(access_token=Secret(secrets.token_hex(50)), instance_url="https://x.example")
        sessions.edit(place, vault, lambda each: each.having(vault.accounts[0].id, token=fresh))

    report("  write one token", timed(refresh, 11), 0.1)


def fixed_work() -> int:
    """The same on every machine: tells how busy or slow this one is."""
    return sum(number * number for number in range(1_000_000))


def main() -> None:
    sys.stdout.write(
        f"a fixed piece of work: {timed(fixed_work, 5) * 1000:.0f} ms (60 on an idle machine of 2024)\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        for count in (10, 500, 5000):
            measure(count, Path(folder))


if __name__ == "__main__":
    main()
