"""Which actions of the table can be done right now: the one answer for palette, help and key line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from textual.dom import DOMNode
from textual.screen import Screen

from sftui.tui.actions import TABLE, UserAction


@dataclass(frozen=True, slots=True)
class Offer:
    """An action, and the widget, screen or app that would do it."""

    action: UserAction
    node: DOMNode


def offers(screen: Screen[Any]) -> tuple[Offer, ...]:
    """All that this screen, what has the focus on it, and the app offer; in the order of the table."""
    found: dict[str, Offer] = {}
    for node in _chain(screen):
        for action_id in _actions_of(node):
            found.setdefault(action_id, Offer(_row(action_id), node))
    return tuple(found[row.id] for row in TABLE if row.id in found and _works(found[row.id]))


def _chain(screen: Screen[Any]) -> list[DOMNode]:
    if screen.focused is not None:
        return list(screen.focused.ancestors_with_self)
    return [screen, screen.app]


def _actions_of(node: DOMNode) -> Iterator[str]:
    for cls in type(node).__mro__:
        yield from cls.__dict__.get("ACTIONS", ())


def _row(action_id: str) -> UserAction:
    return next(row for row in TABLE if row.id == action_id)


def _works(offer: Offer) -> bool:
    name, _, _ = offer.action.run.partition("(")
    return offer.node.check_action(name.rpartition(".")[2], ()) is True
