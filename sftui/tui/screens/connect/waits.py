"""Time as a person reads it while waiting, and how seldom the screen needs to say it.

Every changed figure is bytes over SSH, so far from the desk the figures are coarser. Pure data, no screen.
"""

from __future__ import annotations

MINUTE = 60
_COARSE_STEP = 60
_COARSE_END = (30, 10, 0)
"""Over SSH the last minute is told at these seconds."""


def spent(seconds: float) -> str:
    """``3 s`` or ``2 min 05 s``: whole seconds, as a stage that runs shows them."""
    whole = max(0, int(seconds))
    return f"{whole} s" if whole < MINUTE else f"{whole // MINUTE} min {whole % MINUTE:02} s"


def left(seconds: float, *, far: bool) -> str:
    """What remains: to the second at a desk, in whole minutes ``far`` away."""
    whole = max(0, int(seconds))
    if not far or whole < MINUTE:
        return spent(_last_step(whole) if far else whole)
    return f"about {-(-whole // MINUTE)} min"


def until_change(seconds: float, *, far: bool) -> float:
    """Seconds until :func:`left` says something else; at least one, so that nothing spins."""
    whole = max(0, int(seconds))
    if not far:
        return 1.0
    if whole > MINUTE:
        return float(max(1, (whole - 1) % _COARSE_STEP + 1))
    later = [step for step in _COARSE_END if step < whole]
    return float(max(1, whole - later[0])) if later else 1.0


def _last_step(whole: int) -> int:
    """The figure of the last minute: the next coarser one above what remains."""
    return next((step for step in (MINUTE, *_COARSE_END)[::-1] if step >= whole), MINUTE)
