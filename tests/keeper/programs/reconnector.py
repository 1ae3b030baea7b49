"""Reconnects every account of a file and says which refresh token is on the disk; for tests that kill it.

Arguments: the account file. A line ``kept <account id> <token>`` is written the moment the keeper says so.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sftui.keeper.events import EntryChanged, Event
from sftui.keeper.keeper import Keeper
from sftui.vault.places import find_places
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE


def tell(event: Event) -> None:
    """On the keeper's thread, so that the line is out before anything else happens."""
    if isinstance(event, EntryChanged):
        account = event.entry.account
        line = f"kept {account.id} {account.refresh_token.reveal()}\n"
        os.write(sys.stdout.fileno(), line.encode())


def main(path: str) -> None:
    keeper = Keeper(find_places(Path(path), {}), notify=tell, cost=CHEAP)
    keeper.start()
    snapshot = keeper.unlock(PASSPHRASE).result(PATIENCE)
    os.write(sys.stdout.fileno(), b"begins\n")
    keeper.reconnect_all([entry.account.id for entry in snapshot.entries]).result(PATIENCE)
    keeper.close()
    os.write(sys.stdout.fileno(), b"done\n")


if __name__ == "__main__":
    main(sys.argv[1])
