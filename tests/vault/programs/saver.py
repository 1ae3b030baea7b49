"""Saves without end, and says each time which generation it was told to be durable; killed from outside.

``saver.py FILE``: for each line on standard input, forks a child that saves until it is killed. The child's
answers go to standard output: ``start PID``, then one ``saved GENERATION`` after each save.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sftui.vault import file, merging
from sftui.vault.locking import locked  # noqa: F401  # loaded before the fork, as is all else
from tests.vault.kit import PASS, account


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def save_for_ever(path: Path) -> None:
    vault = file.unlock(path, PASS)
    say(f"start {os.getpid()}")
    while True:
        if len(vault.accounts) > 30:
            vault = file.edit(vault, lambda accounts: accounts[20:])
        else:
            vault = file.edit(vault, merging.add(account(f"{os.getpid()} {vault.generation}")))
        say(f"saved {vault.generation}")


def main() -> None:
    file.unlock(Path(sys.argv[1]), PASS)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            save_for_ever(Path(sys.argv[1]))
        os.waitpid(child, 0)
        say("ended")


main()
