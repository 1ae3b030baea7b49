"""What the worker is at: what can be stopped, and what is finished whoever stops waiting for it.

Lives on the keeper's thread. Salesforce may have answered, or a save may be half done, while the person who asked
is gone already: such work is run to its end, and locking and leaving wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class UnderWay:
    """The jobs that somebody waits for, and the work that is finished."""

    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    """The program is about to end: what Salesforce answered is saved, and nothing more is asked."""
    _jobs: set[asyncio.Task[Any]] = field(default_factory=set)
    _finishing: set[asyncio.Task[Any]] = field(default_factory=set)

    async def job(self, job: Coroutine[Any, Any, T]) -> T:
        """Run a job that somebody outside waits for; :meth:`end` cancels those that are still under way."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - for the type checker: this runs in one
        self._jobs.add(task)
        try:
            return await job
        finally:
            self._jobs.discard(task)

    async def finish(self, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` to its end even when whoever waits for it goes away."""
        return await asyncio.shield(self._begin(work))

    async def finish_if_leaving(self, work: Coroutine[Any, Any, T]) -> T:
        """Like :meth:`finish` when the program ends; a person who stops waiting stops the work."""
        task = self._begin(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if not self.leaving.is_set():
                task.cancel()
            raise

    async def finished(self, within: float) -> None:
        """Wait for exchanges and saves under way, for at most ``within`` seconds; then stop them."""
        if self._finishing:
            _, late = await asyncio.wait(self._finishing, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def end(self, within: float) -> None:
        """Cancel the jobs; let what was sent finish and be saved, for at most ``within`` seconds; stop the rest."""
        self.leaving.set()
        me = asyncio.current_task()
        jobs = self._jobs - {me}
        for job in jobs:
            job.cancel()
        await self.finished(within)
        rest = asyncio.all_tasks() - {me}
        for task in rest:
            task.cancel()
        await asyncio.gather(*jobs, *rest, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.ensure_future(work)
        self._finishing.add(task)
        task.add_done_callback(self._end_of)
        return task

    def _end_of(self, task: asyncio.Task[Any]) -> None:
        """Whoever waited may be gone; then nobody asks for the exception, which is no fault."""
        self._finishing.discard(task)
        if not task.cancelled():
            task.exception()
