"""Time as a person reads it while waiting, and how seldom the screen needs to say it.

Every changed figure is bytes over SSH, so far from the desk the figures are coarser. Pure data, no screen.
"""

from __future__ import annotations

MINUTE = 60
_LAST_STEPS = (30, 10, 0)
"""Over SSH the last minute is told in these steps of seconds."""


def spent(seconds: float) -> str:
    """``3 s`` or ``2 min 05 s``: whole seconds, as a stage that runs shows them."""
    whole = max(0, int(seconds))
    return f"{whole} s" if whole < MINUTE else f"{whole // MINUTE} min {whole % MINUTE:02} s"


def left(seconds: float, *, far: bool) -> str:
    """What remains: to the second at a desk, in whole minutes ``far`` away."""
    whole = max(0, int(seconds))
    if not far or whole == 0:
        return spent(whole)
    if whole > _LAST_STEPS[0]:
        return f"about {-(-whole // MINUTE)} min"
    return f"under {_LAST_STEPS[0] if whole > _LAST_STEPS[1] else _LAST_STEPS[1]} s"


def until_change(seconds: float, *, far: bool) -> float:
    """Seconds until :func:`left` says something else; at least one, so that nothing spins."""
    whole = max(0, int(seconds))
    if not far:
        return 1.0
    if whole > MINUTE:
        return float((whole - 1) % MINUTE + 1)
    below = next((step for step in _LAST_STEPS if step < whole), 0)
    return float(max(1, whole - below))
