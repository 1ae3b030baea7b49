"""The gate before an org: a request that its switch ``hold`` names waits here, unanswered, until it is let go."""

from __future__ import annotations

from sftui.demo.messages import Request
from sftui.demo.world import World

WAIT_FOR_REQUESTS = 25.0
"""Seconds; shorter than whoever asks from another process waits for the reply."""


def wait_at_gate(world: World, request: Request) -> None:
    """Return at once when nothing holds this request, else when it is let go or the demo stops."""
    with world.moved:
        if not _is_held(world, request):
            return
        world.held.append(request.path)
        world.moved.notify_all()
        world.moved.wait_for(lambda: world.stopping.is_set() or not _is_held(world, request))
        world.held.remove(request.path)


def wait_for_held(world: World, count: int, path: str) -> None:
    """Return when so many requests wait whose path begins so. Raises TimeoutError when they don't come."""
    with world.moved:
        if not world.moved.wait_for(
            lambda: world.stopping.is_set() or _count(world, path) >= count, WAIT_FOR_REQUESTS
        ):
            raise TimeoutError(f"{_count(world, path)} of {count} requests wait for {path or 'any path'}")


def _count(world: World, path: str) -> int:
    return sum(one.startswith(path) for one in world.held)


def _is_held(world: World, request: Request) -> bool:
    return request.path.startswith(tuple(world.switches(request.host).hold.split()))
