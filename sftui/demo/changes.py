"""Checked changes of switches, apps and people, from Python or from JSON."""

from __future__ import annotations

from collections.abc import Mapping


def checked(
    target: object, changes: Mapping[str, object], *, fixed: frozenset[str] = frozenset()
) -> dict[str, object]:
    """The changes in the types that ``target`` has now. Raises ValueError for an unknown name or type.

    JSON knows no tuples, sets or whole floats; those are made from lists and integers.
    """
    known = {name: value for name, value in vars(target).items() if name not in fixed}
    ready: dict[str, object] = {}
    for name, value in changes.items():
        if name not in known:
            raise ValueError(f"no switch named {name!r}; there are {', '.join(sorted(known))}")
        ready[name] = _fitted(name, known[name], value)
    return ready


def _fitted(name: str, now: object, value: object) -> object:
    if isinstance(now, (tuple, set, frozenset)) and isinstance(value, (list, tuple, set, frozenset)):
        return type(now)(value)
    if isinstance(now, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if name == "vary" and (value is None or type(value) is int):
        return value
    if now is not None and type(now) is type(value):
        return value
    raise ValueError(f"{name} takes {type(now).__name__}, not {type(value).__name__}")
