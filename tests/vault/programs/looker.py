"""``looker.py FILE``: reads in a loop until standard input ends; the accounts may only become more.

Prints ``looking`` after the second look, and how many there were at the end.
"""

from __future__ import annotations

import select
import sys
from pathlib import Path

from sftui.vault import file, recovery
from tests.vault.kit import PASS

path = Path(sys.argv[1])
vault = file.unlock(path, PASS)
looks = 0
while not select.select([sys.stdin], [], [], 0.002)[0]:
    newer = file.reread(vault)
    assert newer.generation >= vault.generation
    assert len(newer.accounts) >= len(vault.accounts)
    assert file.state_of(path) is file.FileState.PRESENT
    if looks % 20 == 0:
        assert file.unlock(path, PASS).generation >= newer.generation
        recovery.list_backups(path)
    vault = newer
    looks += 1
    if looks == 2:
        sys.stdout.write("looking\n")
        sys.stdout.flush()
sys.stdout.write(f"{looks}\n")
