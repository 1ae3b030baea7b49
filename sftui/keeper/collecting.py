"""Holding back the search for cyclic garbage while very much is read at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_later() -> Iterator[None]:
    """For the length of the block no search begins, in any thread; what is not cyclic goes at once as always.

    Ten thousand accounts are many objects and no garbage. Each search among them keeps all threads waiting, the
    screen's as well, and several would begin while they are read. Later searches leave out what is there at the end
    of the block, until the next one begins.
    """
    collects = gc.isenabled()
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()
