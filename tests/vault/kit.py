"""What the vault's tests share: a cheap derivation, sample accounts, a sealed file, an edited one."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sftui.account import Account, Environment, Secret
from sftui.errors import SftuiError
from sftui.vault import blocks, file, layout, merging
from sftui.vault.derivations import Cost
from sftui.vault.keys import Passphrase
from sftui.vault.saving import Vault
from sftui.vault.toml import render_value

LOW = Cost(memory_kib=7168, iterations=1, lanes=1, scrypt_n=8192, scrypt_r=8, scrypt_p=1)
"""The least that the strict reader accepts."""

WORDS = "correct hörse battery"
PASS = Passphrase(Secret(WORDS))
OTHER = Passphrase(Secret("second slot"))
KNOWN_SECRETS = ("pw-Zx81", "st-Zx82", "cs-Zx83", "rt-Zx84", "pk-Zx85")
"""The values of the sample account's secret fields; none may be seen anywhere."""

PEM = "-----BEGIN PRIVATE KEY-----\r\npk-Zx85\r\n-----END PRIVATE KEY-----\r\n"


def account(name: str = "Acme", **changes: Any) -> Account:
    sample = Account(
        name=name,
        method="password",
        login_url="https://login.salesforce.com",
        username="ada@acme.example",
        client_id="3MVG9-sample",
        environment=Environment.PRODUCTION,
        password=Secret("pw-Zx81"),
        security_token=Secret("st-Zx82"),
        client_secret=Secret("cs-Zx83"),
        refresh_token=Secret("rt-Zx84"),
        private_key=Secret(PEM),
    )
    return sample.with_changes(**changes)


def new_vault(path: Path, *accounts: Account, saves: int = 0) -> Vault:
    """A file with these accounts, saved once for each, and then ``saves`` times more."""
    vault = file.create(path, {"main": PASS}, cost=LOW)
    for each in accounts:
        vault = file.edit(vault, merging.add(each))
    for number in range(saves):
        vault = file.edit(vault, merging.add(account(f"save {number}")))
    return vault


def names(vault: Vault) -> list[str]:
    return [each.name for each in vault.accounts]


def reforged(raw: bytes, forge: Callable[[dict[str, Any]], None]) -> bytes:
    """The file with an edited header and a checksum that was made to fit: what an attacker would write."""
    ciphertext = layout.split(blocks.parse(raw, "payload")).ciphertext
    document = tomllib.loads(raw.decode())
    forge(document["sftui"])
    document["payload"]["sha256"] = layout.checksum_of(document["sftui"], ciphertext)
    lines = [f"{key} = {_in_lines(value)}\n" for key, value in document["sftui"].items()]
    checksum = render_value(document["payload"]["sha256"])
    head = "".join(["[sftui]\n", *lines, f"[payload]\nsha256 = {checksum}\n"])
    return head.encode() + blocks.render_block(ciphertext)


def _in_lines(value: object) -> str:
    """One line for each slot: a line must not be long."""
    if not isinstance(value, list):
        return render_value(value)
    return "\n".join(["[", *(f"{render_value(item)}," for item in value), "]"])


def refusal(run: Callable[[], object]) -> SftuiError | None:
    """The error that ``run`` ends in; anything but one of our own is a failure of the test."""
    try:
        run()
    except SftuiError as error:
        return error
    return None


def give_away(path: Path) -> None:
    """Let the file belong to somebody else; the test is skipped where that is not allowed."""
    try:
        os.chown(path, 12345, 12345)
    except PermissionError:
        pytest.skip("only root can give files away")
