"""``adder.py FILE NAME COUNT``: adds so many accounts, one save each."""

from __future__ import annotations

import sys
from pathlib import Path

from sftui.vault import file, merging
from tests.vault.kit import PASS, account

vault = file.unlock(Path(sys.argv[1]), PASS)
for number in range(int(sys.argv[3])):
    vault = file.edit(vault, merging.add(account(f"{sys.argv[2]} {number}")), wait=120)
    assert any(each.name == f"{sys.argv[2]} {number}" for each in vault.accounts)
